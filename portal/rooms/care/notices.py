"""What colleagues are told of cases and promises, and how it reads to whoever may still see it."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.core.urls import path_for
from portal.kits.notices.kinds import NoticeKind, add_notice_kind
from portal.kits.notices.sources import Shown, add_notice_source
from portal.people.viewer import Viewer

from .models import Case, Promise


def _reads_cases(viewer: Viewer) -> bool:
    return viewer.may("cases.read")


MINE = add_notice_kind(
    NoticeKind(
        "care.mine",
        _l("Cases that become yours"),
        _l("A customer you look after is unhappy, or somebody gives you a case. The deadline is running."),
        "lifebuoy",
        _l("A case is now yours"),
        default_mail="at_once",
        letter="notices/mail/work.txt",
        concerns=_reads_cases,
    )
)
HEARD = add_notice_kind(
    NoticeKind(
        "care.heard",
        _l("News on your cases"),
        _l("A customer whose case is yours adds something."),
        "message-2",
        _l("There's news on one of your cases"),
        default_mail="at_once",
        letter="notices/mail/work.txt",
        concerns=_reads_cases,
    )
)
OVERDUE = add_notice_kind(
    NoticeKind(
        "care.overdue",
        _l("Your cases past their deadline"),
        _l("A customer has waited for you longer than we promised."),
        "alarm",
        _l("One of your cases is overdue"),
        default_mail="at_once",
        letter="notices/mail/work.txt",
        concerns=_reads_cases,
    )
)
UNOWNED = add_notice_kind(
    NoticeKind(
        "care.unowned",
        _l("Cases that need an owner"),
        _l("A customer is unhappy and nobody has taken the case yet."),
        "user-question",
        _l("A case needs an owner"),
        concerns=lambda viewer: viewer.may("cases.work"),
    )
)
PROMISED = add_notice_kind(
    NoticeKind(
        "care.promise",
        _l("Your promises due today"),
        _l("Something you promised a customer is due today."),
        "calendar-due",
        _l("You promised this for today"),
        concerns=lambda viewer: viewer.may("people.edit"),
    )
)


class Cases:
    """A case, for those who read cases, as long as it is open."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return exists().where(Case.id == about_id, Case.status == "open") if _reads_cases(viewer) else false()

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not _reads_cases(viewer):
            return {}
        people = joinedload(Case.member), joinedload(Case.company)
        cases = db.session.scalars(select(Case).where(Case.id.in_(ids), Case.status == "open").options(*people))
        return {case.id: _case(case) for case in cases}


class Promises:
    """A promise that is still to be kept, for those who keep them."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        waits = exists().where(Promise.id == about_id, Promise.done_at.is_(None))
        return waits if viewer.may("people.edit") else false()

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        if not viewer.may("people.edit"):
            return {}
        waiting = select(Promise).where(Promise.id.in_(ids), Promise.done_at.is_(None))
        return {each.id: _promise(each) for each in db.session.scalars(waiting.options(joinedload(Promise.member)))}


def _case(case: Case) -> Shown:
    name, url = case.member.name, path_for("care.case", case_id=case.id)
    title = _("%(name)s, %(company)s", name=name, company=case.company.name) if case.company else name
    return Shown(str(title), case.subject, url, thread=f"case-{case.id}")


def _promise(promise: Promise) -> Shown:
    return Shown(promise.what, promise.member.name, path_for("people.person", member_id=promise.member_id))


add_notice_source("case", Cases())
add_notice_source("promise", Promises())
