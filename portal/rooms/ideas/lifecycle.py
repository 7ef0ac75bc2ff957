"""The status of an idea."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

OPEN = ("new", "under_review", "planned", "in_progress")
"""Where an idea takes votes."""

# A merged idea can be parted again: it then stands where it stood before, whatever that was.
IDEA = add_lifecycle(
    Lifecycle(
        name="idea",
        initial="new",
        moves=(
            Move("review", ("new", "planned", "in_progress"), "under_review"),
            Move("plan", ("new", "under_review", "in_progress"), "planned"),
            Move("start", ("under_review", "planned"), "in_progress"),
            Move("ship", ("planned", "in_progress"), "shipped"),
            Move("decline", OPEN, "declined"),
            Move("reopen", ("shipped", "declined"), "under_review"),
            Move("merge", OPEN, "merged"),
            *(Move(f"part_as_{status}", ("merged",), status) for status in OPEN),
        ),
        labels={
            "new": N_("New"),
            "under_review": N_("Under review"),
            "planned": N_("Planned"),
            "in_progress": N_("In progress"),
            "shipped": N_("Shipped"),
            "declined": N_("Declined"),
            "merged": N_("Merged"),
        },
    )
)
