"""What changed between two texts, and how much work it is to say."""

from itertools import pairwise
from random import Random
from time import process_time

import pytest

from portal.core.differences import Change, difference


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("", "", []),
        ("one", "one", [("same", "one")]),
        ("a b c", "a x c", [("same", "a"), ("gone", "b"), ("new", "x"), ("same", "c")]),
        ("a b c", "c", [("gone", "a b"), ("same", "c")]),
        ("a c", "a b c d", [("same", "a"), ("new", "b"), ("same", "c"), ("new", "d")]),
        ("one two", "three", [("gone", "one two"), ("new", "three")]),
    ],
)
def test_words_go_come_and_stay(before: str, after: str, changes: list[Change]) -> None:
    assert difference(before, after) == changes


def test_both_texts_can_be_read_from_the_changes() -> None:
    chance = Random(3)
    for _each in range(500):
        before, after = (" ".join(chance.choices("abc\n", k=chance.randint(0, 12))) for _text in "12")
        changes = difference(before, after)
        for text, kind in ((before, "gone"), (after, "new")):
            read = " ".join(change.text for change in changes if change.kind in {"same", kind})
            assert read.split() == text.split()
        assert all(one.kind != other.kind for one, other in pairwise(changes))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a"] * 2_000, ["b", "a"] * 1_000),
        (["a"] * 30_000 + ["x"], ["y"] + ["a"] * 29_000),
        (["a", "b"] * 9_000, ["b", "b"]),
    ],
)
def test_words_that_come_again_and_again_make_no_endless_work(before: list[str], after: list[str]) -> None:
    """Ten times what it takes; by the third power of the words it would be minutes."""
    began = process_time()
    assert difference(" ".join(before), " ".join(after))
    assert process_time() - began < 8
