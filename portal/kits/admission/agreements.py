"""Whether somebody has signed the newest version: one SQL condition; and writing, changing and signing.

A room whose places wait behind agreements says so with `@agreement_openings`: whoever would see such a place after
signing may read the agreement and sign it.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import Refused
from portal.core.registry import Registry
from portal.core.text import clean, fold, one_line
from portal.ledger.ledger import record
from portal.people.logins import member_of
from portal.people.viewer import Nobody, Viewer

from .models import Agreement, AgreementVersion, Signature
from .verbs import AGREEMENT_PUBLISHED, AGREEMENT_SIGNED

AgreementId = ColumnElement[int] | InstrumentedAttribute[int | None]
VERSION, OTHER = aliased(AgreementVersion), aliased(AgreementVersion)
NEWEST = select(func.max(OTHER.number)).where(OTHER.agreement_id == VERSION.agreement_id).scalar_subquery()
UserId = ColumnElement[int] | InstrumentedAttribute[int] | int


class Opening(NamedTuple):
    """A place behind an agreement: its name, and the address of its page on this site ("/…")."""

    name: str
    url: str


Opens = Callable[[Viewer, int], list[Opening]]
_openings: Registry[Opens] = Registry("agreement_openings")


def agreement_openings(room: str) -> Callable[[Opens], Opens]:
    """Register which places of a room an agreement opens to a viewer, or would if they signed. One statement."""

    def register(places: Opens) -> Opens:
        return _openings.add(room, places)

    return register


def opened_by(viewer: Viewer, agreement: Agreement) -> list[Opening]:
    """What waits behind this agreement for the viewer, or is open to them because of it."""
    return [opening for places in _openings.values() for opening in places(viewer, agreement.id)]


def signed_by(
    agreement_id: AgreementId, user_id: ColumnElement[int] | InstrumentedAttribute[int] | int
) -> ColumnElement[bool]:
    """Has this user signed the newest version of the agreement in this column?"""
    return exists().where(
        Signature.version_id == VERSION.id,
        Signature.user_id == user_id,
        VERSION.agreement_id == agreement_id,
        VERSION.number == NEWEST,
    )


def has_signed(agreement_id: AgreementId, viewer: Viewer | Nobody) -> ColumnElement[bool]:
    """Does no agreement stand in this column, or has `viewer` signed its newest version?"""
    if not isinstance(viewer, Viewer):
        return false()
    return agreement_id.is_(None) | signed_by(agreement_id, viewer.id)


def write_agreement(name: str, text: str, by: User) -> Agreement:
    """A new agreement with its first version. Raises Refused for a name that is taken or empty words."""
    name = one_line(name)[:120]
    if not fold(name):
        raise Refused(_("Enter a name for the agreement."))
    if db.session.scalar(select(Agreement.id).where(Agreement.folded == _key(name))) is not None:
        raise Refused(_("There's already an agreement with that name."))
    agreement = Agreement(name=name, folded=_key(name), created_at=now())
    db.session.add(agreement)
    db.session.flush()
    change_agreement(agreement, text, by)
    return agreement


def _key(name: str) -> str:
    """What two spellings of one name share; folding can make it longer."""
    return fold(name)[:120]


def change_agreement(agreement: Agreement, text: str, by: User) -> AgreementVersion:
    """A new version: whoever signed an older one signs again before they see what it gates."""
    text = clean(text)
    if not text:
        raise Refused(_("Enter the text that people agree to."))
    last = db.session.scalar(
        select(AgreementVersion)
        .where(AgreementVersion.agreement_id == agreement.id)
        .order_by(AgreementVersion.number.desc())
        .limit(1)
    )
    if last is not None and last.text == text:
        return last
    version = AgreementVersion(
        agreement_id=agreement.id,
        number=last.number + 1 if last else 1,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        created_by_id=by.id,
        created_at=now(),
    )
    db.session.add(version)
    record(AGREEMENT_PUBLISHED, actor=by, about=version, facts={"number": version.number})
    db.session.expire(agreement, ["versions"])
    return version


def version_of(agreement: Agreement, number: int) -> AgreementVersion:
    """The version of this number. Raises Refused where there is none."""
    found = next((version for version in agreement.versions if version.number == number), None)
    if found is None:
        raise Refused(_("There's a newer version now. Read that one."))
    return found


def sign(version: AgreementVersion, user: User) -> None:
    """Agree to this version, which must be the newest. Twice is once."""
    newest = select(func.max(AgreementVersion.number)).where(AgreementVersion.agreement_id == version.agreement_id)
    if db.session.scalar(newest) != version.number:
        raise Refused(_("There's a newer version now. Read that one."))
    if insert_or_ignore(Signature, [{"version_id": version.id, "user_id": user.id, "signed_at": now()}]):
        record(AGREEMENT_SIGNED, member=member_of(user), actor=user, about=version, facts={"number": version.number})
