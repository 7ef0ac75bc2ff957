"""What a comparison found, for a person: the same change on many pages is told once."""

from collections import Counter
from collections.abc import Iterable

from .comparing import Difference
from .expected import Expectation

MAX_LINES, MAX_NAMES = 16, 3


def tell(found: Iterable[Difference], expected: list[Expectation], most: int) -> int:
    """Print what is not expected, the most frequent first; 1 if there is any."""
    unexpected: dict[tuple[str, tuple[str, ...]], list[Difference]] = {}
    for difference in found:
        fitting = next((each for each in expected if each.fits(difference)), None)
        if fitting:
            fitting.found += 1
        else:
            unexpected.setdefault((difference.sort, difference.lines), []).append(difference)
    _tell_expected(expected)
    ordered = sorted(unexpected.values(), key=len, reverse=True)
    for same in ordered[:most]:
        _tell_one(same)
    _tell_sum(unexpected, most)
    return int(bool(unexpected))


def _tell_expected(expected: list[Expectation]) -> None:
    for each in expected:
        print(f"expected {each.found:>6}  {each.what.pattern}: {each.reason}")


def _tell_one(same: list[Difference]) -> None:
    first = same[0]
    people = {difference.who for difference in same if difference.who}
    names = list(dict.fromkeys(difference.what for difference in same))
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    print(f"\n{first.sort}: {', '.join(names[:MAX_NAMES])}{more}")
    if people:
        print(f"  read by {len(people)}, {min(people)} among them")
    for line in first.lines[:MAX_LINES]:
        print(f"  {line[:200]}")
    if len(first.lines) > MAX_LINES:
        print(f"  … {len(first.lines) - MAX_LINES} lines more")


def _tell_sum(unexpected: dict[tuple[str, tuple[str, ...]], list[Difference]], most: int) -> None:
    counts: Counter[str] = Counter()
    for (sort, _lines), same in unexpected.items():
        counts[sort] += len(same)
    if len(unexpected) > most:
        print(f"\n… and {len(unexpected) - most} kinds of differences more")
    told = ", ".join(f"{number} {sort}" for sort, number in counts.items())
    print(f"\n{sum(counts.values())} differences of {len(unexpected)} kinds: {told}" if told else "\nNothing changed.")
