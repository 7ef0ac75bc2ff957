"""What pages of agreements show: one of them to whom it concerns, who signed it, and how many have."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from portal.access.models import User
from portal.core.database import db
from portal.people.viewer import Viewer

from .agreements import opened_by
from .models import Agreement, AgreementVersion, Signature


def agreement_for(viewer: Viewer, agreement_id: int) -> Agreement | None:
    """The agreement, for whoever manages them, is asked to sign it, or has signed it."""
    with_versions = select(Agreement).where(Agreement.id == agreement_id).options(selectinload(Agreement.versions))
    agreement = db.session.scalar(with_versions)
    if agreement is None or viewer.may("forum.manage"):
        return agreement
    own = signatures_of(agreement_id).with_only_columns(Signature.version_id).where(Signature.user_id == viewer.id)
    concerned = opened_by(viewer, agreement) or db.session.scalar(own.limit(1)) is not None
    return agreement if concerned else None


def own_signature(viewer: Viewer, agreement: Agreement) -> Signature | None:
    """The viewer's signature under the newest version."""
    return db.session.get(Signature, (agreement.newest.id, viewer.id), populate_existing=True)


def signatures_of(agreement_id: int) -> Select[Signature]:
    """Who signed which version."""
    return (
        select(Signature)
        .join(AgreementVersion, AgreementVersion.id == Signature.version_id)
        .where(AgreementVersion.agreement_id == agreement_id)
    )


def count_signed(agreements: Sequence[Agreement]) -> dict[int, int]:
    """By agreement, how many users have signed its newest version."""
    by_version = {each.newest.id: each.id for each in agreements}
    counts = select(Signature.version_id, func.count().label("signatures")).where(Signature.version_id.in_(by_version))
    rows = db.session.execute(counts.group_by(Signature.version_id))
    return dict.fromkeys(by_version.values(), 0) | {by_version[row.version_id]: row.signatures for row in rows}


def signers(signatures: Sequence[Signature]) -> dict[int, User]:
    """By id, the users who signed these."""
    ids = {signature.user_id for signature in signatures}
    users = db.session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id: user for user in users}
