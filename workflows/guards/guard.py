"""A guard that was parsed: called with facts it answers, and it can say what is missing."""

from dataclasses import dataclass, field

from workflows.facts import Facts
from workflows.guards.explain import Unmet, unmet
from workflows.guards.tree import Check, Tree, comparisons


@dataclass(frozen=True)
class Guard:
    """`check` is the fast form; `needs` are the facts that it must be handed."""

    tree: Tree
    check: Check = field(init=False, compare=False, repr=False)
    needs: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "check", self.tree.check())
        object.__setattr__(self, "needs", frozenset(each.fact for each in comparisons(self.tree)))

    def __call__(self, facts: Facts) -> bool:
        return self.check(facts)

    def __str__(self) -> str:
        return str(self.tree)

    def explain(self, facts: Facts) -> tuple[Unmet, ...]:
        """The comparisons that would have to change, nearest way first; empty when the guard is met."""
        return unmet(self.tree, facts)
