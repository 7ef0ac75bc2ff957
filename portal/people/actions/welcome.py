"""The welcome: four small steps in which a new member tells what this should be for them."""

from dataclasses import dataclass

from portal.access.models import User
from portal.access.models.user import MAX_NAME_CHARS
from portal.core.clock import now
from portal.ledger.ledger import record

from ..models import Member
from ..verbs import MEMBER_CHANGED, MEMBER_WELCOMED
from .people import sort_name

STEPS = 4


@dataclass(frozen=True)
class Details:
    """What members say of themselves."""

    given_name: str
    family_name: str
    job_title: str
    time_zone: str | None
    takes_gifts: bool


def next_step(member: Member) -> int:
    """The first step of the welcome that this member has said nothing in, 1 to 4."""
    if not (member.incentive or member.wants):
        return 1
    if not (member.uses_us_for or member.worries):
        return 2
    return 3 if member.time_zone is None else 4


def say_what_is_worthwhile(member: Member, user: User, incentive: str | None, wants: str) -> None:
    """Keep what would make this worth the member's time."""
    member.incentive, member.wants = incentive, wants
    record(MEMBER_CHANGED, member=member, actor=user, about=member)


def say_how_you_use_us(member: Member, user: User, uses_us_for: str, worries: str) -> None:
    """Keep what the member does with the product, and what worries them."""
    member.uses_us_for, member.worries = uses_us_for, worries
    record(MEMBER_CHANGED, member=member, actor=user, about=member)


def say_who_you_are(member: Member, user: User, details: Details) -> None:
    """Keep the member's own details, which are sure from now on. Their login bears the same name."""
    member.given_name, member.family_name = details.given_name, details.family_name
    member.folded = sort_name(details.given_name, details.family_name, member.email)
    member.job_title = details.job_title
    member.takes_gifts = details.takes_gifts
    member.time_zone = user.time_zone = details.time_zone
    member.confirmed_at = now()
    user.name = member.name[:MAX_NAME_CHARS]
    record(MEMBER_CHANGED, member=member, actor=user, about=member)


def finish_welcome(member: Member, user: User, how_we_help: str) -> None:
    """End the welcome with the answer to its one question. It is recorded the first time only."""
    member.how_we_help = how_we_help
    if member.welcomed_at is not None:
        return
    member.welcomed_at = now()
    facts = {"incentive": member.incentive} if member.incentive else {}
    record(MEMBER_WELCOMED, member=member, actor=user, about=member, facts=facts)
