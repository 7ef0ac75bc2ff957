"""The status of a mail that came in."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

# A mail that came in. What a machine sent is left alone; what cannot be taken goes back to whom
# the address is for. What is too much to read, or is not from whom it says, was never handled and is kept aside.
MAIL_IN = add_lifecycle(
    Lifecycle(
        name="mail that came in",
        initial="waiting",
        moves=(
            Move("take", ("waiting",), "taken"),
            Move("return", ("waiting",), "returned"),
            Move("ignore", ("waiting",), "ignored"),
            Move("keep_aside", ("waiting",), "aside"),
            Move("fail", ("waiting",), "failed"),
            Move("try_again", ("failed",), "waiting"),
        ),
        labels={
            "waiting": N_("Waiting"),
            "taken": N_("Accepted"),
            "returned": N_("Returned"),
            "ignored": N_("Ignored"),
            "aside": N_("Kept aside"),
            "failed": N_("Failed"),
        },
    )
)
