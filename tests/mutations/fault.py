"""A fault: what it breaks, where it goes, and which tests should notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One small change for the worse.

    `name` begins with the feature ("forum.hidden-posts"); `effect` is what is wrong for people afterwards. `file` is
    the end of a path, `inside` the name of a function, class or constant in it, or several with a | between ("":
    anywhere in the file). `old` becomes `new` there; `others` are further (old, new) for code that reads differently
    by now. `tests` are files or folders below tests/, asked in this order.
    """

    name: str
    effect: str
    file: str
    inside: str
    old: str
    new: str
    tests: tuple[str, ...]
    others: tuple[tuple[str, str], ...] = ()

    @property
    def feature(self) -> str:
        return self.name.partition(".")[0]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, self.inside.split("|")))

    @property
    def swaps(self) -> tuple[tuple[str, str], ...]:
        return ((self.old, self.new), *self.others)
