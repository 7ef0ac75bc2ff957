"""Faults in nurture and in the machines behind every status."""

from ..fault import Fault

NURTURE = (
    Fault(
        "nurture.promotion-in-care",
        "Somebody who has just complained goes on getting promotion.",
        "nurture/moving.py",
        "_write_holds",
        'hold($each.member_id, "promotion", $source)',
        "pass",
        ("nurture/test_moving.py",),
        (('$hold($each.member_id, "promotion", $source)', "pass"),),
    ),
    Fault(
        "nurture.once-more-than-allowed",
        "The map writes to people once more than its limit says.",
        "nurture/acting.py",
        "_too_often",
        ">= $rate.times",
        "> $rate.times",
        ("nurture/test_moving.py", "nurture/test_offers.py"),
    ),
)

WORKFLOWS = (
    Fault(
        "workflows.not-turns-and-into-and",
        "“not (a and b)” in a map means “not a and not b”.",
        "workflows/guards/tree.py",
        "opposite",
        "AnyOf($parts) if isinstance($tree, AllOf) else AllOf($parts)",
        "AllOf($parts) if isinstance($tree, AllOf) else AnyOf($parts)",
        ("workflows/test_guards.py",),
    ),
    Fault(
        "workflows.dropped-task-comes-back",
        "A task that somebody decided not to do can be opened again.",
        "workflows/lifecycles.py",
        "TASK",
        'Move("undo", ("done",), "open")',
        'Move("undo", ("done", "dropped"), "open")',
        ("workflows/test_lifecycles.py", "nurture/test_tasks.py"),
    ),
)
