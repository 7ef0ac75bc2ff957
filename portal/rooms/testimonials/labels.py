"""Permissions and attributions as people say them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.clock import now

from .codes import languages_of, places_of
from .lifecycle import TESTIMONIAL
from .models import ApprovalRequest, Delegate, Permission, Testimonial
from .queries import USABLE

CHANNELS: dict[str, Any] = {
    "press": _l("Press"),
    "web": _l("Our website"),
    "social": _l("Social media"),
    "sales": _l("Sales talks"),
    "analyst": _l("Analysts"),
    "event": _l("Events"),
}
ATTRIBUTIONS: dict[str, Any] = {
    "full_name": _l("Full name, title and company"),
    "name_company": _l("Full name and company"),
    "first_name": _l("First name and company"),
    "initials": _l("Initials and company"),
    "role_company": _l("Title and company, no name"),
    "role_industry": _l("Title and industry, no name"),
    "anonymous": _l("A customer, nothing else"),
}
PICTURES: dict[str, Any] = {"logo": _l("The company's logo"), "photo": _l("Their portrait")}
OWN_PICTURES: dict[str, Any] = {"logo": _l("Your company's logo"), "photo": _l("Your portrait")}
"""The same to the author."""
EVIDENCE: dict[str, Any] = {
    "link": _l("by the link in the email that asked them"),
    "delegate": _l("by a colleague they asked"),
    "other": _l("in another way"),
}
"""How a customer said yes."""
OWN_LABELS: dict[str, Any] = {
    "sent": _l("waiting for your answer; the email has the link"),
    "changes_requested": _l("reworded from your side; we'll ask you once more before we use it"),
    "drafted": _l("being rewritten"),
    "lapsed": _l("you didn't answer, so we don't use it"),
    "unsent": _l("not used at the moment"),
    "approved": _l("you said yes; not used yet"),
    "declined": _l("you said no"),
    "review_due": _l("not used while we check that it is still true"),
    "suspended": _l("not used at the moment"),
    "expired": _l("expired: the time you allowed has ended"),
    "withdrawn": _l("you withdrew it"),
    "takedown_open": _l("you withdrew it; we're removing it"),
    "closed": _l("you withdrew it"),
}
"""How a status looks to the author (`own_labels`), and a draft whose question nobody answered (`own_status`)."""
ASKS = "sent"
SOON = timedelta(days=30)


def own_status(testimonial: Testimonial, answers: Mapping[int, str]) -> str:
    """The status as its author sees it: after a silence nobody rewrites anything. `answers`: see `last_answers`."""
    answer = answers.get(testimonial.current_version_id or 0, "")
    return answer if testimonial.status == "drafted" and answer in {"lapsed", "unsent"} else testimonial.status


def own_labels(*, asks: bool) -> dict[str, Any]:
    """How each status looks to the author; without `asks` nothing says that we wait for their answer."""
    return {status: label for status, label in OWN_LABELS.items() if asks or status != ASKS}


def attribution_line(testimonial: Testimonial, attribution: str) -> str:
    """How the author is named under the quote: never more than the customer allowed."""
    if testimonial.member_id is None:
        return str(_("A former customer"))
    member, company = testimonial.author, testimonial.company
    title = testimonial.job_title or str(_("customer"))
    capitalised = title[:1].upper() + title[1:]
    company_name = company.name if company else ""
    industry = company.industry if company and company.industry else _("a company")
    parts = {
        "full_name": [member.name, testimonial.job_title, company_name],
        "name_company": [member.name, company_name],
        "first_name": [member.given_name or member.name[:1], company_name],
        "initials": ["".join(f"{part[0]}." for part in member.name.split() if part), company_name],
        "role_company": [capitalised, company_name],
        "role_industry": [capitalised, industry],
        "anonymous": [_("A customer")],
    }[attribution]
    return ", ".join(str(part) for part in parts if part)


def named(testimonial: Testimonial, permissions: Sequence[Permission], *, otherwise: str = "anonymous") -> str:
    """The line under a quote as its newest standing permission was given, whatever became of names since;
    `otherwise` where there is none."""
    if not permissions:
        return attribution_line(testimonial, otherwise)
    return permissions[-1].named_as or attribution_line(testimonial, permissions[-1].attribution)


def renamed(testimonial: Testimonial, permissions: Sequence[Permission]) -> str:
    """How the author would be named today, where that differs from what they approved; else nothing."""
    if not permissions or testimonial.member_id is None:
        return ""
    today = attribution_line(testimonial, permissions[-1].attribution)
    return "" if named(testimonial, permissions) == today else today


def channels_of(channels: Iterable[str]) -> str:
    """Channels in a sentence: "Press, Our website"."""
    return ", ".join(str(CHANNELS[each]) for each in channels)


def how_approved(asked: ApprovalRequest, delegates: Sequence[Delegate]) -> str:
    """Who said yes to a question, and when: "Approved by press@orbit.example, whom Mei Tanaka had asked to agree, Thu 3
    Dec, 11:30". Empty where nobody did."""
    if asked.answer != "approved" or asked.answered_at is None:
        return ""
    by = next((each for each in delegates if each.answered_at), None)
    moment = format_datetime(asked.answered_at, "EEE d MMM, HH:mm")
    facts = {"name": asked.version.testimonial.author.name, "moment": moment, "who": by.label if by else ""}
    if by is None:
        return str(_("Approved by %(name)s, %(moment)s", **facts))
    if by.email:
        return str(_("Approved by %(who)s, whom %(name)s had asked to agree, %(moment)s", **facts))
    return str(_("Approved by “%(who)s” (the name they gave), to whom %(name)s had passed a link, %(moment)s", **facts))


def also_allowed(permission: Permission) -> str:
    """What a permission allows beside the words as they are, or that it is nothing."""
    parts = [_("with the company's logo")] if permission.logo else []
    parts += [_("with their portrait")] if permission.photo else []
    if languages := permission.values("language"):
        parts.append(_("translated into %(languages)s", languages=languages_of(languages)))
    return " · ".join(map(str, parts)) or str(_("as written, without a logo or portrait"))


def strip_of(permissions: Sequence[Permission], *, cleared: bool = True) -> list[tuple[str, str, str]]:
    """The strip of permissions that hold now: (channel, yes|soon|held|no, detail) for each channel, or that nothing is.

    For staff `cleared` says whether the quote may be used at all: where not, each entry is what waits for that.
    """
    entries = [entry for permission in permissions for entry in _entries(permission)]
    if not entries:
        return [(str(_("Nothing is allowed")), "no", "")]
    if cleared:
        return entries
    return [(str(_("Not cleared")), "no", ""), *((channel, "held", detail) for channel, _state, detail in entries)]


def status_label(testimonial: Testimonial, *, cleared: bool) -> str:
    """How far a quote is. One whose permission has ended has expired, even before that was noted."""
    over = testimonial.status in USABLE and not cleared
    return str(_(TESTIMONIAL.labels["expired" if over else testimonial.status]))


def _entries(permission: Permission) -> list[tuple[str, str, str]]:
    until, places = permission.until, places_of(permission.values("territory"))
    soon = until is not None and until - now().date() <= SOON
    detail = _("%(places)s, until %(day)s", places=places, day=format_date(until, "medium")) if until else places
    return [(str(CHANNELS[each]), "soon" if soon else "yes", str(detail)) for each in permission.values("channel")]
