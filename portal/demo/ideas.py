"""The boards in the play: every idea is suggested, wanted, spoken of and decided at its day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from portal.core.database import db
from portal.people.logins import member_of
from portal.people.models import Member
from portal.rooms.feedback.actions import tag_named
from portal.rooms.feedback.models import Feedback
from portal.rooms.ideas.actions.closing import answer_note, notify_voters
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.evidence import link_evidence
from portal.rooms.ideas.actions.ideas import Suggestion, suggest_idea, tag_idea
from portal.rooms.ideas.actions.merging import merge_idea
from portal.rooms.ideas.actions.moves import Decision, move_idea, plan_idea
from portal.rooms.ideas.actions.talk import comment_on, follow_idea
from portal.rooms.ideas.actions.votes import cast_vote, confirm_vote, vote_on_behalf
from portal.rooms.ideas.models import ClosingNote, Idea, Vote
from portal.rooms.ideas.queries.roadmap import quarter_of

from .boards import BOARDS, board_named
from .cast import people
from .rows import member_named, somebody, staff
from .sayings import AREA
from .timeline import Play
from .wishes import DOT, Deed, Others, Wish, wishes
from .wishes import Vote as Wanted

SUGGESTED, LOOKED_AT, SAID, DECIDED, TOLD = time(9), time(9, 20), time(15), time(17), time(17, 30)
ANSWERED = time(16)
A_LITTLE_LATER = timedelta(minutes=7)
STAY_AWAY = ("settling", "rest_silent")
"""The paths of people who are not at home yet, or no longer."""


def bring_ideas(play: Play) -> None:
    """Lay out everything that happens on the boards. Everybody's coming in is laid out before."""
    everything: dict[str, Wishing] = {}
    for wish in wishes():
        everything[wish.title] = Wishing(play, wish, everything)
    for one in everything.values():
        one.lay_out()


@dataclass
class Wishing:
    """One idea, as the play follows it."""

    play: Play
    wish: Wish
    all: dict[str, "Wishing"]
    id: int = 0

    @property
    def row(self) -> Idea:
        return db.session.get_one(Idea, self.id)

    @property
    def owner(self) -> str:
        """Who of us answers on its board."""
        return str(BOARDS[self.wish.board]["owner"])

    def lay_out(self) -> None:
        wish, rng = self.wish, Random(self.wish.title)  # noqa: S311 - the same play every time, no secret
        self.play.on(wish.days_ago, SUGGESTED, self._suggest)
        self.play.on(wish.days_ago - 1, LOOKED_AT, self._tag)
        for vote in [*wish.votes, *self._silent_votes(rng)]:
            at = time(SAID.hour + rng.randrange(2), rng.randrange(60))
            self.play.on(vote.days_ago, at, partial(self._vote, vote))
        for deed in wish.deeds:
            at, act = _DEEDS[deed.kind]
            self.play.on(deed.days_ago, at, partial(act, self, deed))

    def _silent_votes(self, rng: Random) -> Iterator[Wanted]:
        """Votes without a word, of people who are at home by then and have nothing to do with the idea otherwise."""
        named = self.wish.voters | {deed.who for deed in self.wish.deeds}
        for others in self.wish.others:
            found = [one for one in _at_home(self.play, others) if one not in named]
            for name in rng.sample(found, others.number):
                named.add(name)
                yield Wanted(name, rng.randint(others.last, min(others.first, self.play.joined[name] - 1)))

    def _suggest(self) -> None:
        what = Suggestion(self.wish.title, self.wish.body)
        self.id = suggest_idea(board_named(self.wish.board), somebody(self.wish.author), what).id

    def _tag(self) -> None:
        tag_idea(self.row, [tag_named(AREA, self.wish.area)], staff("product"))

    def _vote(self, vote: Wanted) -> None:
        if vote.source:
            heard = {"source": vote.source, "reason": vote.reason}
            vote_on_behalf(self.row, member_named(vote.who), staff("success"), **heard)
            return
        voter = somebody(vote.who)
        member = member_of(voter)
        assert member is not None  # noqa: S101 - whoever votes is a member
        cast_vote(ballot_of(self.row), member, reason=vote.reason, actor=voter)

    def _vote_of(self, name: str) -> Vote:
        theirs = Vote.idea_id == self.id, Vote.member_id == member_named(name).id
        return db.session.scalars(select(Vote).where(*theirs)).one()

    def follow(self, deed: Deed) -> None:
        follow_idea(self.row, member_named(deed.who), somebody(deed.who))

    def confirm(self, deed: Deed) -> None:
        confirm_vote(self._vote_of(deed.who), somebody(deed.who))

    def say(self, deed: Deed) -> None:
        comment_on(self.row, somebody(deed.who), deed.text, internal=deed.more == "note")

    def bear_out(self, deed: Deed) -> None:
        said = db.session.scalars(select(Feedback).where(Feedback.text == deed.more)).first()
        if said is None:
            raise LookupError(f"nobody has said by now: {deed.more}")
        link_evidence(self.row, said, staff(self.owner))

    def decide(self, deed: Deed) -> None:
        step, _dot, more = deed.more.partition(DOT)
        if step == "merge":
            merge_idea(self.row, self.all[more].row, staff(self.owner))
            return
        if more:
            plan_idea(self.row, staff(self.owner), quarter_of(_day(self.play.anchor, more)))
        texts = {"reason": deed.said("reason"), "message": deed.said("message"), "reopens_when": deed.said("reopens")}
        move_idea(self.row, staff(self.owner), Decision(step, self.row.version, **texts))

    def tell(self, deed: Deed) -> None:
        _told, _dot, names = deed.more.partition(DOT)
        chosen = {member_named(name).id for name in names.split(", ")} if names else set()
        owed = select(ClosingNote).where(ClosingNote.idea_id == self.id, ClosingNote.told_at.is_(None))
        but = deed.more.startswith("told but")
        notes = [note.id for note in db.session.scalars(owed) if not chosen or (note.member_id in chosen) is not but]
        notify_voters(self.row, staff(self.owner), deed.text, notes)

    def answer(self, deed: Deed) -> None:
        theirs = ClosingNote.idea_id == self.id, Member.id == member_named(deed.who).id
        note = db.session.scalars(select(ClosingNote).join(Member, Member.id == ClosingNote.member_id).where(*theirs))
        answer, _dot, text = deed.more.partition(DOT)
        answer_note(note.one(), answer, text, somebody(deed.who))


def _at_home(play: Play, others: Others) -> list[str]:
    """Who has come in well before the last of these days and takes part, in the order of the text."""
    return [
        person.name
        for person in people()
        if person.path not in STAY_AWAY and play.joined.get(person.name, 0) > others.last
    ]


def _day(today: date, text: str) -> date:
    """So many days from now ("+30"), or ago."""
    return today + timedelta(days=int(text)) if text.startswith("+") else today - timedelta(days=int(text))


_DEEDS: dict[str, tuple[time, Callable[[Wishing, Deed], None]]] = {
    "follows": (SAID, Wishing.follow),
    "confirms": (SAID, Wishing.confirm),
    "says": (SAID.replace(minute=30), Wishing.say),
    "bears_out": (ANSWERED, Wishing.bear_out),
    "decides": (DECIDED, Wishing.decide),
    "tells": (TOLD, Wishing.tell),
    "answers": (ANSWERED, Wishing.answer),
}
