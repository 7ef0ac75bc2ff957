"""What people are told of betas, and how it reads to whoever may still see it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import contains_eager

from portal.core.clock import now
from portal.core.database import db
from portal.core.markdown import excerpt
from portal.kits.notices.digest import DigestItem, digest_section
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .labels import place_text
from .models import IN_TEST, OFFERED, TESTING, Applicant, Beta, BetaClosing, BetaReport, BetaTask, BetaTaskDone
from .queries.seeing import open_betas, open_to, sees_applicant
from .urls import beta_url, report_url

LONGEST = 300
INVITED = add_notice_kind(
    NoticeKind(
        "beta.invited",
        _l("Invitations to betas"),
        _l("You're asked whether you'd like to test something before everybody has it."),
        "flask",
        _l("%(who)s asks whether you would like to test something"),
        category="promotion",
        mark="invite",
        default_mail="digest",
        concerns=lambda viewer: viewer.is_member,
    )
)
PLACE = add_notice_kind(
    NoticeKind(
        "beta.place",
        _l("Your place in a beta"),
        _l("A seat is offered to you, something is to be signed, or we have to say no."),
        "flask",
        _l("There's news about your seat"),
        default_mail="at_once",
        pressing=True,
        concerns=lambda viewer: viewer.is_member,
    )
)
ASKED = add_notice_kind(
    NoticeKind(
        "beta.asked",
        _l("Are you still testing?"),
        _l("We haven't heard from you for a while, and others are waiting for a seat."),
        "hourglass",
        _l("Are you still testing? A word is enough"),
        default_mail="at_once",
        pressing=True,
        concerns=lambda viewer: viewer.is_member,
    )
)
THANKED = add_notice_kind(
    NoticeKind(
        "beta.thanked",
        _l("What your testing did"),
        _l("A beta has ended: what you found, what came of it, and our thanks."),
        "heart-handshake",
        _l("%(who)s thanks you"),
        default_mail="at_once",
        concerns=lambda viewer: viewer.is_member,
    )
)
ANSWERED = add_notice_kind(
    NoticeKind(
        "beta.answered",
        _l("Answers to your reports"),
        _l("Somebody looked at what you reported in a beta."),
        "clipboard-check",
        _l("%(who)s looked at your report"),
        default_mail="digest",
        concerns=lambda viewer: viewer.is_member,
    )
)
REPORTED = add_notice_kind(
    NoticeKind(
        "beta.reported",
        _l("New reports in your betas"),
        _l("A tester of a beta that is yours reports something."),
        "clipboard-text",
        _l("%(who)s reported something"),
        default_mail="digest",
        concerns=lambda viewer: viewer.may("betas.manage"),
    )
)


def places_of(viewer: Viewer, beta_id: int) -> Select[Any]:
    """The ids of the viewer's own places in a beta."""
    return select(Applicant.id).where(Applicant.beta_id == beta_id, Applicant.member_id == viewer.member_id)


class Places:
    """Somebody's place in a beta, for themselves and for colleagues."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Applicant.id == about_id, sees_applicant(viewer))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        """The thanks at the end may speak of what is inside: they need the signature, too."""
        thanks = and_(BetaClosing.applicant_id == Applicant.id, open_to(viewer))
        statement = (
            select(Applicant, BetaClosing.thanks)
            .join(Applicant.beta)
            .outerjoin(BetaClosing, thanks)
            .where(Applicant.id.in_(ids), sees_applicant(viewer))
            .options(contains_eager(Applicant.beta))
        )
        return {place.id: _shown(place, thanks) for place, thanks in db.session.execute(statement)}


class Reports:
    """A report, for those inside."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(BetaReport.id == about_id, BetaReport.beta_id.in_(open_betas(viewer)))

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        statement = select(BetaReport).where(BetaReport.id.in_(ids), BetaReport.beta_id.in_(open_betas(viewer)))
        return {
            report.id: Shown(
                report.title,
                excerpt(report.answer or report.text, LONGEST),
                report_url(report.beta_id, report.id),
                thread=f"beta-report-{report.id}",
            )
            for report in db.session.scalars(statement)
        }


def _shown(place: Applicant, thanks: str | None) -> Shown:
    text = place_text(place)
    if place.status == "invited":
        text = f"{place.beta.purpose}\n\n{text}"
    return Shown(
        place.beta.name, excerpt(thanks or text, LONGEST), beta_url(place.beta_id), thread=f"beta-{place.beta_id}"
    )


@digest_section(35, _l("Your betas"))
def betas_in_digest(viewer: Viewer, _since: datetime, most: int) -> list[DigestItem]:
    """What waits for this reader in betas: a seat, a signature, a word, or the tasks that are open. Two queries."""
    if not viewer.is_member:
        return []
    waiting = Applicant.status.in_((*OFFERED, "silent"))
    mine = (
        select(Applicant)
        .join(Applicant.beta)
        .where(Applicant.member_id == viewer.member_id, waiting)
        .options(contains_eager(Applicant.beta))
    )
    places = db.session.scalars(mine.order_by(Applicant.due_at, Applicant.id).limit(most))
    items = [DigestItem(place.beta.name, place_text(place), beta_url(place.beta_id)) for place in places]
    return [*items, *_open_tasks(viewer, most)][:most]


def _open_tasks(viewer: Viewer, most: int) -> list[DigestItem]:
    member_id = viewer.member_id or 0
    done = exists().where(BetaTaskDone.task_id == BetaTask.id, BetaTaskDone.applicant_id == Applicant.id)
    statement = (
        select(Beta, BetaTask.week, BetaTask.minutes)
        .join(Applicant, Applicant.beta_id == Beta.id)
        .join(BetaTask, BetaTask.beta_id == Beta.id)
        .where(Applicant.member_id == member_id, Applicant.status.in_(IN_TEST), Applicant.status != "silent")
        .where(Beta.status.in_(TESTING), open_to(viewer), ~done)
    )
    minutes: dict[Beta, list[int]] = defaultdict(list)
    for beta, week, takes in db.session.execute(statement.order_by(Beta.id, BetaTask.id)):
        if week <= beta.week_at(now()):
            minutes[beta].append(takes)
    return [DigestItem(beta.name, _tasks_label(takes), beta_url(beta.id)) for beta, takes in minutes.items()][:most]


def _tasks_label(minutes: list[int]) -> str:
    return str(
        ngettext(
            "%(num)d task is open, about %(minutes)d minutes.",
            "%(num)d tasks are open, about %(minutes)d minutes.",
            len(minutes),
            minutes=sum(minutes),
        )
    )


add_notice_source("applicant", Places())
add_notice_source("betareport", Reports())
