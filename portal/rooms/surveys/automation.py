"""What maps may ask and know by surveys: a question to a member, and what their answers say."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.core.database import db
from portal.kits.automation.map_actions import map_action
from portal.kits.automation.map_facts import FactOf, map_fact_label, map_facts
from portal.kits.automation.outcomes import DONE, Outcome
from portal.kits.automation.planned import Planned
from portal.kits.notices.automation import HELD
from portal.people.actions.segments import segment_of
from portal.people.models import Member, SegmentChange
from workflows.catalogue import ActionShape, Named, Names
from workflows.facts import Bands, ChoiceFact, NumberFact
from workflows.marking import N_

from .actions import ask
from .models import KINDS
from .verbs import SURVEY_ANSWERED

SURVEY = ActionShape(words=("survey",), options={"wait": "duration", "max": "rate"}, sends=True)
SEGMENTS = Bands("nps", {"detractor": (0, 6), "passive": (7, 8), "promoter": (9, 10), "unknown": None})


def _surveys() -> Names:
    return Names({kind: Named() for kind in KINDS}, unknown=N_("There is no survey “%(name)s”."))


@map_action("survey", SURVEY, names={"survey": _surveys})
def ask_survey(planned: Planned, member: Member) -> Outcome:
    """`survey nps wait=30d`."""
    asked = ask(member, planned.name, cause_key=planned.cause_key)
    return DONE if asked.posted else Outcome(HELD, asked.reason or "")


@map_facts(
    {
        "nps": NumberFact(0, 10),
        "segment": ChoiceFact(tuple(SEGMENTS.ranges), optional=False, bands=SEGMENTS),
        "member.days_since_answer": NumberFact(low=0),
    },
    supersedes=SURVEY_ANSWERED,
)
def answers(members: Collection[int]) -> Mapping[str, FactOf]:
    """Real answers, each as it was the newest at a moment. An older one that arrives late is history only."""
    known = KnownAnswers(_answers_of(members))
    return {
        "nps": known.score,
        "segment": known.segment,
        "member.days_since_answer": known.days_since,
        "superseded(survey.answered)": known.superseded,
    }


map_fact_label("nps")(lambda score: str(_("score %(score)s", score=score)))
map_fact_label("member.days_since_answer")(
    lambda days: str(ngettext("the answer is %(num)s day old", "the answer is %(num)s days old", days)),
)


class Answer(NamedTuple):
    """A score, and when it was given."""

    at: datetime
    score: int


class KnownAnswers:
    """The answers of each of some members, as they were at a moment."""

    def __init__(self, by_member: Mapping[int, list[Answer]]) -> None:
        self._by_member = by_member

    def newest(self, member_id: int, moment: datetime) -> Answer | None:
        answers = self._by_member.get(member_id, [])
        position = bisect_right(answers, moment, key=lambda answer: answer.at)
        return answers[position - 1] if position else None

    def score(self, member_id: int, moment: datetime) -> int | None:
        answer = self.newest(member_id, moment)
        return answer.score if answer else None

    def segment(self, member_id: int, moment: datetime) -> str:
        answer = self.newest(member_id, moment)
        return segment_of(answer.score) if answer else "unknown"

    def days_since(self, member_id: int, moment: datetime) -> int | None:
        answer = self.newest(member_id, moment)
        return max((moment - answer.at).days, 0) if answer else None

    def superseded(self, member_id: int, moment: datetime) -> bool:
        """Whether they have answered again since."""
        answers = self._by_member.get(member_id)
        return answers is not None and answers[-1].at > moment


def _answers_of(members: Collection[int]) -> Mapping[int, list[Answer]]:
    """Oldest first."""
    known: dict[int, list[Answer]] = defaultdict(list)
    rows = db.session.execute(
        select(SegmentChange.member_id, SegmentChange.answered_at, SegmentChange.score)
        .where(SegmentChange.member_id.in_(members))
        .order_by(SegmentChange.answered_at, SegmentChange.id)
    )
    for member_id, answered_at, score in rows:
        known[member_id].append(Answer(answered_at, score))
    return known
