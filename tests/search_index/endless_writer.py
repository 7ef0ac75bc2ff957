"""Writes one commit after another until killed; each replaces the same documents and prints its generation."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from search_index.whoosh_engine import WhooshEngine
from tests.search_index.made import document


def main() -> None:
    engine = WhooshEngine(sys.argv[1])
    generation = engine.generation()
    while True:
        generation += 1
        changed = [
            document(number, f"change {generation}", tokens={"generation": (str(generation),)})
            for number in range(1, 21)
        ]
        if generation % 5:
            engine.apply(changed, [], generation)
        else:
            engine.rebuild(changed, generation)
        print(generation, flush=True)


if __name__ == "__main__":
    main()
