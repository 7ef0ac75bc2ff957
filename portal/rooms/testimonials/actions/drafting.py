"""Drafting quotes and writing their words."""

from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, one_line
from portal.ledger.ledger import record
from portal.rooms.feedback.models import Feedback

from ..lifecycle import TESTIMONIAL
from ..models import Testimonial, TestimonialVersion
from ..verbs import TESTIMONIAL_DRAFTED
from .asking import check_rest
from .steps import lock_rows, revoke_permissions, step
from .telling import stop_asking

MAX_QUOTE_CHARS = 1_500


def draft_testimonial(feedback: Feedback, text: str, editor: User, incentive: str = "") -> Testimonial:
    """Take a quote out of a piece of feedback. Unattributed feedback has nobody who could allow it."""
    member = feedback.member
    if member is None:
        raise Refused(_("We don't know who said this, so nobody can allow it. Find the author first."))
    if feedback.between_us:
        raise Refused(_("This was said in confidence. Ask whether it may be repeated first, then take the mark off."))
    rests = select(func.max(Testimonial.rests_until)).where(Testimonial.feedback_id == feedback.id)
    check_rest(db.session.scalar(rests))
    testimonial = Testimonial(
        feedback=feedback,
        member=member,
        company_id=feedback.company_id or member.company_id,
        job_title=member.job_title,
        status=TESTIMONIAL.after(TESTIMONIAL.initial, "draft"),
        created_by_id=editor.id,
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(testimonial)
    db.session.flush()
    add_version(testimonial, text, editor, incentive)
    record(TESTIMONIAL_DRAFTED, member=member, actor=editor, about=testimonial)
    return testimonial


def edit_text(testimonial: Testimonial, text: str, editor: User, incentive: str = "") -> None:
    """Write the next version. Whatever was allowed, allowed the words before: it is void, and asked for anew."""
    testimonial = lock_rows(testimonial)
    stands = testimonial.current
    if stands is not None and (stands.text, stands.incentive) == (clean(text), one_line(incentive)):
        raise Refused(_("This is the text that's there already."))
    step(testimonial, "edit")
    revoke_permissions(testimonial, editor)
    add_version(testimonial, text, editor, incentive)
    stop_asking(testimonial, editor)
    record(TESTIMONIAL_DRAFTED, member=testimonial.member, actor=editor, about=testimonial)


def draft_again(testimonial: Testimonial, editor: User) -> None:
    """The same words may be asked for anew: after they ended, after a no that has rested."""
    testimonial = lock_rows(testimonial)
    check_rest(testimonial.rests_until)
    step(testimonial, "draft")
    record(TESTIMONIAL_DRAFTED, member=testimonial.member, actor=editor, about=testimonial)


def add_version(
    testimonial: Testimonial, text: str, editor: User | None, incentive: str, by_delegate: str = ""
) -> None:
    """Write the next version; without an editor the words are the author's own, or of whom they asked to agree."""
    text = clean(text)
    if not text:
        raise Refused(_("A quote needs some text."))
    if len(text) > MAX_QUOTE_CHARS:
        raise Refused(_("A quote of more than %(most)s characters is an article. Shorten it.", most=MAX_QUOTE_CHARS))
    newest = select(func.max(TestimonialVersion.number)).where(TestimonialVersion.testimonial_id == testimonial.id)
    version = TestimonialVersion(
        testimonial_id=testimonial.id,
        number=(db.session.scalar(newest) or 0) + 1,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        incentive=one_line(incentive),
        edited_by_id=editor.id if editor else None,
        by_author=editor is None,
        by_delegate=by_delegate,
        created_at=now(),
    )
    db.session.add(version)
    db.session.flush()
    testimonial.current = version
