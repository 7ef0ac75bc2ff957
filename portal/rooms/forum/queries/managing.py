"""What those need who make categories and agreements: what audiences are built of, and whom a rule lets in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import db
from portal.core.urls import path_for
from portal.people.access import Viewer
from portal.people.agreements import Opening, agreement_openings, opened_by
from portal.people.models import Agreement, AgreementVersion, Audience, AudienceTerm, Signature

from ..models import Category
from .seeing import awaits_signature, readers_by, readers_of, sees_category


def every_category() -> list[Category]:
    """All of them in order, with their agreements and audiences. Five statements."""
    wanted = select(Category).options(
        joinedload(Category.agreement),
        *(selectinload(each) for each in (Category.see_audience, Category.reply_audience, Category.create_audience)),
    )
    return list(db.session.scalars(wanted.order_by(Category.position, Category.id)))


def count_let_in(terms: Mapping[str, Sequence[str]], agreement_id: int | None) -> int:
    """How many people a rule that is not kept yet would let in."""
    audience = Audience(
        terms=[AudienceTerm(kind=kind, value=value) for kind, values in terms.items() for value in values]
    )
    readers = readers_by(audience, literal(agreement_id) if agreement_id else None)
    return db.session.scalar(select(func.count()).select_from(readers.subquery())) or 0


def agreements() -> list[Agreement]:
    """Every agreement with its versions."""
    wanted = select(Agreement).options(selectinload(Agreement.versions)).order_by(Agreement.name, Agreement.id)
    return list(db.session.scalars(wanted))


def agreement_for(viewer: Viewer, agreement_id: int) -> Agreement | None:
    """The agreement, for whoever manages them, is asked to sign it, or has signed it."""
    wanted = select(Agreement).where(Agreement.id == agreement_id).options(selectinload(Agreement.versions))
    agreement = db.session.scalar(wanted)
    if agreement is None or viewer.may("forum.manage"):
        return agreement
    signed = (
        select(Signature.version_id)
        .join(AgreementVersion, AgreementVersion.id == Signature.version_id)
        .where(AgreementVersion.agreement_id == agreement_id, Signature.user_id == viewer.id)
    )
    concerned = opened_by(viewer, agreement) or db.session.scalar(signed.limit(1)) is not None
    return agreement if concerned else None


def own_signature(viewer: Viewer, agreement: Agreement) -> Signature | None:
    """The viewer's signature under the newest version."""
    return db.session.get(Signature, (agreement.newest.id, viewer.id), populate_existing=True)


@agreement_openings("forum")
def opened_categories(viewer: Viewer, agreement_id: int) -> list[Opening]:
    """The categories behind an agreement that the viewer sees, or would see."""
    wanted = select(Category.id, Category.name).where(
        Category.agreement_id == agreement_id, or_(awaits_signature(viewer), sees_category(viewer))
    )
    found = db.session.execute(wanted.order_by(Category.position, Category.id))
    return [Opening(name, path_for("forum.category", category_id=category_id)) for category_id, name in found]


def signatures_of(agreement_id: int) -> Select[Any]:
    """Who signed which version."""
    return (
        select(Signature)
        .join(AgreementVersion, AgreementVersion.id == Signature.version_id)
        .where(AgreementVersion.agreement_id == agreement_id)
    )


def count_signed(found: Sequence[Agreement]) -> dict[int, int]:
    """By agreement, how many users have signed its newest version."""
    by_version = {each.newest.id: each.id for each in found}
    counts = select(Signature.version_id, func.count()).where(Signature.version_id.in_(by_version))
    signed = dict.fromkeys(by_version.values(), 0)
    return signed | {by_version[id]: many for id, many in db.session.execute(counts.group_by(Signature.version_id))}


def count_readers_of(found: Sequence[Category]) -> dict[int, int]:
    """By category, how many people see it: one statement."""
    if not found:
        return {}
    counts = [
        select(literal(each.id), func.count()).select_from(readers_of(each).subquery()).correlate(None)
        for each in found
    ]
    return dict(db.session.execute(union_all(*counts)).all())
