"""The status of a mail that came in, and of an answer to an email in a colleague's name."""

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

# An answer. What cannot be delivered to one colleague is passed on to the next; what we forwarded ourselves and is
# sent back to us goes round no second time.
ANSWER = add_lifecycle(
    Lifecycle(
        name="answer to an email",
        initial="waiting",
        moves=(
            Move("forward", ("waiting",), "forwarded"),
            Move("loop", ("waiting",), "looped"),
            Move("refuse", ("forwarded",), "waiting"),
            Move("give_up", ("waiting",), "undelivered"),
        ),
        labels={
            "waiting": N_("Waiting"),
            "forwarded": N_("Forwarded"),
            "looped": N_("Sent round in a circle"),
            "undelivered": N_("Couldn't be delivered"),
        },
    )
)
