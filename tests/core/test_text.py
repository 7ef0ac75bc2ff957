import pytest

from portal.core.text import clean, fold, like, one_line


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ōtani  Works", "otani works"),
        ("Søndergaard A/S", "sondergaard a/s"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ünïcödé GmbH", "unicode gmbh"),
        ("ﬁne", "fine"),
        ("Мария", "мария"),
        ("  ", ""),
    ],
)
def test_folding_takes_case_and_accents_away(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(folded) == folded


def test_a_line_has_no_control_characters() -> None:
    assert one_line("a\r\nBcc: b\x00\u2028c\t d") == "a Bcc: bc d"


def test_words_keep_their_lines() -> None:
    assert clean(" one\r\n\r\ntwo\x07\rthree ") == "one\n\ntwo\nthree"


def test_wildcards_are_only_letters() -> None:
    assert like("50%_\\") == "%50\\%\\_\\\\%"


NOTHING_SEEN = [
    "\u200b\u2060",
    "\u00ad",
    "\ufeff",
    "\u202e\u2066\u200f",
    "\ufe0f",
    "\u200d",
    "\u3164 \u115f\u1160\uffa0",
    "\u2800",
    "\U000e0041\U000e007f",
    "\x85\x9f",
]


@pytest.mark.parametrize("typed", NOTHING_SEEN, ids=ascii)
def test_characters_that_show_nothing_are_no_text(typed: str) -> None:
    assert one_line(f" {typed} ") == ""
    assert clean(f"{typed}\n{typed}") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "co\u00adoperate",
        "…",
    ],
    ids=ascii,
)
def test_within_a_text_they_have_work_to_do_and_stay(typed: str) -> None:
    assert one_line(typed) == clean(typed) == typed
