"""Guards say in a line of a map when a rule applies: `segment == promoter and count(walk.taken, 365d) >= 3`.

For whoever writes maps, and for the engine, which parses them with a grammar of its own, never with eval.
A comparison with something unknown is never met, and neither is its opposite.
"""

from workflows.guards.explain import Unmet
from workflows.guards.grammar import GuardError, parse_guard
from workflows.guards.guard import Guard
from workflows.guards.tree import AllOf, AnyOf, Comparison, Tree

__all__ = ["AllOf", "AnyOf", "Comparison", "Guard", "GuardError", "Tree", "Unmet", "parse_guard"]
