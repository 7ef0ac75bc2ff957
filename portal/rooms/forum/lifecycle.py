"""The status of a flagged post."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

# A flagged post. Whatever was decided stays readable; what was taken away can be brought back.
REVIEW = add_lifecycle(
    Lifecycle(
        name="review",
        initial="open",
        moves=(
            Move("keep", ("open",), "kept"),
            Move("ask_edit", ("open",), "edit_asked"),
            Move("remove", ("open",), "removed"),
            Move("restore", ("removed",), "restored"),
        ),
        labels={
            "open": N_("To review"),
            "kept": N_("Kept"),
            "edit_asked": N_("An edit was asked for"),
            "removed": N_("Removed"),
            "restored": N_("Brought back"),
        },
    )
)
