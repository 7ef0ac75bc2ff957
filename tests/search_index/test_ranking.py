"""The order of relevance."""

import math
from array import array
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import Document
from search_index.analyzer import terms
from search_index.whoosh_engine import WhooshEngine
from search_index.whoosh_engine.bits import added, best, from_places, places, times
from search_index.whoosh_engine.postings import level, numbers, pack, unpack
from tests.search_index.made import START, community, document, seen_by_everyone


def found(engine: WhooshEngine, text: str) -> list[int]:
    return [hit.key[1] for hit in engine.search(seen_by_everyone(text)).hits]


def test_a_word_in_the_title_outweighs_one_in_the_text(engine: WhooshEngine) -> None:
    filler = "we have been with them for many years and would stay"
    engine.apply(
        [
            document(1, f"support {filler}", title="A word"),
            document(2, filler, title="Support"),
            document(3, filler, title="A word", tags=("support",)),
        ],
        [],
        1,
    )
    assert found(engine, "support") == [2, 3, 1]


def test_a_rare_word_outweighs_a_common_one(engine: WhooshEngine) -> None:
    common = [document(number, "support") for number in range(3, 40)]
    engine.rebuild([document(1, "support support speed"), document(2, "support speed speed"), *common], 1)
    assert found(engine, "support speed") == [2, 1]


def test_a_short_text_says_more_than_a_long_one(engine: WhooshEngine) -> None:
    engine.apply([document(1, "support " + "other words " * 60), document(2, "support and others")], [], 1)
    assert found(engine, "support") == [2, 1]


def test_of_equals_the_newest_comes_first(engine: WhooshEngine) -> None:
    engine.apply([document(number, "support", at=START + timedelta(hours=number % 3)) for number in range(1, 7)], [], 1)
    assert found(engine, "support") == [5, 2, 4, 1, 6, 3]


def test_scores_are_levels_times_rarity(engine: WhooshEngine) -> None:
    """The arithmetic on whole sets gives what adding up one document after another gives."""
    documents = community(Random(7), 300)
    engine.rebuild(documents, 1)
    hits = engine.search(seen_by_everyone("support customers quick", limit=300)).hits
    assert len(hits) > 20
    levels = {document.key: levels_of(document) for document in documents}
    weights = {}
    for stem in ("support", "custom", "quick"):
        having = sum(stem in of_document for of_document in levels.values())
        weights[stem] = max(1, round(2 * math.log(1 + (300 - having + 0.5) / (having + 0.5))))
    for hit in hits:
        assert round(hit.score * 30) == sum(levels[hit.key][stem] * weight for stem, weight in weights.items())
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def levels_of(document: Document) -> dict[str, int]:
    weighed = [(3, document.title), *((2, tag) for tag in document.tags), (1, document.body)]
    stems = [(weight, word.stem) for weight, text in weighed for word in terms(text)]
    length = sum(weight for weight, _ in stems)
    return {stem: level(sum(weight for weight, other in stems if other == stem), length) for _, stem in stems}


documents = st.sets(st.integers(0, 300))
scores = st.dictionaries(st.integers(0, 300), st.integers(1, 15))


def planes(scored: dict[int, int]) -> list[int]:
    return [from_places([place for place, score in scored.items() if score >> bit & 1]) for bit in range(4)]


@settings(deadline=None)
@given(documents)
def test_a_set_is_read_back_lowest_first(chosen: set[int]) -> None:
    assert list(places(from_places(sorted(chosen)))) == sorted(chosen)


@settings(deadline=None)
@given(scores, scores, st.integers(1, 30), documents, st.integers(0, 20))
def test_the_best_are_found_without_sorting_all(
    one: dict[int, int], other: dict[int, int], factor: int, among: set[int], k: int
) -> None:
    total = {place: one.get(place, 0) * factor + other.get(place, 0) for place in among}
    expected = sorted(((score, place) for place, score in total.items()), key=lambda pair: (-pair[0], pair[1]))[:k]
    assert best(from_places(sorted(among)), added(times(planes(one), factor), planes(other)), k) == expected


@settings(deadline=None)
@given(scores, st.sampled_from((301, 20_000)))
def test_packed_postings_are_read_back(scored: dict[int, int], room: int) -> None:
    """Few and many are packed differently: 301 documents make planes of these, 20,000 a list."""
    packed = array("I", [place << 4 | score for place, score in sorted(scored.items())])
    value = pack(packed, room)
    assert numbers(value) == packed
    postings = unpack(value)
    assert postings.documents == from_places(sorted(scored))
    read = {place: sum((plane >> place & 1) << bit for bit, plane in enumerate(postings.planes)) for place in scored}
    assert read == scored
