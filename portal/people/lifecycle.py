"""The statuses of invitations, of changes of an address, and of new jobs that members told us of."""

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
            "lapsed": N_("Expired"),
        },
    )
)

ADDRESS_CHANGE = add_lifecycle(
    Lifecycle(
        name="address change",
        initial="asked",
        moves=(
            Move("confirm", ("asked",), "confirmed"),
            Move("withdraw", ("asked",), "withdrawn"),
            Move("lapse", ("asked",), "lapsed"),
            Move("dispute", ("confirmed",), "disputed"),
            Move("keep", ("disputed",), "kept"),
            Move("return", ("disputed",), "returned"),
        ),
        labels={
            "asked": N_("Waiting for confirmation"),
            "confirmed": N_("Confirmed"),
            "withdrawn": N_("Withdrawn"),
            "lapsed": N_("Expired"),
            "disputed": N_("Disputed"),
            "kept": N_("New address kept"),
            "returned": N_("Returned to the former address"),
        },
    )
)

JOB_CHANGE = add_lifecycle(
    Lifecycle(
        name="job change",
        initial="waiting",
        moves=(
            Move("confirm", ("waiting",), "confirmed"),
            Move("decline", ("waiting",), "declined"),
            Move("replace", ("waiting",), "replaced"),
            Move("doubt", ("confirmed",), "waiting"),
        ),
        labels={
            "waiting": N_("Waiting for us"),
            "confirmed": N_("Confirmed"),
            "declined": N_("Not confirmed"),
            "replaced": N_("Replaced by a newer one"),
        },
    )
)
