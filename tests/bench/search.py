"""Search against plain Whoosh, in one run: `python -m tests.bench.search --documents 100000`.

Ours is asked everything for the first time right after the index was opened (nothing read yet), and again.
On a machine that others use too, `--cpu` measures processor time instead of the clock.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from search_index import Document, Query
from search_index.whoosh_engine import WhooshEngine
from tests.bench.made_quotes import WORDS, quotes, vocabulary
from tests.bench.plain_whoosh import PlainWhoosh

ASKED = 20  # searches of each shape
UPDATES = 15
AUDIENCE = ("everyone", "beta")
LANGUAGE = "en"


class Row(NamedTuple):
    what: str
    ours: str
    yardstick: str
    ratio: float
    goal: float | None = None

    def __str__(self) -> str:
        said = "" if self.goal is None else f"≥ {self.goal:g}  {'ok' if self.ratio >= self.goal else 'MISSED'}"
        return f"{self.what:<44}{self.ours:>20}{self.yardstick:>20}{self.ratio:>9.1f}  {said}"


class Stopwatch:
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock

    def __call__(self, work: Callable[[], object]) -> float:
        """Seconds that the work takes."""
        begun = self.clock()
        work()
        return self.clock() - begun


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args(arguments)
    count: int = options.documents
    stopwatch = Stopwatch(time.process_time if options.cpu else time.perf_counter)
    print(f"{f'search, {count:,} quotes':<44}{'ours':>20}{'plain Whoosh':>20}{'ratio':>9}  goal")
    for row in rows(count, stopwatch):
        print(row, flush=True)


def rows(count: int, seconds: Stopwatch) -> Iterator[Row]:
    documents = list(quotes(count))
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "ours")
        plain = PlainWhoosh(Path(folder) / "plain")
        yield _rebuild(engine, plain, documents, seconds)
        yield from _searches(Path(folder) / "ours", plain, documents, seconds)
        yield from _updates(engine, plain, documents, seconds)


def _rebuild(engine: WhooshEngine, plain: PlainWhoosh, documents: Sequence[Document], seconds: Stopwatch) -> Row:
    ours = len(documents) / seconds(lambda: engine.rebuild(documents, 1))
    theirs = len(documents) / seconds(lambda: plain.write(documents))
    return Row("rebuild, documents a second", f"{ours:,.0f}", f"{theirs:,.0f}", ours / theirs, 0.9)


def _searches(folder: Path, plain: PlainWhoosh, documents: Sequence[Document], seconds: Stopwatch) -> Iterator[Row]:
    opened = WhooshEngine(folder)
    first: list[float] = []
    again: list[float] = []
    theirs: list[float] = []
    for shape, texts in _texts(documents).items():
        first_here = [seconds(lambda text=text: _ask(opened, text)) for text in texts]
        again_here = [seconds(lambda text=text: _ask(opened, text)) for text in texts]
        theirs_here = [seconds(lambda text=text: plain.search(text, LANGUAGE, AUDIENCE)) for text in texts]
        yield _compared(f"{shape}, first time, p50 / p95", first_here, theirs_here)
        yield _compared(f"{shape}, again, p50 / p95", again_here, theirs_here)
        first, again, theirs = first + first_here, again + again_here, theirs + theirs_here
    yield _compared("all searches, first time, p50 / p95", first, theirs, 5)
    yield _compared("all searches, again, p50 / p95", again, theirs, 5)


def _texts(documents: Sequence[Document]) -> dict[str, list[str]]:
    random = Random(5)
    words = vocabulary(Random(20_260_301))
    bodies = [random.choice(documents).body.split() for _ in range(ASKED)]
    return {
        "rare word": random.sample(words[WORDS // 2 :], ASKED),
        "common word": words[:ASKED],
        "two words": [" ".join(random.sample(words[:60], 2)) for _ in range(ASKED)],
        "phrase": [f'"{" ".join(body[5 : 7 + n % 2])}"' for n, body in enumerate(bodies)],
        "prefix": [f"{word[:3]}*" for word in random.sample([word for word in words if len(word) > 4], ASKED)],
    }


def _ask(engine: WhooshEngine, text: str) -> int:
    query = Query(
        text=text,
        audience=frozenset(AUDIENCE),
        filters=(("language", frozenset({LANGUAGE})),),
        facets=("language", "source", "tag"),
    )
    return engine.search(query).total


def _updates(
    engine: WhooshEngine, plain: PlainWhoosh, documents: Sequence[Document], seconds: Stopwatch
) -> Iterator[Row]:
    """One changed document a commit; found by another reader as soon as the commit returns."""
    changed = [replace(document, title="changed") for document in documents[:UPDATES]]
    reader = WhooshEngine(engine.folder)
    query = Query(text="changed", audience=frozenset(AUDIENCE))
    reader.search(query)
    ours, found = [], []
    for generation, document in enumerate(changed, 2):
        ours.append(seconds(lambda document=document, to=generation: engine.apply([document], [], to)))
        found.append(ours[-1] + seconds(lambda: reader.search(query)))
    theirs = [seconds(lambda document=document: plain.update(document)) for document in changed]
    yield _compared("update commit, p50 / p95", ours, theirs)
    yield _compared("… until another reader has found it", found, theirs)


def _compared(what: str, ours: Sequence[float], theirs: Sequence[float], goal: float | None = None) -> Row:
    """The ratio is that of the 95th percentiles."""
    return Row(what, _percentiles(ours), _percentiles(theirs), _p95(theirs) / _p95(ours), goal)


def _percentiles(times: Sequence[float]) -> str:
    return f"{statistics.median(times) * 1e3:,.1f} / {_p95(times) * 1e3:,.1f} ms"


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    main()
