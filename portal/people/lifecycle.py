"""The status of an invitation."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

INVITATION = add_lifecycle(
    Lifecycle(
        name="invitation",
        initial="sent",
        moves=(
            Move("accept", ("sent",), "accepted"),
            Move("revoke", ("sent",), "revoked"),
            Move("lapse", ("sent",), "lapsed"),
            Move("resend", ("sent", "lapsed"), "sent"),
        ),
        labels={
            "sent": N_("Sent"),
            "accepted": N_("Accepted"),
            "revoked": N_("Revoked"),
            "lapsed": N_("Lapsed"),
        },
    )
)
