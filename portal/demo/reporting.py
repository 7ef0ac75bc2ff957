"""What testers report in the play, read from one text, and what we make of it."""

import csv
from datetime import time
from functools import cache, partial
from typing import NamedTuple

from portal.core.database import db
from portal.rooms.betas.actions.reports import Finding, link_idea, mark_duplicate, report, settle_report
from portal.rooms.betas.models import BetaReport

from .cast import COMMUNITY
from .rows import somebody, staff
from .trial import Trial, idea_named
from .wishes import wishes

ANSWERED_AFTER, OUR_ANSWER = 2, time(17, 10)
"""How many days a report waits for our answer, which comes late in the day."""


class Written(NamedTuple):
    """One report: `became` is what we did with it, `same_as` and `idea` are titles."""

    beta: str
    days: str
    who: str
    kind: str
    severity: str
    title: str
    text: str
    became: str
    answer: str
    same_as: str
    idea: str


def hear_reports(trial: Trial) -> None:
    """Lay out every report of this beta, with our answers."""
    kept: dict[str, int] = {}
    for written in _everything():
        if written.beta == trial.name:
            _lay_out(trial, written, kept)


def _lay_out(trial: Trial, written: Written, kept: dict[str, int]) -> None:
    answered = int(written.days) - ANSWERED_AFTER
    trial.theirs(int(written.days), 45, partial(_give, trial, written, kept))
    if written.same_as:
        trial.play.on(answered, OUR_ANSWER, partial(_stand_for, written, kept))
    elif written.became:
        trial.play.on(answered, OUR_ANSWER, partial(_settle, written, kept))
    if written.idea:
        linked = min(answered, _suggested()[written.idea] - 1)
        trial.play.on(linked, OUR_ANSWER, partial(_link, written, kept))


def _give(trial: Trial, written: Written, kept: dict[str, int]) -> None:
    severity = int(written.severity) if written.severity else None
    finding = Finding(written.kind, written.title, written.text, severity)
    given = report(trial.place_of(written.who), finding, somebody(written.who))
    db.session.flush()
    kept[written.title] = given.id


def _stand_for(written: Written, kept: dict[str, int]) -> None:
    mark_duplicate(_row(written.title, kept), _row(written.same_as, kept), staff("product"))


def _settle(written: Written, kept: dict[str, int]) -> None:
    settle_report(_row(written.title, kept), written.became, staff("product"), written.answer)


def _link(written: Written, kept: dict[str, int]) -> None:
    link_idea(_row(written.title, kept), idea_named(written.idea), staff("product"))


def _row(title: str, kept: dict[str, int]) -> BetaReport:
    return db.session.get_one(BetaReport, kept[title])


@cache
def _everything() -> tuple[Written, ...]:
    with (COMMUNITY / "reports.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Written(**row) for row in csv.DictReader(file, delimiter="|"))


@cache
def _suggested() -> dict[str, int]:
    """How many days ago each idea was suggested."""
    return {wish.title: wish.days_ago for wish in wishes()}
