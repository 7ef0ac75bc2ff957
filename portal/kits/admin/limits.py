"""How often things may be done here: the workings."""

from portal.core.limits import DESK, LETTERS, add_limit

add_limit(LETTERS, "admin.again")
add_limit(DESK, "admin.arrived", "admin.retry")
