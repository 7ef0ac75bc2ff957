"""A sentence is English as it stands, and can be said again in another language with its values."""

from datetime import timedelta

from tests.workflows.catalogue import CATALOGUE
from workflows.checks import check
from workflows.durations import span_label
from workflows.marking import joined, say, text_of, translated

WORDS = {
    "There is no stage “%(stage)s” to start in.": "Es gibt keine Stufe „%(stage)s“, in der es beginnt.",
    "%(num)s day": "%(num)s Tag",
    "%(num)s days": "%(num)s Tage",
    "%(span)s of silence": "%(span)s Stille",
}


def gettext(text: str, **values: object) -> str:
    return WORDS.get(text, text) % values


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    return gettext(one if num == 1 else many, num=num, **values)


def told(text: str) -> str:
    return translated(text, gettext, ngettext)


def test_a_sentence_is_its_english() -> None:
    sentence = say("There is no stage “%(stage)s” to start in.", stage="knwn")
    assert sentence == "There is no stage “knwn” to start in."
    assert {sentence: 1}["There is no stage “knwn” to start in."] == 1
    assert told(sentence) == "Es gibt keine Stufe „knwn“, in der es beginnt."
    assert told("plain text, 5%") == "plain text, 5%"


def test_sentences_within_sentences_and_plurals_are_told_too() -> None:
    silence = say("%(span)s of silence", span=span_label(timedelta(days=30)))
    assert (silence, told(silence)) == ("30 days of silence", "30 Tage Stille")
    assert told(span_label(timedelta(days=1))) == "1 Tag"
    both = joined("; ", [silence, span_label(timedelta(hours=2)), "x"])
    assert (both, told(both)) == ("30 days of silence; 2 hours; x", "30 Tage Stille; 2 hours; x")


def test_an_error_keeps_the_sentence_that_it_was_raised_with() -> None:
    sentence = say("There is no stage “%(stage)s” to start in.", stage="knwn")
    assert told(text_of(ValueError(sentence))).startswith("Es gibt")
    assert text_of(KeyError(3)) == "3"
    assert text_of(ValueError()) == ""


def test_a_finding_is_told_in_another_language() -> None:
    text = "map: small\nversion: 1\nstart: knwn\nstages:\n  known: {goal: true}\n"
    (finding,) = (each for each in check(text, CATALOGUE).errors if each.rule == "unknown-stage")
    assert told(finding.message) == "Es gibt keine Stufe „knwn“, in der es beginnt."


def test_a_share_that_is_too_large_is_told_with_its_signs() -> None:
    text = "map: m\nversion: 1\nstart: a\nholdout: {share: 60%}\nstages:\n  a: {goal: true}\n"
    messages = [each.message for each in check(text, CATALOGUE).errors]
    assert any("write it like 5%, at most 50%" in message for message in messages)
