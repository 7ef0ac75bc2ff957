from datetime import timedelta

import pytest

from workflows.durations import Rate, parse_duration, parse_rate, short, span_label


@pytest.mark.parametrize(
    ("text", "span", "words"),
    [
        ("30d", timedelta(days=30), "30 days"),
        ("1d", timedelta(days=1), "1 day"),
        ("2h", timedelta(hours=2), "2 hours"),
        ("15m", timedelta(minutes=15), "15 minutes"),
    ],
)
def test_spans_are_read_written_and_said(text: str, span: timedelta, words: str) -> None:
    assert parse_duration(text) == span
    assert short(span) == text
    assert span_label(span) == words


@pytest.mark.parametrize("text", ["", "30", "d", "0d", "-1d", "1.5h", "30 d", "30D", "999999d", "3w", "٣d"])
def test_what_is_not_a_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a span of time"):
        parse_duration(text)


def test_a_rate_says_how_often_in_how_long() -> None:
    assert parse_rate("3/7d") == Rate(3, timedelta(days=7))
    assert parse_rate("1/180d").in_a_year() == 3


@pytest.mark.parametrize("text", ["3", "0/7d", "3/0d", "3/7", "x/7d", "3/7d/2"])
def test_what_is_not_a_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (rate|span)"):
        parse_rate(text)
