"""What a colleague owns, by kind: each feature says it of its own rows, and closing a login hands them over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.core.database import db
from portal.core.errors import Refused
from portal.core.registry import Registry
from portal.ledger.ledger import record

from .members import ledger_member
from .models import User
from .queries import everybody_here
from .roles import OWNER
from .verbs import WORK_HANDED_OVER

ALL = "heir"
"""Instead of a kind: whoever gets what nobody else was chosen for."""
HandOver = Callable[[int, int], None]
"""What is done besides writing the new owner: hand_over(from, to), before the rows are changed."""


@dataclass(frozen=True)
class OwnedWork:
    """Rows that have an owner, as long as somebody has to do something with them."""

    kind: str
    label: Any
    owner: InstrumentedAttribute[Any]
    needs: str
    waits: Callable[[], ColumnElement[bool]]
    before: HandOver | None


class Owned(NamedTuple):
    """How much of one kind somebody owns."""

    work: OwnedWork
    number: int


OWNED_WORK: Registry[OwnedWork] = Registry("add_owned_work")


def add_owned_work(
    kind: str,
    label: Any,
    owner: InstrumentedAttribute[Any],
    *,
    needs: str = "",
    waits: ColumnElement[bool] | Callable[[], ColumnElement[bool]] | None = None,
    before: HandOver | None = None,
) -> None:
    """Register the column that names the owner of such rows. `needs` is what a new owner must be allowed to do, `waits`
    which of the rows need one: a condition, or what makes it where that depends on the day.
    """
    condition = waits if callable(waits) else lambda: true() if waits is None else waits
    OWNED_WORK.add(kind, OwnedWork(kind, label, owner, needs, condition, before))


def owned_by(user_id: int) -> list[Owned]:
    """What this colleague owns, of each kind of which there is something."""
    found = [Owned(work, _count(work, user_id)) for work in list(OWNED_WORK.values())]
    return [each for each in found if each.number]


def leave_nothing_owned(login: User, by: User) -> None:
    """A login that closes owns nothing. Whoever closes their own waits for nobody: an owner of the programme gets what
    is left of former roles, else the first colleague who may do it. Otherwise raises Refused.
    """
    if by.id == login.id:
        hand_over(login, _takers(login), by)
    kinds = ", ".join(f"{work.label} ({number})" for work, number in owned_by(login.id))
    if kinds:
        raise Refused(
            _(
                "%(name)s still has work here: %(what)s. It's handed over first: “Close the login” leads there.",
                name=login.name,
                what=kinds,
            )
        )


def _takers(login: User) -> dict[str, User]:
    here = sorted(everybody_here(), key=lambda user: OWNER not in {held.role for held in user.roles})
    found = {work.kind: heirs_for(login, here, work.needs) for work, _number in owned_by(login.id)}
    return {kind: heirs[0] for kind, heirs in found.items() if heirs}


def hand_over(leaving: User, heirs: Mapping[str, User], by: User) -> None:
    """Give everything that `leaving` owns to these colleagues, by kind. Raises Refused where something would be left
    without an owner who may do it.
    """
    for work, count in owned_by(leaving.id):
        heir = heirs.get(work.kind) or heirs.get(ALL)
        _judge(leaving, work, heir)
        assert heir is not None  # noqa: S101 - judged
        if work.before is not None:
            work.before(leaving.id, heir.id)
        theirs = update(work.owner.class_).where(work.owner == leaving.id, work.waits())
        moved = theirs.values({work.owner.key: heir.id})
        db.session.execute(moved, execution_options={"synchronize_session": False})
        facts = {"kind": work.kind, "count": count, "to": heir.id}
        record(WORK_HANDED_OVER, member=ledger_member(leaving), actor=by, about=leaving, facts=facts)
    db.session.expire_all()


def heirs_for(leaving: User, among: Sequence[User], needs: str) -> list[User]:
    """Who of these could take over what needs this capability."""
    return [user for user in among if user.id != leaving.id and (not needs or user.may(needs))]


def _judge(leaving: User, work: OwnedWork, heir: User | None) -> None:
    if heir is None:
        raise Refused(_("%(name)s still has work here. Choose who takes it over first.", name=leaving.name))
    if heir.id == leaving.id or not heir.active or not heir.is_staff or (work.needs and not heir.may(work.needs)):
        raise Refused(
            _("%(name)s can't take this over: %(what)s. Choose somebody else for it.", name=heir.name, what=work.label)
        )


def _count(work: OwnedWork, user_id: int) -> int:
    owned = select(func.count()).select_from(work.owner.class_).where(work.owner == user_id, work.waits())
    return db.session.scalar(owned) or 0
