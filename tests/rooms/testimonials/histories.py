"""Random histories of quotes, through the real actions, and beside them what must be cleared after each step."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.kits.search.actions import index_due
from portal.ledger.worker import drain
from portal.people.actions.jobs import change_job
from portal.people.models import Member
from portal.rooms.feedback.actions import capture_feedback
from portal.rooms.testimonials.actions import (
    Ask,
    approve,
    ask_customer,
    ask_review,
    decline,
    draft_again,
    draft_testimonial,
    edit_text,
    erase_quotes_of,
    release,
    renew,
    request_changes,
    resume,
    suspend,
    withdraw,
)
from portal.rooms.testimonials.lifecycle import ALLOWED_ONCE
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial, TestimonialVersion
from portal.rooms.testimonials.reactions import note_ended_permissions
from tests.rooms.testimonials.known import LESS, Known
from workflows.lifecycle import MoveNotAllowed

CHANNELS = ("press", "web")
COUNTRIES = ("DE", "AT")
WORD = "zeppelin"


Act = Callable[[Testimonial, Known, User], None]


def then(act: Callable[[Testimonial, User], object], follows: Callable[[Known], None]) -> Act:
    """Do it, and know what follows."""

    def both(quote: Testimonial, known: Known, actor: User) -> None:
        act(quote, actor)
        follows(known)

    return both


@dataclass
class History:
    """A walk that does one thing after another."""

    chance: Random
    actor_id: int
    members: list[int]
    moment: datetime
    quotes: dict[int, Known] = field(default_factory=dict)
    did: list[str] = field(default_factory=list)
    number: int = 0
    renewed_unreleased: int = 0

    def step(self) -> None:
        """Do one of the things that happen; what is refused changes nothing."""
        moves: list[Callable[[], None]] = [
            *(self.draft, *[self.go_on] * 8, self.edit, self.suspend, self.resume),
            *(*[self.review] * 2, *[self.renew] * 3, self.withdraw, self.ask_again),
            *(self.pass_time, self.change_job, self.erase, self.work_index),
        ]
        move = self.chance.choice(moves)
        self.did.append(move.__name__)
        try:
            move()
        except (DomainError, MoveNotAllowed):
            db.session.rollback()

    def expected(self) -> set[int]:
        """The quotes that are cleared for something today."""
        return {id for id, known in self.quotes.items() if known.cleared(now().date())}

    def begin(self, number: int) -> None:
        """So many quotes that may be used, and one that is looked at before anybody has released it."""
        for each in range(number + 1):
            self.draft()
            quote_id, known = list(self.quotes.items())[-1]
            asked = replace(self.ask(), until=None)
            with transaction() as session:
                quote, actor = session.get_one(Testimonial, quote_id), session.get_one(User, self.actor_id)
                approve(ask_customer(quote, asked, actor), asked, "in a test")
                if each < number:
                    release(quote, actor, "nobody else is here")
                else:
                    ask_review(quote)
            known.granted, known.released = asked, each < number

    def draft(self) -> None:
        member_id, text = self.chance.choice(self.members), self.words()
        with transaction() as session:
            member, actor = session.get_one(Member, member_id), session.get_one(User, self.actor_id)
            piece = capture_feedback(text, actor, source="call", member=member)
            quote = draft_testimonial(piece, text, actor)
        self.quotes[quote.id] = Known(member_id, text)

    def go_on(self) -> None:
        """What comes next: asked, answered in one of three ways, released, drafted again once it is over."""
        self.do_to_one(self.next_step, "drafted", "changes_requested", "sent", "approved", "expired")

    def next_step(self, quote: Testimonial, known: Known, actor: User) -> None:
        if quote.status in ("drafted", "changes_requested"):
            ask_customer(quote, self.ask(), actor)
        elif quote.status == "sent":
            self.answer(quote, known)
        elif quote.status == "approved":
            release(quote, actor, "nobody else is here")
            known.released = True
        else:
            draft_again(quote, actor)
            known.void()

    def answer(self, quote: Testimonial, known: Known) -> None:
        request, roll = open_request(quote), self.chance.random()
        if roll < 0.1:
            decline(request)
        elif roll < 0.25:
            text = self.words()
            request_changes(request, text)
            known.void(text)
        else:
            granted = self.narrowed(Ask.of(request))
            approve(request, granted, "in a test")
            known.void()
            known.granted = granted

    def edit(self) -> None:
        def act(quote: Testimonial, known: Known, actor: User) -> None:
            edit_text(quote, text := self.words(), actor)
            known.void(text)

        self.do_to_one(act)

    def suspend(self) -> None:
        self.do_to_one(then(suspend, Known.stop))

    def resume(self) -> None:
        self.do_to_one(then(lambda quote, _actor: resume(quote), Known.void), "suspended")

    def review(self) -> None:
        self.do_to_one(then(lambda quote, _actor: ask_review(quote), Known.stop), "approved", "available", "used")

    def renew(self) -> None:
        def act(quote: Testimonial, known: Known, _actor: User) -> None:
            renew(quote)
            known.go_on()
            self.renewed_unreleased += not known.released

        self.do_to_one(act, "review_due")

    def withdraw(self) -> None:
        if self.chance.random() < 0.3:
            self.do_to_one(then(withdraw, Known.go))

    def ask_again(self) -> None:
        self.do_to_one(then(lambda quote, actor: ask_customer(quote, self.ask(), actor), Known.void), *ALLOWED_ONCE)

    def pass_time(self) -> None:
        """The clock goes on; whether anybody notes what is over is another matter."""
        self.moment += timedelta(days=self.chance.choice((0, 1, 2, 5)), hours=self.chance.randrange(24))
        if self.chance.random() < 0.5:
            note_ended_permissions()

    def change_job(self) -> None:
        self.number += 1
        member_id = self.chance.choice(self.members)
        with transaction() as session:
            member, actor = session.get_one(Member, member_id), session.get_one(User, self.actor_id)
            change_job(member, f"Company {self.number}", "Head of Legal", now().date(), actor)
        drain()
        for known in self.quotes.values():
            known.stopped |= known.member_id == member_id and known.released

    def erase(self) -> None:
        if self.chance.random() < 0.2:
            member_id = self.chance.choice(self.members)
            with transaction():
                erase_quotes_of(member_id)
            for known in self.quotes.values():
                known.gone |= known.member_id == member_id

    def work_index(self) -> None:
        index_due(self.chance.choice((1, 5, 500)))

    def do_to_one(self, act: Act, *statuses: str) -> None:
        """Do something to one of the quotes that have such a status; of no quote nothing happens."""
        living = [id for id, known in self.quotes.items() if not known.gone]
        fitting = select(Testimonial.id).where(Testimonial.id.in_(living)).order_by(Testimonial.id)
        ids = list(db.session.scalars(fitting.where(Testimonial.status.in_(statuses)) if statuses else fitting))
        if ids:
            id = self.chance.choice(ids)
            with transaction() as session:
                act(session.get_one(Testimonial, id), self.quotes[id], session.get_one(User, self.actor_id))

    def words(self) -> str:
        self.number += 1
        return f"The {WORD} number {self.number} landed softly."

    def ask(self) -> Ask:
        some = self.chance.choice((("press",), ("web",), CHANNELS))
        where = self.chance.choice((("DE",), ("DE", "AT"), ("*",)))
        until = self.chance.choice((None, None, now().date() + timedelta(days=self.chance.randrange(9))))
        return Ask(some, where, self.chance.choice(tuple(LESS)), "a release", until=until)

    def narrowed(self, ask: Ask) -> Ask:
        """All of it, or less."""
        if self.chance.random() < 0.4:
            return ask
        until = ask.until or self.chance.choice((None, now().date() + timedelta(days=4)))
        named = self.chance.choice(LESS[ask.attribution])
        return replace(ask, channels=ask.channels[:1], territories=ask.territories[:1], attribution=named, until=until)


def open_request(quote: Testimonial) -> ApprovalRequest:
    """What the author has not answered."""
    these = TestimonialVersion.testimonial_id == quote.id, ApprovalRequest.answered_at.is_(None)
    return db.session.scalars(select(ApprovalRequest).join(TestimonialVersion).where(*these)).one()
