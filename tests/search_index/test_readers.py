"""Readers in other threads and processes see whole commits, soon, whatever happens to the writer."""

import random
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from search_index import Results
from search_index.whoosh_engine import WhooshEngine, manifest
from tests.search_index.made import document, seen_by_everyone

WRITER = Path(__file__).with_name("endless_writer.py")
ALIKE = 20
KILLS = 8


def test_another_engine_sees_each_change_at_once(engine: WhooshEngine, folder: Path) -> None:
    other = WhooshEngine(folder)
    for generation in range(1, 15):
        engine.apply([document(generation, "quick")], [], generation)
        results = other.search(seen_by_everyone("quick"))
        assert (results.generation, results.total) == (generation, generation)
    engine.rebuild([document(1, "quick")], 20)
    assert other.search(seen_by_everyone("quick")).generation == 20


def test_a_snapshot_that_is_being_read_survives_a_rebuild(engine: WhooshEngine) -> None:
    engine.apply([document(number, "quick") for number in range(1, 50)], [], 1)
    held = engine._snapshot()
    engine.rebuild([document(1, "slow")], 2)
    assert len(list(held.heads())) == 49
    assert engine.search(seen_by_everyone("quick")).total == 0


def test_a_reader_overtaken_while_opening_looks_again(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has read the manifest; before it opens the files they are replaced."""
    engine.rebuild([document(1, "slow")], 1)
    overtaken = [manifest.read(folder)]
    engine.rebuild([document(1, "quick")], 2)
    present = manifest.read
    monkeypatch.setattr(manifest, "read", lambda root: overtaken.pop() if overtaken else present(root))
    assert WhooshEngine(folder).search(seen_by_everyone("quick")).generation == 2
    assert not overtaken


def test_many_threads_read_while_another_process_writes(engine: WhooshEngine, folder: Path) -> None:
    """Every document of a commit carries its generation: a mixture of two would show in the facet."""
    seen: set[int] = set()
    wrong: list[object] = []
    done = Event()

    def read() -> None:
        while not done.is_set():
            try:
                results = engine.search(seen_by_everyone("change", facets=("generation",)))
            except Exception as error:
                wrong.append(error)
                return
            seen.add(results.generation)
            if not whole(results):
                wrong.append(results)

    threads = [Thread(target=read) for _ in range(6)]
    with subprocess.Popen([sys.executable, WRITER, folder], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for thread in threads:
            thread.start()
        for _ in range(60):
            assert writer.stdout.readline()
        done.set()
        for thread in threads:
            thread.join(timeout=30)
        writer.kill()
    assert not wrong
    assert len(seen) > 5


def whole(results: Results) -> bool:
    expected = [(str(results.generation), ALIKE)] if results.generation else []
    return results.facets["generation"] == expected and results.total == len(expected) * ALIKE


def test_killed_while_writing_the_index_stays_whole(engine: WhooshEngine, folder: Path) -> None:
    """What was acknowledged is there, nothing is half there, and the next writer goes on and tidies up."""
    chance = random.Random(5)
    for _ in range(KILLS):
        acknowledged = killed_writer(folder, chance.uniform(0.0, 0.15))
        reader = WhooshEngine(folder)
        results = reader.search(seen_by_everyone("change", facets=("generation",)))
        assert reader.healthy().ok
        assert whole(results)
        assert acknowledged <= results.generation <= acknowledged + 1
    engine.apply([document(99, "quick")], [], engine.generation() + 1)
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == ["current", "writing.lock"]
    assert not list(folder.glob("built-*/*.parts"))


def killed_writer(folder: Path, after: float) -> int:
    """The last generation that a writer acknowledged before it was killed."""
    with subprocess.Popen([sys.executable, WRITER, folder], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        return int([first, *writer.stdout.read().splitlines()][-1])


def test_a_closed_engine_leaves_no_file_open(engine: WhooshEngine, folder: Path) -> None:
    def open_files() -> int:
        return sum(str(folder) in str(link.resolve()) for link in Path("/proc/self/fd").iterdir() if link.exists())

    for generation in range(1, 30):
        engine.apply([document(generation, "quick")], [], generation)
        engine.search(seen_by_everyone("quick"))
    assert open_files() == len(list(folder.glob("built-*/*")))


@pytest.mark.parametrize("bytes_kept", [0, 3_000, 50_000])
def test_a_small_cache_changes_nothing_but_speed(folder: Path, bytes_kept: int) -> None:
    engine = WhooshEngine(folder, cache_bytes=bytes_kept)
    engine.rebuild([document(number, f"quick w{number % 9}") for number in range(1, 300)], 1)
    for number in range(9):
        assert engine.search(seen_by_everyone(f"quick w{number}", facets=("kind",))).total >= 33
    assert engine._cache.bytes <= bytes_kept
