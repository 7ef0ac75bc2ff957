"""Who works here and what they may do: logins for staff, roles given and taken.

Only an owner makes or unmakes an owner, nobody gives a role to themselves, and one owner always stays.
"""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.ledger.ledger import record

from ..endings import end_work_of
from ..links import void_links
from ..members import ledger_member
from ..models import StaffRole, User
from ..owned import hand_over
from ..roles import ROLES
from ..sessions import end_sessions
from ..verbs import ROLE_GRANTED, ROLE_REMOVED
from .closing import close_login, open_login
from .passwords import send_password_link

OWNER = "owner"


def add_staff(email: str, name: str, roles: list[str], by: User | None, *, password_hash: str | None = None) -> User:
    """A login for a colleague with these roles. Without a password they get a mail with a link to choose one.

    `by` is None on the command line, where somebody who runs the machine acts. Raises Refused.
    """
    user = User(email=email, name=name, password_hash=password_hash, created_at=now())
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_("Somebody already signs in with the address %(email)s.", email=email)) from error
    for role in dict.fromkeys(roles):
        _give(user, role, by)
    if password_hash is None:
        send_password_link(user, first=True)
    return user


def give_role(user: User, role: str, by: User) -> bool:
    """Let the user act in this role; whether that was news. Their sessions end, so that the next one begins with the
    new rights.
    """
    if user.id == by.id:
        raise Refused(_("You can't give yourself a role. Ask a colleague who manages users."))
    if role in _roles_of(user):
        return False
    _give(user, role, by)
    end_sessions(user.id)
    void_links("address", user.id)  # whoever asked for another address did so for somebody without this role
    return True


def take_role(user: User, role: str, by: User, heirs: Mapping[str, int] | None = None) -> bool:
    """Take a role away, at once and in every session; whether they had it. With the last one what they own goes to
    these colleagues, by kind: whoever works here no more owns nothing. Raises Refused where something would be left.
    """
    held = next((each for each in user.roles if each.role == role), None)
    if held is None:
        return False
    _judge_owner(role, by)
    if role == OWNER:
        _keep_an_owner(user)
    if len(user.roles) == 1:
        hand_over_work(user, by, heirs)
        end_work_of(user, by)
    user.roles.remove(held)
    end_sessions(user.id)
    record(ROLE_REMOVED, member=ledger_member(user), actor=by, about=user, facts={"role": role})
    return True


def deactivate(user: User, by: User, heirs: Mapping[str, int] | None = None) -> bool:
    """Let the user sign in no more: sessions and links end, and what they own goes to these colleagues, by kind.
    Whether that was news. Raises Refused where something would be left without an owner.
    """
    if user.id == by.id:
        raise Refused(_("You can't lock yourself out. Ask a colleague who manages users."))
    if OWNER in _roles_of(user):
        _judge_owner(OWNER, by)
        _keep_an_owner(user)
    hand_over_work(user, by, heirs)
    return close_login(user, by)


def hand_over_work(user: User, by: User, heirs: Mapping[str, int] | None) -> None:
    """What they own goes to these colleagues, by kind. Raises Refused where something would be left."""
    chosen = _locked({user.id, *(heirs or {}).values()})
    hand_over(user, {kind: chosen[heir] for kind, heir in (heirs or {}).items() if heir in chosen}, by)


def _locked(user_ids: Iterable[int]) -> dict[int, User]:
    """These logins, held in the same order by everybody: who gets work is not closed meanwhile, and whoever is closed
    gets none (`portal.people.absences.first_on_duty` and `assign_case` hold them, too).
    """
    rows = select(User).where(User.id.in_(user_ids)).order_by(User.id).with_for_update(of=User)
    return {user.id: user for user in db.session.scalars(rows.execution_options(populate_existing=True))}


def reactivate(user: User, by: User) -> bool:
    """Let the user sign in again. Whether that was news."""
    if OWNER in _roles_of(user):
        _judge_owner(OWNER, by)
    return open_login(user, by)


def resend_first_link(user: User, by: User) -> None:
    """Mail a colleague who never chose a password a new link to do so."""
    if user.password_hash is not None or not user.active:
        raise DomainError(
            _("%(name)s already has a password. They can get a new one from the sign-in page.", name=user.name)
        )
    if OWNER in _roles_of(user):
        _judge_owner(OWNER, by)
    send_password_link(user, first=True)


def _give(user: User, role: str, by: User | None) -> None:
    if role not in ROLES:
        raise Refused(_("There is no role called %(role)s.", role=role))
    _judge_owner(role, by)
    user.roles.append(StaffRole(role=role))
    record(ROLE_GRANTED, member=ledger_member(user), actor=by, about=user, facts={"role": role})


def _judge_owner(role: str, by: User | None) -> None:
    if role == OWNER and by is not None and OWNER not in _roles_of(by):
        raise Refused(_("Only an owner can make somebody an owner, or take that role away."))


def _keep_an_owner(leaving: User) -> None:
    """Refuse when nobody else is an active owner. The rows are locked, so that two owners cannot leave at once."""
    owners = (
        select(User.id)
        .join(StaffRole, StaffRole.user_id == User.id)
        .where(StaffRole.role == OWNER, User.active)
        .order_by(User.id)
        .with_for_update(of=(User, StaffRole))
    )
    if set(db.session.scalars(owners)) <= {leaving.id}:
        raise Refused(_("%(name)s is the last owner. Make somebody else an owner first.", name=leaving.name))


def _roles_of(user: User) -> set[str]:
    return {each.role for each in user.roles}
