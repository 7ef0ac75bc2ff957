"""How often things may be done here: tasks."""

from portal.core.limits import DESK, add_limit

add_limit(DESK, "tasks.done", "tasks.drop", "tasks.reopen", "tasks.take")
