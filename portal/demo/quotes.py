"""How a quote comes about in the play: said, drafted, asked for, answered, released."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db
from portal.rooms.feedback.actions import capture_feedback
from portal.rooms.testimonials.actions import (
    Ask,
    approve,
    ask_customer,
    decline,
    draft_testimonial,
    release,
    request_changes,
    withdraw,
)
from portal.rooms.testimonials.attributions import goes_with
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial, TestimonialVersion

from .life import Life
from .rows import member, staff
from .sayings import Saying
from .tagging import all_tags

SOURCES = ("interview", "call", "event", "mail")
USES = (
    (("press", "web"), "our news pages and one press release"),
    (("web", "sales"), "our website and our sales talks"),
    (("web", "social", "event"), "our website, our posts and the autumn meeting"),
    (("press", "analyst"), "one press release and our talks with analysts"),
    (("sales",), "a page that our sales people show"),
)
LANDS = {
    "Fjord Bank": ("NO", "SE", "DK"),
    "Orbit Health": ("DE", "AT", "CH"),
    "Meridian Insurance": ("GB", "IE"),
    "Casa Verde": ("ES", "PT"),
    "Ashdown Legal": ("GB",),
}
NAMED = ("full_name", "full_name", "first_name", "role_company", "role_industry", "initials", "anonymous")
LASTS = (None, 150, 240, 330)
"""How many days from today a permission goes on; None: until it is withdrawn."""


def quote(life: Life, saying: Saying | None = None, asked: Ask | None = None, lasts: int | None = None) -> "Quote":
    """A quote of this person, asked for as marketing usually would; `lasts` so many days from today."""
    return Quote(life, saying or life.sayings.take("quote"), asked or _usual(life, lasts))


def _usual(life: Life, lasts: int | None) -> Ask:
    channels, where = life.rng.choice(USES)
    lands = LANDS.get(life.person.company, ("*",)) if life.rng.random() < 0.6 else ("*",)
    lasts = lasts or life.rng.choice(LASTS)
    until = life.play.anchor + timedelta(days=lasts) if lasts else None
    named, with_logo = life.rng.choice(NAMED), life.rng.random() < 0.3
    return Ask(channels, lands, named, where, until=until, logo=with_logo and goes_with("logo", named))


@dataclass
class Quote:
    """One quote of one person, as the play follows it."""

    life: Life
    saying: Saying
    asked: Ask
    id: int = 0

    @property
    def row(self) -> Testimonial:
        return db.session.get_one(Testimonial, self.id)

    def said(self, days_ago: int, text: str = "", source: str = "") -> None:
        """They say it, marketing writes it down and drafts the quote."""
        chosen = source or self.life.rng.choice(SOURCES)
        self.life.on(days_ago, lambda: self._draft(text or self.saying.text, chosen))

    def sent(self, days_ago: int, *, needed_in: int | None = None) -> None:
        """Marketing asks, and perhaps needs the words so many days after that."""
        self.life.on(days_ago, lambda: ask_customer(self.row, self.asked, staff("marketing"), _morning(needed_in)))

    def approved(self, days_ago: int, *, territories: Sequence[str] = ()) -> None:
        """The customer says yes, perhaps for fewer countries."""
        granted = replace(self.asked, territories=tuple(territories) or self.asked.territories)
        self.life.on(days_ago, lambda: approve(self._request(), granted, "Approved by the link in the mail"))

    def other_text(self, days_ago: int, text: str) -> None:
        self.life.on(days_ago, lambda: request_changes(self._request(), text))

    def declined(self, days_ago: int) -> None:
        self.life.on(days_ago, lambda: decline(self._request()))

    def released(self, days_ago: int) -> None:
        """Somebody who did not write the words makes it available."""
        self.life.on(days_ago, lambda: release(self.row, staff("marketing_owner")))

    def withdrawn(self, days_ago: int) -> None:
        self.life.on(days_ago, lambda: withdraw(self.row))

    def cleared(self, days_ago: int) -> None:
        """The usual way, which ends with the customer's yes so many days ago and a release right after it."""
        self.said(days_ago + 6)
        self.sent(days_ago + 4)
        self.approved(days_ago)
        self.released(max(days_ago - 1, 1))

    def _draft(self, text: str, source: str) -> None:
        who, tags = member(self.life.person), all_tags(self.saying, self.life.person)
        piece = capture_feedback(self.saying.text, staff("marketing"), source=source, member=who, tags=tags)
        self.id = draft_testimonial(piece, text, staff("marketing")).id

    def _request(self) -> ApprovalRequest:
        wanted = (
            select(ApprovalRequest)
            .join(TestimonialVersion, TestimonialVersion.id == ApprovalRequest.version_id)
            .where(TestimonialVersion.testimonial_id == self.id, ApprovalRequest.answered_at.is_(None))
        )
        return db.session.scalars(wanted).one()


def _morning(days_ahead: int | None) -> datetime | None:
    """Ten o'clock so many days after the day of the play."""
    if days_ahead is None:
        return None
    return datetime.combine(now().date() + timedelta(days=days_ahead), time(10), UTC)
