"""What is found, counted and hidden, against an oracle that reads every document."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import Document, Order, Query
from search_index.whoosh_engine import WhooshEngine
from tests.search_index import made
from tests.search_index.made import START, document, seen_by_everyone
from tests.search_index.oracle import Oracle


def test_a_word_that_is_taken_out_takes_out_what_says_it_and_nothing_else(engine: WhooshEngine) -> None:
    engine.apply([document(1, "quick and loud"), document(2, "quick"), document(3, "loud")], [], 1)
    assert [hit.key for hit in engine.search(seen_by_everyone("quick -loud")).hits] == [("quote", 2)]
    assert [hit.key for hit in engine.search(seen_by_everyone("-loud")).hits] == [("quote", 2)]


@settings(max_examples=120, deadline=None)
@given(
    before=made.documents(),
    after=made.documents(),
    gone=st.frozensets(st.tuples(st.sampled_from(("idea", "quote")), st.integers(1, 30)), max_size=8),
    queries=st.lists(made.queries, min_size=1, max_size=6),
    segment=st.sampled_from((2, 7, 1000)),
)
def test_totals_hits_and_facets_are_those_of_the_oracle(
    before: list[Document],
    after: list[Document],
    gone: frozenset[tuple[str, int]],
    queries: list[Query],
    segment: int,
) -> None:
    """Over a rebuild in segments of different sizes, and then changes and deletions."""
    with TemporaryDirectory() as folder, patch("search_index.whoosh_engine.writing.AT_ONCE", segment):
        engine = WhooshEngine(Path(folder) / "index")
        engine.rebuild(before, 1)
        compare(engine, Oracle(before), queries)
        engine.apply(after, gone, 2)
        oracle = Oracle([*before, *after])
        for key in gone:
            oracle.documents.pop(key, None)
        compare(engine, oracle, queries)


def compare(engine: WhooshEngine, oracle: Oracle, queries: list[Query]) -> None:
    for query in queries:
        results = engine.search(query)
        keys = oracle.keys(query)
        assert results.total == len(keys)
        assert {hit.key for hit in results.hits} == set(keys)
        if query.order is Order.NEWEST:
            assert [hit.key for hit in results.hits] == keys
        for field in query.facets:
            assert results.facets[field] == oracle.counts(query, field)


def test_a_viewer_without_a_shared_token_finds_nothing(engine: WhooshEngine) -> None:
    engine.apply([document(1, "quick", audience=("staff",)), document(2, "quick", audience=())], [], 1)
    assert engine.search(seen_by_everyone("quick", facets=("kind",))).total == 0
    assert engine.search(Query(text="quick")).total == 0
    assert engine.search(Query(text="quick", audience=frozenset({"staff", "x"}))).total == 1


def test_what_changed_since_leaves_hits_totals_and_facets(engine: WhooshEngine) -> None:
    engine.apply([document(number, "quick", tags=("price",)) for number in (1, 2, 3)], [], 1)
    results = engine.search(seen_by_everyone("quick", exclude=frozenset({("quote", 2), ("idea", 9)}), facets=("tag",)))
    assert [hit.key for hit in results.hits] == [("quote", 3), ("quote", 1)]
    assert results.total == 2
    assert results.facets["tag"] == [("price", 2)]


def test_a_facet_heeds_every_filter_but_its_own(engine: WhooshEngine) -> None:
    engine.apply(
        [
            document(1, tokens={"language": ("de",), "permission": ("press",)}),
            document(2, tokens={"language": ("en",), "permission": ("press",)}),
            document(3, tokens={"language": ("en",), "permission": ("web",)}),
        ],
        [],
        1,
    )
    chosen = (("language", frozenset({"de"})), ("permission", frozenset({"press"})))
    results = engine.search(seen_by_everyone(filters=chosen, facets=("language", "permission")))
    assert results.total == 1
    assert results.facets == {"language": [("de", 1), ("en", 1)], "permission": [("press", 1)]}


def test_a_page_begins_where_the_last_one_ended(engine: WhooshEngine) -> None:
    engine.rebuild([document(number, "quick support " * (1 + number % 5)) for number in range(1, 48)], 1)
    for order in Order:
        pages = [
            hit.key
            for offset in range(0, 60, 10)
            for hit in engine.search(seen_by_everyone("quick", offset=offset, limit=10, order=order)).hits
        ]
        whole = engine.search(seen_by_everyone("quick", limit=100, order=order)).hits
        assert pages == [hit.key for hit in whole]
        assert len(set(pages)) == 47


@pytest.mark.parametrize(
    ("elsewhere", "found"),
    [
        ({"title": "so quick", "body": "support"}, False),
        ({"title": "so quick", "tags": ("support",)}, False),
        ({"tags": ("quick", "support")}, False),
        ({"tags": ("quick support",)}, True),
        ({"body": "unquick support"}, False),
        ({"body": "quick supportx"}, False),
        ({"body": "quick, supporting"}, True),
        ({"body": "quick and support"}, False),
    ],
)
@pytest.mark.parametrize("others", [1, 50])
def test_a_phrase_stands_in_one_part_of_one_document(
    engine: WhooshEngine, elsewhere: dict[str, object], found: bool, others: int
) -> None:
    """Few candidates are looked at one by one, many as one text: the same is found."""
    near = [document(number, "support quick", at=START + timedelta(hours=number)) for number in range(2, 2 + others)]
    engine.rebuild([document(1, **elsewhere), *near, document(99, "other")], 1)
    keys = [hit.key for hit in engine.search(seen_by_everyone('"quick support"')).hits]
    assert keys == ([("quote", 1)] if found else [])


def test_values_are_compared_exactly(engine: WhooshEngine) -> None:
    odd = ("press:DE", "Press:de", "a,b", "a b", "", "é", "e\u0301", "\x1f", "\ud800")
    engine.apply([document(number, tokens={"permission": (value,)}) for number, value in enumerate(odd, 1)], [], 1)
    for number, value in enumerate(odd, 1):
        results = engine.search(seen_by_everyone(filters=(("permission", frozenset({value})),)))
        assert [hit.key for hit in results.hits] == [("quote", number)]
    counted = engine.search(seen_by_everyone(facets=("permission",))).facets["permission"]
    assert sorted(counted) == sorted((value, 1) for value in odd)


def test_no_limit_means_no_hits_but_counts(engine: WhooshEngine) -> None:
    engine.apply([document(1, "quick")], [], 1)
    results = engine.search(seen_by_everyone("quick", limit=0, facets=("kind",)))
    assert (results.total, results.hits, results.facets) == (1, [], {"kind": [("quote", 1)]})


def test_a_field_of_very_many_values_is_counted(engine: WhooshEngine) -> None:
    """Few documents for a value and many are kept differently."""
    engine.rebuild([document(number, tokens={"company": (f"c{number % 700}", "all")}) for number in range(1, 2_001)], 1)
    counted = dict(engine.search(seen_by_everyone(facets=("company",))).facets["company"])
    assert counted == {"all": 2_000} | {f"c{n}": 3 if 1 <= n <= 600 else 2 for n in range(700)}
