"""Says what is wrong with a map before anybody is on it: in which line, at which stage, and for whom.

For the owners of a map, on the page, on the command line, and before a map can be made the live one.
"""

from workflows.checks.check import check, check_map

__all__ = ["check", "check_map"]
