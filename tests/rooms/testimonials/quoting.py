"""Quotes for tests, made with the real actions; everything is committed."""

import re
from dataclasses import replace
from datetime import date, timedelta

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.search.actions import index_due
from portal.people.models import Member
from portal.rooms.feedback.actions import capture_feedback, tag_named
from portal.rooms.feedback.models import Feedback
from portal.rooms.testimonials.actions import Ask, approve, ask_customer, draft_testimonial, release
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial
from tests.actors import a_member, staff
from tests.letters import newest

WORDS = "Three hours became under thirty minutes."
GERMAN_PRESS = Ask(("press",), ("DE",), "full_name", "one press release")


def said(text: str = WORDS, member: Member | None = None, *tags: str, between_us: bool = False) -> Feedback:
    """Something that a member said in a call."""
    member = member or a_member()
    writer = staff("success", name="Daniel Weber")
    with transaction():
        named = [tag_named("product_area", tag) for tag in tags]
        return capture_feedback(text, writer, source="call", member=member, tags=named, between_us=between_us)


def drafted(text: str = WORDS, member: Member | None = None, *tags: str, editor: User | None = None) -> Testimonial:
    """A quote that nobody was asked about yet."""
    piece, editor = said(text, member, *tags), editor or staff("marketing", name="Lena Vogt")
    with transaction():
        return draft_testimonial(piece, text, editor)


def asked(quote: Testimonial | None = None, ask: Ask = GERMAN_PRESS, **changes: object) -> ApprovalRequest:
    """A question that the customer has not answered."""
    quote, sender = quote or drafted(**changes), staff("marketing", name="Lena Vogt")  # type: ignore[arg-type]
    with transaction():
        return ask_customer(quote, ask, sender)


def approved(quote: Testimonial | None = None, ask: Ask = GERMAN_PRESS, **changes: object) -> Testimonial:
    """A quote to which the customer has said yes."""
    request = asked(quote, ask, **changes)
    with transaction():
        approve(request, ask, "said so in a test")
    return request.version.testimonial


def available(quote: Testimonial | None = None, ask: Ask = GERMAN_PRESS, **changes: object) -> Testimonial:
    """A quote that may be used for what `ask` says."""
    quote, releaser = approved(quote, ask, **changes), staff("owner", name="Ines Adler")
    with transaction():
        release(quote, releaser)
    return quote


def fresh(quote: Testimonial) -> Testimonial:
    """The quote as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Testimonial, quote.id)


def link_in_the_mail() -> str:
    """The path of the page that the last mail leads to."""
    found = re.search(r"https?://[^/]+(/quote/[\w-]+)", newest().text)
    assert found is not None
    return found[1]


def index_everything() -> None:
    """Bring all changes into the index, as the worker does."""
    while index_due():
        pass


def soon() -> date:
    """The soonest last day for which anybody can be asked, at whichever hour of whichever weekday it is now."""
    return now().date() + timedelta(days=3)


def until(day: date) -> Ask:
    """One press release in Germany, up to this day."""
    return replace(GERMAN_PRESS, until=day)
