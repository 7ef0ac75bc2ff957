"""The status of a task."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

TASK = add_lifecycle(
    Lifecycle(
        name="task",
        initial="open",
        moves=(
            Move("finish", ("open",), "done"),
            Move("drop", ("open",), "dropped"),
            Move("undo", ("done",), "open"),
        ),
        labels={"open": N_("Open"), "done": N_("Done"), "dropped": N_("Dropped")},
    )
)
