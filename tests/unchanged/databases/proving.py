"""The whole way of one database: made by the older code, taken over, given back, taken over again, and used."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from .answering import unheard
from .checkouts import Checkout
from .comparing import lost
from .delivering import deliver_again
from .filling import fill_the_empty
from .growing import Growth, grow
from .schemas import changed_schema
from .stores import Store
from .using import InUse, broken, taken_up

COUNTERS = (("search", "verify"), ("forum", "verify"), ("betas", "verify"), ("ideas", "recount"))
VERIFIED = (("ledger", "verify"), *COUNTERS)
"""Commands that prove what is kept. A worker tidies old deliveries away by their day, while copies of old lines have
new ids: after it has worked the ledger of a large database misses some.
"""
TOLD = (("nurture", "status"), ("search", "query", "faxes"))
"""Commands whose answer is the same before and after."""
Result = TypeVar("Result")


@dataclass
class Proof:
    """One database on its way. `faults` is what was found."""

    older: Checkout
    newer: Checkout
    store: Store
    growth: Growth | None = None
    faults: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        """Go the whole way; what went wrong on it."""
        self._step("made by the older code", self._make)
        head = self._revision()
        held: InUse = self._step("used with the older code", lambda: taken_up(self.older, self.store))
        told = self._step("checked with the older code", lambda: self._answers(self.older))
        before = self._step("kept aside", lambda: self.store.copy("before"))
        self._step("taken over", lambda: self.newer.flask("db", "upgrade"))
        self._check("rows after the way up", lambda: lost(before, self.store, same=False))
        self._step("given back", lambda: self.newer.flask("db", "downgrade", head))
        self._check("rows after the way down", lambda: lost(before, self.store, same=True))
        self._check("schema after the way down", lambda: changed_schema(before, self.store))
        self._check("use after the way down", lambda: self._used(self.older, held, told))
        self._step("taken over again", lambda: self.newer.flask("db", "upgrade"))
        self._check("use after the way up", lambda: self._used(self.newer, held, told))
        self._check("answers by mail", lambda: unheard(self.newer, self.store))
        self._check("counters after the answers", lambda: self._verified(self.newer, COUNTERS))
        return self.faults

    def _make(self) -> None:
        self.older.flask("db", "upgrade")
        self.older.flask("demo", "load")
        if self.growth:
            grow(self.store, self.growth)
            deliver_again(self.older, self.store)
            print(f"    filled by hand: {', '.join(fill_the_empty(self.store))}")
            self.older.flask("search", "rebuild")

    def _revision(self) -> str:
        return self.older.flask("db", "current").split()[0]

    def _answers(self, checkout: Checkout) -> list[str]:
        for fault in self._verified(checkout):
            print(f"    ! {fault}", flush=True)
            self.faults.append(fault)
        return [checkout.flask(*words, "--json") for words in TOLD]

    def _verified(self, checkout: Checkout, commands: Iterable[tuple[str, ...]] = VERIFIED) -> Iterator[str]:
        for words in commands:
            try:
                checkout.flask(*words)
            except RuntimeError as error:
                yield str(error.args[0])

    def _used(self, checkout: Checkout, held: InUse, told: list[str]) -> Iterator[str]:
        yield from self._verified(checkout)
        for words, before in zip(TOLD, told, strict=True):
            if checkout.flask(*words, "--json") != before:
                yield f"flask {' '.join(words)} tells something else"
        yield from broken(held, checkout)

    def _step(self, what: str, does: Callable[[], Result]) -> Result:
        begun = time.monotonic()
        result = does()
        print(f"    {what:<30} {time.monotonic() - begun:6.1f} s", flush=True)
        return result

    def _check(self, what: str, finds: Callable[[], Iterable[str]]) -> None:
        for fault in self._step(what, lambda: list(finds())):
            print(f"    ! {fault}", flush=True)
            self.faults.append(f"{what}: {fault}")


def on(folder: Path, store: Store, older: Path, newer: Path) -> Proof:
    """A proof in this folder, with an instance of its own for each code."""
    instance = folder / "instance"
    instance.mkdir(parents=True, exist_ok=True)
    first = Checkout(older.resolve(), store.url, instance)
    return Proof(first, replace(first, code=newer.resolve()), store)
