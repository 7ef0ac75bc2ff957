"""Highlights: the table of what is marked, and which part of a long text is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import Document, Fragment, highlight
from search_index.grammar import parse
from tests.search_index import made
from tests.search_index.oracle import answers


def marked(text: str, asked: str, max_chars: int = 240) -> str:
    return "".join(f"[{part.text}]" if part.is_match else part.text for part in highlight(text, asked, max_chars))


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("We love their support.", "support", "We love their [support]."),
        ("They supported us, supporting all", "supports", "They [supported] us, [supporting] all"),
        ("Quick support, slow support", '"quick support"', "[Quick support], slow support"),
        ("A quick, supportive team", '"quick support" team', "A [quick, supportive] [team]"),
        ("Customers' custom", "cust*", "[Customers]' [custom]"),
        ("The café in Größe 3", "CAFE grosse", "The [café] in [Größe] 3"),
        ("The cafe\u0301 is", "café", "The [cafe\u0301] is"),
        ("\ufb01ne", "fine", "[\ufb01ne]"),
        ("A follow-up by anna@acme.de", "follow-up anna@acme.de", "A [follow-up] by [anna@acme.de]"),
        ("Don't worry", "dont", "[Don't] worry"),
        ("Costs 1,000 euros", "1000", "Costs [1,000] euros"),
        ("高い顧客満足です", "顧客満足", "高い[顧客満足]です"),
        ("顧客の客室", "客", "顧[客]の[客]室"),
        ("A quick 客室", '"quick 客"', "A [quick 客室]"),
        ("Slow but good", "good -slow", "Slow but [good]"),
        ("Nothing here", "absent", "Nothing here"),
        ("Nothing here", "", "Nothing here"),
        ("<b>support</b> & more", "support", "<b>[support]</b> & more"),
        ("", "support", ""),
    ],
)
def test_what_was_asked_for_is_marked(text: str, asked: str, shown: str) -> None:
    assert marked(text, asked) == shown


FILLER = "and so on with words that nobody asked for " * 8


def test_the_window_shows_the_match_in_whole_words() -> None:
    shown = marked(FILLER + "then quick support came " + FILLER, '"quick support"', 60)
    assert "[quick support] came" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert set(shown.strip("…").replace("[", "").replace("]", "").split()) <= set(
        (FILLER + "then quick support came").split()
    )


def test_the_window_with_most_of_what_was_asked_wins() -> None:
    text = f"support support support {FILLER} quick and support {FILLER}"
    assert "[quick] and [support]" in marked(text, "quick support", 50)


def test_without_a_match_the_beginning_is_shown() -> None:
    assert marked(FILLER, "absent", 20) == "and so on with words…"


@settings(deadline=None)
@given(
    text=st.one_of(st.text(max_size=300), made.text.map(lambda words: words * 9)),
    typed=st.text(),
    room=st.integers(1, 80),
)
def test_a_highlight_is_always_a_piece_of_the_text(text: str, typed: str, room: int) -> None:
    fragments = highlight(text, f"{typed} customer* 客", room)
    piece = "".join(fragment.text for fragment in fragments)
    cut = piece.removeprefix("…") if not text.startswith(piece[:1]) else piece
    assert cut in text or cut.removesuffix("…") in text or piece[1:-1] in text
    assert len(piece) <= room + 2
    assert all(fragment.text for fragment in fragments)
    assert all(isinstance(fragment, Fragment) for fragment in fragments)


@settings(deadline=None)
@given(documents=made.documents(), asked=made.pieces)
def test_whatever_finds_a_text_is_marked_in_it(documents: list[Document], asked: str) -> None:
    clauses = parse(asked).clauses
    for body in (document.body for document in documents):
        if len(clauses) == 1 and not clauses[0].excluded and answers(made.document(1, body), clauses[0]):
            assert any(fragment.is_match for fragment in highlight(body, asked, 10_000))
