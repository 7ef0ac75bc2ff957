"""How often things may be done here: long work."""

from portal.core.limits import DESK, add_limit

add_limit(DESK, "jobs.cancel", "jobs.retry")
