"""The one limit on how often somebody may do the same in a while."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask, get_flashed_messages

from portal.access.models import Link
from portal.core.clock import at
from portal.core.database import transaction
from portal.core.errors import TooMany
from portal.core.floods import refuse_flood
from portal.core.perform import perform
from tests.waiting import told_when

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def sent(subject_id: int, *minutes: int) -> None:
    """Links for this subject, sent so many minutes before noon."""
    with transaction() as session:
        for minute in minutes:
            moment = NOON - timedelta(minutes=minute)
            link = Link(purpose="survey", subject_id=subject_id, recipient="", created_at=moment)
            session.add(link)


def test_it_counts_what_one_did_within_the_time_and_nothing_else(app: Flask) -> None:
    limit = partial(refuse_flood, Link.subject_id, most=3, within=timedelta(minutes=10), refusal="Take a breath.")
    sent(1, 1, 9, 10, 60)
    sent(2, 2, 3, 4)
    with at(NOON):
        limit(1, Link.created_at)
        with pytest.raises(TooMany, match=r"Take a breath\. Try again in 6 minutes\.") as refused:
            limit(2, Link.created_at)
    assert refused.value.retry_after == 6 * 60, "when the oldest of the three is ten minutes old"
    with at(NOON + timedelta(minutes=5, seconds=59.5)), pytest.raises(TooMany, match="1 minute") as refused:
        limit(2, Link.created_at)
    assert refused.value.retry_after == 1
    with at(NOON + timedelta(minutes=6)):
        limit(2, Link.created_at)
    sent(1, 0)
    with at(NOON), pytest.raises(TooMany):
        limit(1, Link.created_at)


def test_what_waits_to_be_written_counts(app: Flask) -> None:
    sent(1, 1)
    with at(NOON), transaction() as session:
        session.add(Link(purpose="survey", subject_id=1, recipient="", created_at=NOON))
        with pytest.raises(TooMany):
            refuse_flood(Link.subject_id, 1, Link.created_at, most=2, within=timedelta(hours=1), refusal="Enough.")


def test_a_button_that_is_pressed_too_often_is_answered_with_429_and_no_message_for_later(app: Flask) -> None:
    def act() -> None:
        raise TooMany("Take a breath.", 90)

    with app.test_request_context("/act", method="POST"):
        with pytest.raises(TooMany) as refused:
            perform(act, "Done.", "/")
        answer = app.process_response(app.make_response(app.handle_user_exception(refused.value)))
        assert told_when(answer) == 90
        assert get_flashed_messages() == []
