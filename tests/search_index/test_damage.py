"""A missing, cut, flipped, foreign or locked index is said to be so, and a rebuild mends all but the last."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search_index import IndexUnavailable, Reason
from search_index.whoosh_engine import WhooshEngine, manifest
from tests.search_index.made import document, seen_by_everyone

DOCUMENTS = [document(number, f"quick support number {number}") for number in range(1, 40)]


def segment(folder: Path) -> Path:
    return next(folder.glob("built-*/*.segment"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path, place: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    path.write_bytes(content)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], Reason]] = {
    "folder gone": (shutil.rmtree, Reason.MISSING),
    "manifest gone": (lambda folder: (folder / manifest.NAME).unlink(), Reason.MISSING),
    "manifest cut": (lambda folder: cut(folder / manifest.NAME), Reason.DAMAGED),
    "manifest empty": (lambda folder: (folder / manifest.NAME).write_bytes(b""), Reason.DAMAGED),
    "manifest flipped": (lambda folder: flip(folder / manifest.NAME), Reason.DAMAGED),
    "first line flipped": (lambda folder: flip(folder / manifest.NAME, 0.001), Reason.DAMAGED),
    "manifest is a folder": (lambda folder: replace_by_folder(folder / manifest.NAME), Reason.DAMAGED),
    "segment gone": (lambda folder: segment(folder).unlink(), Reason.DAMAGED),
    "segments gone": (lambda folder: shutil.rmtree(segment(folder).parent), Reason.DAMAGED),
    "segment cut": (lambda folder: cut(segment(folder)), Reason.DAMAGED),
    "segment empty": (lambda folder: segment(folder).write_bytes(b""), Reason.DAMAGED),
    "segment flipped": (lambda folder: flip(segment(folder)), Reason.DAMAGED),
    "segment is a folder": (lambda folder: replace_by_folder(segment(folder)), Reason.DAMAGED),
}


@pytest.fixture
def filled(engine: WhooshEngine, folder: Path) -> Path:
    engine.rebuild(DOCUMENTS, 5)
    return folder


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named_and_a_rebuild_mends_it(filled: Path, damage: str) -> None:
    destroy, reason = DAMAGES[damage]
    destroy(filled)
    engine = WhooshEngine(filled)
    calls: list[Callable[[], object]] = [
        lambda: engine.search(seen_by_everyone("quick")),
        engine.keys,
        engine.fingerprints,
        engine.generation,
        lambda: engine.apply([document(1)], [], 6),
    ]
    for call in calls:
        with pytest.raises(IndexUnavailable) as told:
            call()
        assert told.value.reason is reason
        assert told.value.wants_rebuild
    assert engine.healthy().reason is reason
    engine.rebuild(DOCUMENTS, 7)
    assert engine.healthy().ok
    assert engine.search(seen_by_everyone("quick")).total == len(DOCUMENTS)
    assert [path.name for path in filled.iterdir() if path.is_file()].count(manifest.NAME) == 1


@pytest.mark.parametrize("place", [n / 23 for n in range(23)])
def test_a_flipped_bit_anywhere_is_noticed(filled: Path, place: float) -> None:
    flip(segment(filled), place)
    assert WhooshEngine(filled).healthy().reason is Reason.DAMAGED


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_reader_that_has_it_open_answers_or_says_so(filled: Path, damage: str) -> None:
    """A page that is open while the disk fails gets results or a reason, never a crash."""
    engine = WhooshEngine(filled)
    engine.search(seen_by_everyone("quick"))
    DAMAGES[damage][0](filled)
    for text in ("number", '"support number"', "supp*", "unheard", ""):
        assert answer(engine, text) in {0, len(DOCUMENTS), Reason.MISSING, Reason.DAMAGED}
    engine.rebuild(DOCUMENTS, 9)
    assert engine.search(seen_by_everyone("quick")).generation == 9


def answer(engine: WhooshEngine, text: str) -> int | Reason:
    try:
        return engine.search(seen_by_everyone(text, facets=("kind", "tag"))).total
    except IndexUnavailable as told:
        return told.reason


def test_bytes_that_changed_under_an_open_reader_raise_nothing_else(filled: Path) -> None:
    whole = segment(filled).read_bytes()
    for place in range(0, len(whole), 41):
        engine = WhooshEngine(filled)
        engine.generation()
        with segment(filled).open("r+b") as file:
            file.seek(place)
            file.write(bytes(byte ^ 0xFF for byte in whole[place : place + 8]))
        for text in ("quick", '"support number 7"', "num*", "-quick"):
            assert answer(engine, text) in {*range(len(DOCUMENTS) + 1), Reason.DAMAGED}
        segment(filled).write_bytes(whole)


def test_an_index_of_another_version_asks_for_a_rebuild(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "FORMAT", "fanfare-search 2.1")
    engine = WhooshEngine(filled)
    assert engine.healthy().reason is Reason.OUTDATED
    engine.rebuild(DOCUMENTS, 7)
    assert engine.healthy().ok


HOLDER = """
import sys
from pathlib import Path
from search_index.whoosh_engine.writing import writing
with writing(Path(sys.argv[1]), 5):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_and_readers_go_on(filled: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(filled)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        engine = WhooshEngine(filled, lock_timeout=0.1)
        for write in (lambda: engine.apply([], [], 6), lambda: engine.rebuild([], 6)):
            with pytest.raises(IndexUnavailable) as told:
                write()
            assert told.value.reason is Reason.LOCKED
            assert not told.value.wants_rebuild
        assert engine.search(seen_by_everyone("quick")).total == len(DOCUMENTS)
        holder.kill()
    engine.apply([document(1, "slow")], [], 6)
    assert engine.search(seen_by_everyone("quick")).total == len(DOCUMENTS) - 1


def test_a_full_disk_refuses_the_change_and_keeps_what_there_was(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    engine = WhooshEngine(filled)
    for write in (lambda: engine.apply([document(1, "slow")], [], 6), lambda: engine.rebuild([document(1)], 6)):
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            with pytest.raises(IndexUnavailable) as told:
                write()
        assert told.value.reason is Reason.UNWRITABLE
        assert "No space left" in told.value.detail
    assert engine.search(seen_by_everyone("quick")).total == len(DOCUMENTS)
    assert engine.generation() == 5
    assert len(list(filled.glob("built-*/*"))) == 1
    engine.apply([document(1, "slow")], [], 6)
    assert engine.generation() == 6


def test_what_comes_back_is_read_again(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_index.whoosh_engine.engine.PAUSE", 0)
    engine = WhooshEngine(filled)
    away = segment(filled).rename(filled / "away")
    assert answer(engine, "quick") is Reason.DAMAGED
    away.rename(next(filled.glob("built-*")) / next(iter(manifest.read(filled)[1].segments)).name)
    assert answer(engine, "quick") == len(DOCUMENTS)


def test_a_broken_index_is_not_read_for_every_search(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(segment(filled))
    engine = WhooshEngine(filled)
    assert answer(engine, "quick") is Reason.DAMAGED
    monkeypatch.setattr("search_index.whoosh_engine.files.OpenFile.checksum", None)
    assert answer(engine, "quick") is Reason.DAMAGED
