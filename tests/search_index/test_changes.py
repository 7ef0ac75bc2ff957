"""Changes: after any number of them the index is what the database is."""

from pathlib import Path
from random import Random

import pytest

from search_index import Query, fingerprint
from search_index.whoosh_engine import WhooshEngine, merging
from tests.search_index.made import START, chance_document, community, document, seen_by_everyone
from tests.search_index.oracle import Oracle


def test_after_500_random_changes_index_and_database_agree(engine: WhooshEngine) -> None:
    random = Random(11)
    database = {made.key: made for made in community(random, 150)}
    engine.rebuild(database.values(), 0)
    for change in range(1, 501):
        upserts = [chance_document(random, random.randint(1, 200)) for _ in range(random.choice((0, 1, 1, 2, 12)))]
        gone = random.sample(sorted(database), random.choice((0, 0, 1, 2)))
        engine.apply(upserts, gone, change)
        database.update({made.key: made for made in upserts})
        for key in gone:
            database.pop(key, None)
    assert engine.fingerprints() == {key: fingerprint(made) for key, made in database.items()}
    assert engine.keys() == database.keys()
    assert engine.generation() == 500
    everyone = Query(audience=frozenset({"everyone", "staff"}), text='support -"quick news"', facets=("language",))
    results = engine.search(everyone)
    oracle = Oracle(database.values())
    assert results.total == len(oracle.found(everyone)) > 10
    assert results.facets["language"] == oracle.counts(everyone, "language")


def test_many_small_changes_leave_few_files(engine: WhooshEngine, folder: Path) -> None:
    for number in range(1, 120):
        engine.apply([document(number, "quick")], [], number)
    assert len(list(folder.glob("built-*/*"))) <= 3 * merging.CROWD
    assert engine.search(seen_by_everyone("quick")).total == 119


def test_a_merged_segment_is_what_it_was_merged_from(engine: WhooshEngine) -> None:
    documents = community(Random(3), 60)
    for start in range(0, 60, 5):
        engine.apply(documents[start : start + 5], [("quote", start + 2)], start)
    kept = {made.key: made for made in documents if made.key not in {("quote", n + 2) for n in range(0, 60, 5)}}
    apart = engine.search(Query(text="customers quick", audience=frozenset({"everyone", "staff"}), limit=99))
    indexed = engine.fingerprints()
    gone = [key for key in indexed if key not in kept]
    engine.apply([], gone, 60)
    assert engine.fingerprints() == {key: fingerprint(made) for key, made in kept.items()}
    engine.rebuild(kept.values(), 61)
    assert apart.total
    query = Query(text="customers quick", audience=frozenset({"everyone", "staff"}), limit=99)
    assert {hit.key for hit in engine.search(query).hits} == set(Oracle(kept.values()).keys(query))


def test_a_replaced_document_is_found_by_its_new_words_only(engine: WhooshEngine) -> None:
    engine.apply([document(1, "slow")], [], 1)
    engine.apply([document(1, "quick")], [], 2)
    assert engine.search(seen_by_everyone("slow")).total == 0
    assert engine.search(seen_by_everyone("quick")).total == 1


def test_the_last_of_equal_keys_counts_and_a_deletion_more(engine: WhooshEngine) -> None:
    engine.apply([document(1, "slow"), document(1, "quick"), document(2, "quick")], [("quote", 2)], 1)
    assert engine.keys() == {("quote", 1)}
    assert engine.search(seen_by_everyone("quick")).total == 1


def test_an_unchanged_document_writes_no_segment(engine: WhooshEngine, folder: Path) -> None:
    engine.apply([document(1, "quick")], [], 1)
    before = sorted(folder.glob("built-*/*"))
    engine.apply([document(1, "quick")], [("quote", 99)], 2)
    assert sorted(folder.glob("built-*/*")) == before
    assert engine.generation() == 2


def test_the_generation_never_goes_back_but_in_a_rebuild(engine: WhooshEngine) -> None:
    engine.apply([document(1)], [], 7)
    engine.apply([document(2)], [], 5)
    assert engine.search(seen_by_everyone()).generation == 7
    engine.rebuild([document(1)], 6)
    assert engine.generation() == 6


def test_a_rebuild_takes_a_document_that_comes_twice_once(engine: WhooshEngine) -> None:
    engine.rebuild([document(1, "quick"), document(1, "slow")], 1)
    assert engine.search(seen_by_everyone()).total == 1
    assert engine.fingerprints() == {("quote", 1): fingerprint(document(1, "quick"))}


def test_a_rebuild_leaves_one_folder(engine: WhooshEngine, folder: Path) -> None:
    for generation in range(3):
        engine.rebuild([document(1)], generation)
    assert len(list(folder.glob("built-*"))) == 1


def test_every_part_of_a_document_is_in_its_fingerprint() -> None:
    plain = document(1, "body", title="title", tags=("a",), tokens={"language": ("de",)})
    other: list[dict[str, object]] = [
        {"body": "other"},
        {"title": "other"},
        {"tags": ()},
        {"tokens": {"language": ("en",)}},
        {"audience": ("staff",)},
        {"at": START.replace(year=2025)},
        {"kind": "idea"},
        {"number": 2},
    ]
    same = {"title": "title", "tags": ("a",), "tokens": {"language": ("de",)}, "body": "body", "number": 1}
    prints = {fingerprint(document(**(same | changed))) for changed in other}  # type: ignore[arg-type]
    assert len(prints | {fingerprint(plain)}) == len(other) + 1


@pytest.mark.parametrize(
    "wrong",
    [{"at": START.replace(tzinfo=None)}, {"kind": ""}, {"tokens": {"kind": ("x",)}}, {"tokens": {"language": "de"}}],
)
def test_a_document_that_cannot_be_kept_is_refused_when_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"zone|kind|keywords"):
        document(1, **wrong)


def test_an_empty_index_answers(engine: WhooshEngine) -> None:
    assert engine.search(seen_by_everyone("quick", facets=("kind",))).total == 0
    assert engine.keys() == frozenset()
    assert engine.healthy().ok


def test_words_are_the_same_in_documents_of_any_script(engine: WhooshEngine) -> None:
    engine.apply([document(1, "顧客満足です"), document(2, "Größe und Ørsted"), document(3, "客室")], [], 1)
    for typed, numbers in {
        "顧客": [1],
        "客": [3, 1],
        '"客満"': [1],
        "満客": [],
        "GROSSE orsted": [2],
        "größ*": [2],
    }.items():
        assert [hit.key[1] for hit in engine.search(seen_by_everyone(typed)).hits] == sorted(numbers, reverse=True)


def test_a_rebuild_of_long_documents_is_cut_into_segments(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_index.whoosh_engine.writing.BYTES_AT_ONCE", 5_000)
    engine.rebuild([document(number, "quick support " * 100) for number in range(1, 30)], 1)
    assert len(list(folder.glob("built-*/*"))) == 8
    assert engine.search(seen_by_everyone('"support quick"')).total == 29
