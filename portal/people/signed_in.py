"""Who is signed in, read as columns: every request asks this, and few of them need the rows of the login and member."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask import g
from sqlalchemy import Integer, String, bindparam, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.util import identity_key

from portal.access.models import StaffRole, User, UserSession
from portal.access.roles import capabilities_of, makes_staff
from portal.access.sessions import is_over, note_seen
from portal.core.database import db, fetch_rows
from portal.core.tokens import token_hash
from portal.extensions import login_manager

from .models import Company, Member
from .traits import traits_of
from .viewer import Me, Nobody, Viewer
from .zones import own_zone

login_manager.anonymous_user = Nobody


class Known(NamedTuple):
    """What one session tells: itself, the login, and for a member what audience lists ask."""

    session_id: int
    created_at: datetime
    expires_at: datetime
    last_seen_at: datetime
    confirmed_at: datetime
    remembered: bool
    user_id: int
    name: str
    active: bool
    user_zone: str | None
    registered_at: datetime
    member_id: int | None
    segment: str
    stage: str | None
    country: str | None
    time_zone: str | None
    company_id: int | None
    kind: str | None
    plan: str | None
    region: str | None

    @property
    def id(self) -> int:
        """The member's, for whoever is one."""
        return self.member_id or 0


_BY_TOKEN = (
    select(
        *(UserSession.id, UserSession.created_at, UserSession.expires_at, UserSession.last_seen_at),
        *(UserSession.confirmed_at, UserSession.remembered),
        *(User.id, User.name, User.active, User.time_zone, User.created_at),
        *(Member.id, Member.segment, Member.stage, Member.country, Member.time_zone, Member.company_id),
        *(Company.kind, Company.plan, Company.region, StaffRole.role),
    )
    .select_from(UserSession)
    .join(User, User.id == UserSession.user_id)
    .outerjoin(Member, Member.id == User.member_id)
    .outerjoin(Company, Company.id == Member.company_id)
    .outerjoin(StaffRole, StaffRole.user_id == User.id)
    .where(UserSession.token_hash == bindparam("hashed", type_=String))
)

_ROWS = (
    select(User, Member)
    .outerjoin(Member, Member.id == User.member_id)
    .where(User.id == bindparam("whose", type_=Integer))
    .options(joinedload(Member.company), lazyload(User.roles))
)


def signed_in_by(hashed: str) -> tuple[Known, list[str]] | None:
    """Who holds this session, with their roles; None where there is no such session. One query."""
    rows: Sequence[Any] = fetch_rows(_BY_TOKEN, {"hashed": hashed})
    if not rows:
        return None
    return Known(*rows[0][:-1]), sorted(row[-1] for row in rows if row[-1] is not None)


class SignedIn(Viewer):
    """The viewer of a request. They are who they were when it began; a row is loaded when one is asked for."""

    def __init__(self, known: Known, roles: list[str], token: str) -> None:
        self._known, self._roles = known, roles
        self.token, self.session_id = token, known.session_id
        self.capabilities = capabilities_of(roles)
        self._row: User | None = None
        self._held: Member | None = None

    @property
    def user(self) -> User:
        if self._row is None:
            known: User | None = db.session.identity_map.get(identity_key(User, self._known.user_id))
            self._row = known or self._read()
        return self._row

    def _read(self) -> User:
        user, self._held = db.session.execute(_ROWS, {"whose": self._known.user_id}).one()
        return user

    @property
    def confirmed_at(self) -> datetime:
        return self._known.confirmed_at

    @property
    def is_active(self) -> bool:
        return self._known.active

    @property
    def id(self) -> int:
        return self._known.user_id

    @property
    def name(self) -> str:
        return self._known.name

    @property
    def registered_at(self) -> datetime:
        return self._known.registered_at

    @property
    def member(self) -> Member | None:
        return super().member if self.is_member else None

    @property
    def member_id(self) -> int | None:
        return self._known.member_id

    @property
    def me(self) -> Me | None:
        known = self._known
        return Me(known.member_id, known.company_id) if known.member_id is not None else None

    @cached_property
    def traits(self) -> Mapping[str, Any]:
        known = self._known
        return traits_of(known, known if known.kind is not None else None) if self.is_member else {}

    @property
    def roles(self) -> list[str]:
        return self._roles


@login_manager.user_loader
def load_viewer(token: str) -> Viewer | None:
    """The viewer of a session token: one query, whatever their roles."""
    session = signed_in_by(token_hash(token))
    if session is None:
        return None
    known, roles = session
    staff = makes_staff(roles)
    if not known.active or is_over(known, staff=staff):
        return None
    note_seen(known, staff=staff)
    zone = own_zone(known) if known.member_id is not None else None
    g.time_zone = zone.key if zone is not None else known.user_zone
    return SignedIn(known, roles, token)
