"""Random things that people do to feedback and quotes, through the real actions."""

from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.people.actions.segments import note_answer
from portal.people.models import Member
from portal.rooms.feedback.actions import (
    attribute,
    capture_feedback,
    edit_feedback,
    merge_tags,
    rename_tag,
    tag_named,
)
from portal.rooms.feedback.models import Feedback, Tag
from portal.rooms.testimonials.actions import (
    approve,
    ask_customer,
    draft_testimonial,
    edit_text,
    release,
    resume,
    suspend,
    withdraw,
)
from portal.rooms.testimonials.lifecycle import TESTIMONIAL
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial, TestimonialVersion
from tests.rooms.testimonials.quoting import GERMAN_PRESS

SAID = ("Faxed forms", "The weekly report", "Scanned contracts", "A clause we missed", "Ünïcødé 中文 wörds", "Search")


def anything(chance: Random, actor: User) -> None:
    """One of the edits; where there is nothing to edit yet, something new."""
    weights, edits = zip(*EDITS, strict=True)
    if not chance.choices(edits, weights)[0](chance, actor):
        take_in(chance, actor)


def take_in(chance: Random, actor: User) -> bool:
    member = _one_of(Member, chance) if chance.random() < 0.8 else None
    tags = [tag_named("product_area", chance.choice(("Scans", "Reports")))] if chance.random() < 0.5 else []
    words, confidence = f"{chance.choice(SAID)} {chance.randrange(99)}", chance.random() < 0.2
    capture_feedback(words, actor, source="call", member=member, tags=tags, between_us=confidence)
    return True


def edit_piece(chance: Random, actor: User) -> bool:
    piece = _one_of(Feedback, chance)
    if piece is not None:
        tags = [tag_named("free", chance.choice(("loud", "calm")))] if chance.random() < 0.5 else []
        edit_feedback(piece, title="", text=chance.choice(SAID), tags=tags, between_us=chance.random() < 0.2)
    return piece is not None


def delete_piece(chance: Random, actor: User) -> bool:
    quoted = select(Testimonial.feedback_id)
    piece = _one_of(Feedback, chance, Feedback.id.not_in(quoted))
    if piece is not None:
        db.session.delete(piece)
    return piece is not None


def find_author(chance: Random, actor: User) -> bool:
    piece, member = _one_of(Feedback, chance, Feedback.member_id.is_(None)), _one_of(Member, chance)
    if piece is not None and member is not None:
        attribute(piece, member, actor)
    return piece is not None


def answer(chance: Random, actor: User) -> bool:
    member = _one_of(Member, chance)
    if member is not None:
        note_answer(member, chance.randrange(11), now(), f"answer:{chance.random()}")
    return member is not None


def rename(chance: Random, actor: User) -> bool:
    tag = _one_of(Tag, chance)
    if tag is not None:
        rename_tag(tag, f"{tag.facet} {chance.randrange(10**9)}")
    return tag is not None


def merge(chance: Random, actor: User) -> bool:
    double = _one_of(Tag, chance)
    stays = _one_of(Tag, chance, Tag.facet == double.facet, Tag.id != double.id) if double else None
    if double is not None and stays is not None:
        merge_tags(double, stays)
    return stays is not None


def draft(chance: Random, actor: User) -> bool:
    fit = Feedback.member_id.is_not(None), Feedback.between_us.is_(False)
    piece = _one_of(Feedback, chance, *fit)
    if piece is not None:
        draft_testimonial(piece, piece.text, actor)
    return piece is not None


def go_on(chance: Random, actor: User) -> bool:
    """Whatever comes next for a quote: asked, approved, released, and so to be found by everybody."""
    quote = _one_of(Testimonial, chance, Testimonial.status.in_(("drafted", "sent", "approved", "suspended")))
    if quote is None:
        return False
    if quote.status == "drafted":
        ask_customer(quote, GERMAN_PRESS, actor)
    elif quote.status == "sent":
        approve(_question(quote), GERMAN_PRESS, "in a test")
    elif quote.status == "approved":
        release(quote, actor, "nobody else is here")
    else:
        resume(quote)
    return True


def stop(chance: Random, actor: User) -> bool:
    quote = _one_of(Testimonial, chance)
    act, trigger = chance.choice(((suspend, "suspend"), (withdraw, "withdraw"), (_rewrite, "edit")))
    if quote is None or trigger not in TESTIMONIAL.triggers(quote.status):
        return False
    act(quote, actor)
    return True


def delete_quote(chance: Random, actor: User) -> bool:
    quote = _one_of(Testimonial, chance)
    if quote is not None:
        db.session.delete(quote)
    return quote is not None


Edit = Callable[[Random, User], bool]
EDITS: tuple[tuple[int, Edit], ...] = (
    (8, take_in),
    (6, edit_piece),
    (4, delete_piece),
    (2, find_author),
    (4, answer),
    (1, rename),
    (1, merge),
    (6, draft),
    (12, go_on),
    (4, stop),
    (2, delete_quote),
)


def _rewrite(quote: Testimonial, actor: User) -> None:
    edit_text(quote, f"Rewritten {now().isoformat()}", actor)


def _question(quote: Testimonial) -> ApprovalRequest:
    open_ones = ApprovalRequest.answered_at.is_(None), TestimonialVersion.testimonial_id == quote.id
    return db.session.scalars(select(ApprovalRequest).join(TestimonialVersion).where(*open_ones)).one()


def _one_of(kind: Any, chance: Random, *conditions: Any) -> Any:
    ids = list(db.session.scalars(select(kind.id).where(*conditions).order_by(kind.id)))
    return db.session.get(kind, chance.choice(ids)) if ids else None
