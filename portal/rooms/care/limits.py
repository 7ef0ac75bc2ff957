"""How often things may be done here: cases."""

from portal.core.limits import DESK, add_limit

add_limit(
    DESK,
    "care.answer",
    "care.assign",
    "care.close",
    "care.dismiss",
    "care.keep",
    "care.log_call",
    "care.open_case",
    "care.open_triaged",
    "care.reopen",
    "care.take",
    "care.unkeep",
    "care.unreachable",
)
