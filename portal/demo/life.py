"""A person's days in the play, one after the other: what they do, and what colleagues do with them."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random

from portal.core.clock import now
from portal.core.database import db
from portal.people.actions.invitations import invite_member
from portal.people.actions.joining import accept_invitation
from portal.people.actions.people import Contact, add_member
from portal.people.actions.welcome import (
    Details,
    finish_welcome,
    say_how_you_use_us,
    say_what_is_worthwhile,
    say_who_you_are,
)
from portal.rooms.care.actions.calls import CallNotes, log_call
from portal.rooms.care.actions.cases import close_case, give_up, reopen_case, standing_case, take_case
from portal.rooms.care.models import Case
from portal.rooms.care.reactions import LOW
from portal.rooms.feedback.actions import give_feedback
from portal.rooms.surveys.actions import answer_question, ask
from portal.rooms.surveys.transfer.writing import Answer, keep_answers

from .cast import ZONES, Person, customer
from .letters import write_back
from .rows import login, member, open_invitation, open_question, staff
from .sayings import Saying, Sayings
from .timeline import Act, Play, Step, same_round

A_LITTLE_LATER = timedelta(minutes=7)
USES = (
    "Supplier contracts and their amendments",
    "Framework agreements with many annexes",
    "First drafts, and the other side’s paper",
    "Keeping an eye on renewals and notice periods",
    "Audits and questions from the board",
)
WORRIES = (
    "Being sold to",
    "One more mailbox to look after",
    "That nobody reads what we write",
    "Confidential contracts in examples",
    "",
)
HELPS = (
    "Answer when something breaks, and tell me what became of my ideas.",
    "Show me how others of my size do it.",
    "Keep it simple. I have ten minutes a week.",
    "Take our scans seriously.",
    "Let me see what comes next before my team asks.",
)
INCENTIVES = ("first_look", "meet_peers", "be_seen", "thank_you", "just_fix_my_thing")
SUBJECT = "{given}, would you join a small circle?"
INVITATION = """Hello {given},

your answers have helped us more than once. We are gathering people who live with contracts every day, to hear
what we should build next and to meet each other. It takes ten minutes a week at most.

I would be glad to see you there."""


class Life:
    """Steps of one person. Each comes after the one before it, also when both fall on one day."""

    def __init__(self, play: Play, person: Person, sayings: Sayings, passwords: Callable[[Person], str | None]) -> None:
        self.play, self.person, self.sayings = play, person, sayings
        self.rng = Random(person.email)  # noqa: S311 - the same play every time, no secret
        self._password = passwords
        self._last = datetime.min.replace(tzinfo=UTC)

    def on(self, days_ago: int, act: Act, *, settled: bool = False) -> None:
        """Let it happen so many days ago, during working hours.

        The worker goes round twice a week. A settled step has it come before, when this person did something since.
        """
        opening = time(8 + self.rng.randrange(6), self.rng.randrange(60), tzinfo=UTC)
        moment = max(datetime.combine(self.play.day(days_ago), opening), self._last + A_LITTLE_LATER)
        waits = settled and same_round(self._last.date(), moment.date())
        self._last = moment
        self.play.add(Step(moment, act, waits))

    def known(self, days_ago: int, source: str = "import") -> None:
        """We hear of them."""
        person = self.person
        contact = Contact(person.email, person.given, person.family, person.company, person.title, person.country)
        self.on(days_ago, lambda: add_member(contact, source=source))

    def invited(self, days_ago: int, by: str = "success") -> None:
        subject, message = (text.format(given=self.person.given) for text in (SUBJECT, INVITATION))
        self.on(days_ago, lambda: invite_member(member(self.person), staff(by), subject, message))

    def joined(self, days_ago: int) -> None:
        self.play.joined[self.person.name] = days_ago
        self.on(
            days_ago,
            lambda: accept_invitation(open_invitation(self.person), self._password(self.person), by_email=True),
        )

    def welcomed(self, days_ago: int, *, steps: int = 4, incentive: str | None = None, wants: str = "") -> None:
        """The welcome, as far as they went."""
        incentive = incentive or self.rng.choice(INCENTIVES)
        uses, worries, helps = self.rng.choice(USES), self.rng.choice(WORRIES), self.rng.choice(HELPS)
        person = self.person
        gifts = customer(person.company).takes_gifts
        details = Details(person.given, person.family, person.title, ZONES[person.country], gifts)

        def go() -> None:
            who, user = member(person), login(person)
            say_what_is_worthwhile(who, user, incentive, wants)
            if steps > 1:
                say_how_you_use_us(who, user, uses, worries)
            if steps > 2:
                say_who_you_are(who, user, details)
            if steps > 3:
                finish_welcome(who, user, helps)

        self.on(days_ago, go)

    def answers(self, days_ago: int, score: int, text: str = "", *, care: bool = False) -> None:
        """We ask whether they would recommend us, and they answer two days later. A low answer is heard at once."""
        self.on(days_ago + 2, lambda: _ask(self.person, care=care))
        self.on(days_ago, lambda: _answer(self.person, score, text), settled=True)
        if score <= LOW:
            self.on(days_ago, lambda: None, settled=True)

    def says_what_would_help(self, days_ago: int, incentive: str, text: str) -> None:
        """They answer the question that came by itself, if one waits for them."""
        self.on(days_ago, lambda: _say_what_would_help(self.person, incentive, text), settled=True)

    def answered_long_ago(self, days_ago: int, score: int, text: str, brought_in: int) -> None:
        """An old answer, found in an export and brought in later."""
        answered = datetime.combine(self.play.day(days_ago), time(11, tzinfo=UTC))
        self.on(brought_in, lambda: _bring_in(self.person, score, text, answered))

    def tells(self, days_ago: int, saying: Saying | None = None, *, between_us: bool = False) -> None:
        """They tell us something through the portal."""
        said = saying or self.sayings.take("note")
        self.on(days_ago, lambda: give_feedback(member(self.person), said.text, between_us=between_us))

    def called(
        self, days_ago: int, outcome: str, note: str, *, by: str = "success", answers: bool = False, told: str = ""
    ) -> None:
        """A colleague rings them; `told` is what they can read about it when that answers their case."""
        notes = CallNotes(outcome, note, answers_case=answers, told=told)
        self.on(days_ago, lambda: log_call(member(self.person), staff(by), notes), settled=True)

    def writes_back(self, days_ago: int, subject: str, text: str, *, to: str = "success") -> None:
        """They answer a colleague's email."""
        self.on(days_ago, lambda: write_back(member(self.person), staff(to), subject, text))

    def promised(self, days_ago: int, note: str, what: str, due_in: int, *, by: str = "success") -> None:
        """A call in which a colleague promises something for the day that lies `due_in` days after today."""
        notes = CallNotes("reached", note, what, self.play.anchor + timedelta(days=due_in))
        self.on(days_ago, lambda: log_call(member(self.person), staff(by), notes))

    def given_up(self, days_ago: int, by: str = "success") -> None:
        self.on(days_ago, lambda: give_up(_case(self.person), staff(by)), settled=True)

    def case_closed(self, days_ago: int, by: str = "success") -> None:
        self.on(days_ago, lambda: close_case(_case(self.person, "answered"), staff(by)), settled=True)

    def case_reopened(self, days_ago: int, by: str = "success") -> None:
        self.on(days_ago, lambda: reopen_case(_case(self.person, "answered"), staff(by)), settled=True)

    def case_taken(self, days_ago: int, by: str = "success") -> None:
        """Somebody takes their case out of triage."""
        self.on(days_ago, lambda: take_case(_case(self.person), staff(by)), settled=True)


def _ask(person: Person, *, care: bool) -> None:
    who = member(person)
    if open_question(person, "nps") is None:
        ask(who, "nps", cause_key=f"pulse:{who.id}:{now():%Y-%m-%d}", actor=staff("success"), care=care)


def _answer(person: Person, score: int, text: str) -> None:
    question = open_question(person, "nps")
    if question is None:
        raise LookupError(f"{person.email} was not asked")
    answer_question(question, score=score, text=text)


def _say_what_would_help(person: Person, incentive: str, text: str) -> None:
    question = open_question(person, "what_would_help")
    if question is not None:
        answer_question(question, incentive=incentive, text=text)


def _bring_in(person: Person, score: int, text: str, answered: datetime) -> None:
    who = member(person)
    keep_answers([Answer(who.id, who.company_id, score, text, answered, f"export:{person.email}")])


def _case(person: Person, status: str = "") -> Case:
    """The case that waits for us, or the last one of this status."""
    who = member(person)
    if not status:
        found = standing_case(who)
    else:
        wanted = db.session.query(Case).filter_by(member_id=who.id, status=status)
        found = wanted.order_by(Case.id.desc()).first()
    if found is None:
        raise LookupError(f"{person.email} has no case")
    return found
