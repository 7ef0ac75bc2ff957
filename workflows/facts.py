"""What a guard may ask about a member: the kinds of facts, and the values that each can have."""

from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int | float | bool
Facts = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A number, whole unless told otherwise. `optional` ones may be unknown, which is None."""

    low: float | None = None
    high: float | None = None
    whole: bool = True
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Bands:
    """How a choice follows from a number: `{"passive": (7, 8)}`; what an unknown number means has None."""

    number: str
    ranges: Mapping[str, tuple[float, float] | None]

    def agree(self, choice: Value | None, number: Value | None) -> bool:
        if not isinstance(choice, str) or choice not in self.ranges:
            return True
        band = self.ranges[choice]
        if band is None or not isinstance(number, int | float):
            return band is None and number is None
        return band[0] <= number <= band[1]


@dataclass(frozen=True, slots=True)
class ChoiceFact:
    """One of `choices`, or any word where they are not known beforehand."""

    choices: tuple[str, ...] | None = None
    optional: bool = True
    bands: Bands | None = None


@dataclass(frozen=True, slots=True)
class FlagFact:
    """True or false, written alone: `open(case)`, `not member.joined`."""

    optional: bool = False


Fact = NumberFact | ChoiceFact | FlagFact

COUNT = NumberFact(low=0, optional=False)
DAYS_IN_STAGE = NumberFact(low=0, optional=False)
