"""Did you mean: offered only when nothing was found, and only from words that this viewer can find."""

from dataclasses import replace

import pytest

from search_index import Query
from search_index.whoosh_engine import WhooshEngine
from search_index.whoosh_engine.spelling import distance
from tests.search_index.made import document, seen_by_everyone


@pytest.fixture
def filled(engine: WhooshEngine) -> WhooshEngine:
    quotes = [document(number, "testimonials about onboarding and support") for number in range(1, 5)]
    secret = document(9, "merger with globex", audience=("staff",))
    engine.rebuild([*quotes, secret, document(10, "supper resort")], 1)
    return engine


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("testimonals", "testimonials"),
        ("onbaording", "onboarding"),
        ("nboarding", "onboarding"),
        ("suport", "support"),
        ("Suport about", "support about"),
        ('onbording "about onboarding" -resort', 'onboarding "about onboarding" -resort'),
        ("unheard", None),
        ("xyz", None),
        ("12345", None),
        ("suport unheard", "support unheard"),
        ("globx", None),
        ("support", None),
    ],
)
def test_the_nearest_word_is_offered(filled: WhooshEngine, typed: str, meant: str | None) -> None:
    assert filled.search(seen_by_everyone(typed)).suggestion == meant


def test_nothing_is_offered_where_nobody_reads_it(filled: WhooshEngine) -> None:
    asked = seen_by_everyone("testimonals")
    assert filled.search(replace(asked, spelling=False)).suggestion is None


def test_a_word_is_offered_to_those_who_may_read_it(filled: WhooshEngine) -> None:
    staff = frozenset({"staff"})
    assert filled.search(Query(text="globx", audience=staff)).suggestion == "globex"
    hidden = Query(text="globx", audience=staff, exclude=frozenset({("quote", 9)}))
    assert filled.search(hidden).suggestion is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("kitten", "sitting", 3), ("", "ab", 2)],
)
def test_distance_counts_letters_to_mend(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart
