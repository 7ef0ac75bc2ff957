"""What came of a planned action is read as before, whichever version wrote it down."""

import pytest
from flask import Flask

from portal.kits.automation.outcomes import Outcome, outcome_label
from portal.nurture.engine.outcomes import stored

BUDGET = "held back: They have heard from us often enough lately"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("done", "done"),
        ("merged", "became part of another record"),
        ("too_often:1/30d", "not more often than 1/30d"),
        ("held:budget", BUDGET),
        ("nothing_offered:cake", "nothing is offered by the name of cake"),
        ("no_beta", "no beta looks for them now"),
        ("already_in", "they are in it already"),
        ("failed:ValueError('a: b')", "failed: ValueError('a: b')"),
    ],
)
def test_a_code_is_told_in_the_words_that_were_stored_before(app: Flask, code: str, words: str) -> None:
    assert outcome_label(code) == words


def test_what_no_code_fits_is_kept_as_it_was_written(app: Flask) -> None:
    assert outcome_label("held back: For a reason of long ago") == "held back: For a reason of long ago"


def test_an_outcome_is_never_longer_than_its_column(app: Flask) -> None:
    assert stored(Outcome("failed", "x" * 500)) == "failed:" + "x" * 293
