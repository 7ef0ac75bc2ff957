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
