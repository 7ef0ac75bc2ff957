"""Erasing a person from their quotes: what was allowed stays proven, and nothing tells by whom."""

from collections.abc import Collection

from sqlalchemy import Select, delete, exists, null, select, update

from portal.access.models import Link
from portal.core.database import db
from portal.kits.search.changes import note_written
from portal.ledger.ledger import record

from ..lifecycle import TESTIMONIAL
from ..models import ApprovalRequest, Delegate, Permission, PermissionScope, Testimonial, TestimonialVersion
from ..queries import WITHDRAWN
from ..verbs import TESTIMONIAL_DRAFTED
from .delegating import DELEGATE, HANDED_ON
from .standing import withdraw
from .steps import lock_rows, revoke_permissions, step, void_open_request
from .telling import tell_of_draft

KEPT_SCOPES = ("channel", "territory")


def erase_quotes_of(member_id: int) -> None:
    """Withdraw every quote of this person, then take out their name, words, company, title and links.

    Of words that they once allowed there stay: their hash, all dates, the permission's channels, countries and kind of
    evidence. Nothing stays of others. Nobody can be deleted before this; their feedback, emails and ledger lines are
    the caller's to erase.
    """
    theirs = select(Testimonial).where(Testimonial.member_id == member_id).order_by(Testimonial.id)
    quotes = db.session.scalars(theirs.with_for_update(of=Testimonial)).all()
    for quote in quotes:
        if quote.status not in WITHDRAWN:
            withdraw(quote)
    db.session.flush()
    ids = [quote.id for quote in quotes]
    note_written(Testimonial, ids)
    _erase_questions(ids)
    _erase_words(ids)
    _erase_rows(ids)
    db.session.expire_all()


def unapprove(version: TestimonialVersion) -> None:
    """A quote of somebody else named whoever was erased. These are other words now than were allowed: it is a draft,
    and whoever asked for it hears so."""
    quote = lock_rows(version.testimonial)
    if quote.current_version_id == version.id and TESTIMONIAL.allows(quote.status, "edit"):
        was_draft = quote.status == "drafted"
        step(quote, "edit")
        void_open_request(quote)
        revoke_permissions(quote, None)
        if not was_draft:
            tell_of_draft(quote, record(TESTIMONIAL_DRAFTED, member=quote.member, about=quote))


def _versions_of(quotes: Collection[int]) -> Select[int]:
    return select(TestimonialVersion.id).where(TestimonialVersion.testimonial_id.in_(quotes))


def _erase_questions(quotes: Collection[int]) -> None:
    """What they were asked and answered, and every link to it."""
    questions = select(ApprovalRequest.id).where(ApprovalRequest.version_id.in_(_versions_of(quotes)))
    asked = list(db.session.scalars(questions))
    others = list(db.session.scalars(select(Delegate.id).where(Delegate.request_id.in_(asked))))
    db.session.execute(delete(Link).where(Link.purpose.in_((DELEGATE, HANDED_ON)), Link.subject_id.in_(others)))
    db.session.execute(delete(ApprovalRequest).where(ApprovalRequest.id.in_(asked)))
    db.session.execute(delete(Link).where(Link.purpose == "quote", Link.subject_id.in_(asked)))


def _erase_words(quotes: Collection[int]) -> None:
    """Words that were never allowed go with all that is known of them; of others the hash stays."""
    versions = _versions_of(quotes)
    allowed = exists().where(Permission.version_id == TestimonialVersion.id)
    db.session.execute(delete(TestimonialVersion).where(TestimonialVersion.id.in_(versions), ~allowed))
    these = TestimonialVersion.id.in_(versions)
    db.session.execute(update(TestimonialVersion).where(these).values(text="", incentive="", by_delegate=""))
    permissions = select(Permission.id).where(Permission.version_id.in_(versions))
    others = PermissionScope.kind.not_in(KEPT_SCOPES)
    db.session.execute(delete(PermissionScope).where(PermissionScope.permission_id.in_(permissions), others))
    bare = {"evidence": "", "attribution": "anonymous", "named_as": "", "logo": False, "photo": False}
    bare_rows = update(Permission).where(Permission.id.in_(permissions)).values(**bare, never_asked=null())
    db.session.execute(bare_rows)


def _erase_rows(quotes: Collection[int]) -> None:
    """A quote without any words left goes; another one belongs to nobody."""
    worded = exists().where(TestimonialVersion.testimonial_id == Testimonial.id)
    db.session.execute(delete(Testimonial).where(Testimonial.id.in_(quotes), ~worded))
    nobody = {"member_id": None, "company_id": None, "feedback_id": None, "job_title": "", "release_reason": ""}
    db.session.execute(update(Testimonial).where(Testimonial.id.in_(quotes)).values(nobody))
