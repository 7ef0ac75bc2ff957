"""One beta of the play: opened, filled with testers, tried week by week, closed with thanks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.core.database import db
from portal.rooms.betas.actions.applying import apply
from portal.rooms.betas.actions.betas import Plan, Question, move_beta, open_beta
from portal.rooms.betas.actions.choosing import draw_testers, invite_drawn
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.keys import add_keys, reveal_key
from portal.rooms.betas.actions.seats import accept_offer, decline_offer, sign_agreement
from portal.rooms.betas.actions.testing import activate, finish_task, set_task
from portal.rooms.betas.models import Applicant, Beta, BetaTask
from portal.rooms.betas.queries.candidates import voters_of
from portal.rooms.ideas.models import Idea

from .boards import first_look
from .rows import member_named, somebody, staff
from .timeline import Act, Play

OURS, THEIRS = time(10), time(15)
"""When colleagues and when testers begin with what they do on a day."""
STAGES = ("open", "recruit", "invite", "choose", "draw", "onboard", "run", "wrap_up", "close")
"""What we do with a beta. Two steps of neighbouring days can fall on one Friday: they keep their order."""


class Weekly(NamedTuple):
    """Something to try in one week, and the minutes that it takes."""

    week: int
    title: str
    instructions: str
    minutes: int


@dataclass
class Trial:
    """A beta as the play follows it. Days are counted back from today; `idea`: the title of what it came from."""

    play: Play
    name: str
    idea: str
    plan: Mapping[str, Any]
    questions: Sequence[Question] = ()
    tasks: Sequence[Weekly] = ()
    keys: Sequence[str] = ()
    id: int = 0
    _applied: int = 0

    @property
    def row(self) -> Beta:
        return db.session.get_one(Beta, self.id)

    def opened(self, days_ago: int) -> None:
        self.ours(days_ago, "open", self._open)

    def moved(self, days_ago: int, trigger: str) -> None:
        self.ours(days_ago, trigger, lambda: move_beta(self.row, trigger, staff("product")))

    def invites(self, days_ago: int, most: int, why: str) -> None:
        """Draw from those who voted for the idea."""

        def invite() -> None:
            candidates = voters_of(self.row, idea_named(self.idea))
            invite_drawn(self.row, candidates, most, staff("product"), why)

        self.ours(days_ago, "invite", invite)

    def applies(self, days_ago: int, name: str, *chosen: int) -> None:
        """Somebody applies with these answers, by their position; the first of each where none is given."""

        def go() -> None:
            questions = self.row.questions
            positions = chosen or (0,) * len(questions)
            answers = {one.id: one.choices[at] for one, at in zip(questions, positions, strict=True)}
            apply(self.row, member_named(name), answers, somebody(name))

        self._applied += 1
        self.theirs(days_ago, self._applied, go)

    def says_no(self, days_ago: int, name: str) -> None:
        """A courteous no to the invitation."""
        self.theirs(days_ago, 50, lambda: decline_offer(self.place_of(name), somebody(name)))

    def draws(self, days_ago: int, most: int) -> None:
        self.ours(days_ago, "draw", lambda: draw_testers(self.row, staff("product"), most))

    def enters(self, days_ago: int, name: str, *, in_the_evening: bool = False) -> None:
        """Takes the seat and signs what it asks for."""

        def go() -> None:
            accept_offer(self.place_of(name), somebody(name))
            if self.place_of(name).status == "agreement_pending":
                sign_agreement(self.place_of(name), first_look().newest, somebody(name))

        self.play.on(days_ago, time(17, 20) if in_the_evening else THEIRS, go)

    def sets_up(self, days_ago: int, name: str) -> None:
        """Looks at the key, where there is one, and begins."""

        def go() -> None:
            if self.keys:
                reveal_key(self.place_of(name), somebody(name))
            activate(self.place_of(name), somebody(name))

        self.theirs(days_ago, 20, go)

    def tries(self, days_ago: int, name: str, week: int) -> None:
        def go() -> None:
            task = db.session.scalars(select(BetaTask).where(BetaTask.beta_id == self.id, BetaTask.week == week)).one()
            finish_task(task, self.place_of(name), somebody(name))

        self.theirs(days_ago, 30, go)

    def waited_for(self, days_ago: int, hour: int) -> None:
        """The worker comes by and sees who was silent for too long."""
        self.play.on(days_ago, time(hour), lambda: None, settled=True)

    def closed(self, days_ago: int, thanks: str, gift: str, personal: Mapping[str, str]) -> None:
        def close() -> None:
            by_place = {self.place_of(name).id: theirs for name, theirs in personal.items()}
            close_beta(self.row, thanks, staff("product"), gift=gift, personal=by_place)

        self.ours(days_ago, "close", close)

    def place_of(self, name: str) -> Applicant:
        theirs = Applicant.beta_id == self.id, Applicant.member_id == member_named(name).id
        return db.session.scalars(select(Applicant).where(*theirs)).one()

    def ours(self, days_ago: int, what: str, act: Act) -> None:
        """A step of colleagues."""
        self.play.on(days_ago, OURS.replace(minute=STAGES.index(what) * 5), act)

    def theirs(self, days_ago: int, minutes_later: int, act: Act) -> None:
        """Something that a tester does."""
        self.play.on(days_ago, THEIRS.replace(minute=minutes_later), act)

    def _open(self) -> None:
        product = staff("product")
        idea_id, agreement_id = idea_named(self.idea).id, first_look().id
        plan = Plan(name=self.name, owner=product, agreement_id=agreement_id, idea_id=idea_id, **self.plan)
        beta = open_beta(plan, product, self.questions)
        self.id = beta.id
        for task in self.tasks:
            set_task(beta, task.week, task.title, product, instructions=task.instructions, minutes=task.minutes)
        if self.keys:
            add_keys(beta, self.keys, product)


def idea_named(title: str) -> Idea:
    return db.session.scalars(select(Idea).where(Idea.title == title)).one()
