"""The status of a case."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

# In triage nobody has promised anything yet; an open case has an owner's clock running.
CASE = add_lifecycle(
    Lifecycle(
        name="case",
        initial="open",
        also_starts=("triage",),
        moves=(
            Move("take", ("triage",), "open"),
            Move("dismiss", ("triage",), "closed"),
            Move("answer", ("open",), "answered"),
            Move("give_up", ("open",), "unreachable"),
            Move("reopen", ("answered", "unreachable"), "open"),
            Move("close", ("open", "answered", "unreachable"), "closed"),
        ),
        labels={
            "triage": N_("To review"),
            "open": N_("Open"),
            "answered": N_("Answered"),
            "unreachable": N_("Could not be reached"),
            "closed": N_("Closed"),
        },
    )
)
