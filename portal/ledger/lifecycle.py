"""The status of what goes out, through whichever channel, and the bulk form of `Lifecycle.after`."""

from typing import Any

from sqlalchemy import Update, update
from sqlalchemy.orm import InstrumentedAttribute

from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

# Claimed is committed before anything is handed over: whoever vanishes in between leaves a message uncertain. An
# answer that comes when the lease is over is still an answer, so it settles an uncertain message, too.
OUTGOING = Lifecycle(
    name="message",
    initial="waiting",
    also_starts=("kept",),
    moves=(
        Move("claim", ("waiting",), "sending"),
        Move("deliver", ("sending", "uncertain"), "sent"),
        Move("refuse", ("sending", "uncertain"), "failed"),
        Move("delay", ("sending", "uncertain"), "waiting"),
        Move("lose", ("sending",), "uncertain"),
        Move("keep", ("waiting",), "kept"),
        Move("hold_back", ("waiting",), "held"),
        Move("note_arrival", ("uncertain",), "sent"),
        Move("send_again", ("failed", "uncertain"), "waiting"),
    ),
    labels={
        "waiting": N_("Waiting"),
        "sending": N_("On its way"),
        "sent": N_("Sent"),
        "kept": N_("Kept"),
        "failed": N_("Failed"),
        "uncertain": N_("Uncertain"),
        "held": N_("Held back"),
    },
)


def bulk_move(status: InstrumentedAttribute[str], lifecycle: Lifecycle, trigger: str) -> Update:
    """The UPDATE by which `trigger` moves many rows: those alone that stand where it leads somewhere.

    Say with `.where()` which rows. It must lead to one state, from wherever.
    """
    sources = [state for state in lifecycle.states if lifecycle.allows(state, trigger)]
    (target,) = {lifecycle.after(state, trigger) for state in sources}
    table: Any = status.class_
    return update(table).where(status.in_(sources)).values({status.key: target})
