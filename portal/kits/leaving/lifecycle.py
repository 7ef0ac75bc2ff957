"""How far somebody is on their way out."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

DEPARTURE = add_lifecycle(
    Lifecycle(
        name="departure",
        initial="asked",
        also_starts=("leaving", "erasing"),
        moves=(
            Move("agree", ("asked",), "erasing"),
            Move("decline", ("asked",), "declined"),
            Move("undo", ("leaving",), "undone"),
            Move("begin", ("leaving",), "erasing"),
            Move("finish", ("erasing",), "erased"),
        ),
        labels={
            "asked": N_("Waiting for a second colleague"),
            "leaving": N_("Leaving; can still be undone"),
            "erasing": N_("Being erased"),
            "declined": N_("Declined"),
            "undone": N_("Undone"),
            "erased": N_("Erased"),
        },
    )
)
OPEN = ("asked", "leaving", "erasing")
