"""The table of what may be typed, and that nothing typed ever fails."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import Note, NoteKind
from search_index.grammar import MAX_WORDS, Clause, parse
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.made import document, seen_by_everyone

QUICK, SUPPORT = Clause(("quick",)), Clause(("support",))


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("", []),
        ("   \t ", []),
        ("quick support", [QUICK, SUPPORT]),
        ("quick QUICK quick", [QUICK]),
        ('"quick support"', [Clause(("quick", "support"))]),
        ("“quick support”", [Clause(("quick", "support"))]),
        ("«quick support»", [Clause(("quick", "support"))]),
        ('"quick"', [QUICK]),
        ('quick"support"', [QUICK, SUPPORT]),
        ("quick-support", [Clause(("quick", "support"))]),
        ("-quick support", [Clause(("quick",), excluded=True), SUPPORT]),
        ('-"quick support"', [Clause(("quick", "support"), excluded=True)]),
        ("- quick", [QUICK]),
        ("--quick", [Clause(("quick",), excluded=True)]),
        ("cust*", [Clause((), prefix="cust")]),
        ("Größ*", [Clause((), prefix="gross")]),
        ("-cust*", [Clause((), prefix="cust", excluded=True)]),
        ("follow-up*", [Clause(("follow",), prefix="up")]),
        ('"quick supp*"', [Clause(("quick", "supp"))]),
        ("a*", [Clause(("a",))]),
        ("*", []),
        ("qu*ck", [Clause(("qu", "ck"))]),
        ("tag:price (AND) OR", [Clause(("tag", "price")), Clause(("and",)), Clause(("or",))]),
        ("顧客", [Clause(("顧客",))]),
        ("顧客満", [Clause(("顧客", "客満"))]),
        ("客", [Clause((), prefix="客")]),
        ("顧客*", [Clause(("顧客",))]),
        ('"quick 客"', [Clause(("quick", "客"), open_end=True)]),
        ('"顧客 quick"', [Clause(("顧客", "客", "quick"))]),
        ("anna@acme.de", [Clause(("anna", "acm", "de"))]),
    ],
)
def test_what_is_typed_is_understood(typed: str, clauses: list[Clause]) -> None:
    assert list(parse(typed).clauses) == clauses
    assert parse(typed).notes == () or typed in {"a*", "*"}


@pytest.mark.parametrize(
    ("typed", "notes"),
    [
        ('"quick support', [Note(NoteKind.OPEN_QUOTE)]),
        ("a*", [Note(NoteKind.SHORT_PREFIX, "a")]),
        ("quick 🎉", [Note(NoteKind.IGNORED, "🎉")]),
        ("🎉", [Note(NoteKind.IGNORED, "🎉"), Note(NoteKind.NOTHING_SEARCHABLE)]),
        ("!!!", [Note(NoteKind.NOTHING_SEARCHABLE)]),
        ("quick " + "x" * 10_000, [Note(NoteKind.CUT, "1000")]),
        (" ".join(f"w{n}" for n in range(40)), [Note(NoteKind.TOO_MANY_WORDS, f"w{MAX_WORDS}")]),
        ('"' + " ".join(f"w{n}" for n in range(40)) + '"', [Note(NoteKind.TOO_MANY_WORDS, f"w{MAX_WORDS}")]),
    ],
)
def test_what_was_left_aside_is_said(typed: str, notes: list[Note]) -> None:
    assert list(parse(typed).notes) == notes


def test_a_long_text_is_searched_by_its_first_words() -> None:
    clauses = parse(" ".join(f"w{n}" for n in range(40))).clauses
    assert len(clauses) == MAX_WORDS
    (phrase,) = parse('"' + " ".join(f"w{n}" for n in range(40)) + '"').clauses
    assert len(phrase.stems) == MAX_WORDS


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    engine = WhooshEngine(tmp_path_factory.mktemp("little") / "index")
    engine.rebuild([document(1, "quick support"), document(2, "顧客満足 café")], 1)
    return engine


@settings(deadline=None)
@given(typed=st.one_of(st.text(), st.text('"-*: ()客é🎉\x00\ud800ab', max_size=40)))
def test_nothing_typed_raises(little: WhooshEngine, typed: str) -> None:
    results = little.search(seen_by_everyone(typed))
    assert 0 <= results.total <= 2


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "(" * 5_000,
            '"' * 5_001,
            "-" * 3_000,
            "* " * 2_000,
            "a* " * 900,
            "🎉" * 4_000,
            "\x00" * 10_000,
            "客" * 10_000,
        ),
        *("NOT AND OR", "quick^9 support~2", "[a TO z]", "body:", "\\", "%_%", "' OR 1=1 --", "\ud800\udfff"),
    ],
)
def test_hostile_texts_are_answered(little: WhooshEngine, typed: str) -> None:
    little.search(seen_by_everyone(typed, facets=("kind",)))


def test_an_unspoken_text_finds_everything_newest_first(little: WhooshEngine) -> None:
    assert little.search(seen_by_everyone("🎉")).total == 2
