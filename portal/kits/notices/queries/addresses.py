"""Addresses that take no more mail, and what came in and could not be taken."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.core.database import db

from ..models import MailIn, Suppression


def suppression_of(address: str) -> Suppression | None:
    """Why nothing but mails about sign-in goes to this address; None where everything does."""
    return db.session.scalar(select(Suppression).where(Suppression.address == address))


def failed_mails_in(most: int = 20) -> Sequence[MailIn]:
    """The newest mails that came in and whose handler failed."""
    failed = select(MailIn).where(MailIn.state == "failed").order_by(MailIn.id.desc())
    return db.session.scalars(failed.limit(most)).all()


def mails_kept_aside(most: int = 20) -> Sequence[MailIn]:
    """The newest mails that came in and were not read, or are not from whom they say."""
    aside = select(MailIn).where(MailIn.state == "aside").order_by(MailIn.id.desc())
    return db.session.scalars(aside.limit(most)).all()
