"""The status of a quote."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

_WITH_TEXT = ("drafted", "sent", "changes_requested", "approved", "available", "used", "review_due", "expired")
_NOT_WITHDRAWN = ("captured", *_WITH_TEXT, "declined")
ALLOWED_ONCE = ("available", "used", "review_due")
"""Their authors said yes; they can be asked again before that ends."""
UNRELEASED = ("drafted", "sent", "approved")
"""Whoever released the words before did not release these."""

# Changing the words sends a quote back to its draft from wherever it stood, and so does resuming it: what was
# stopped is asked for again. Whether words may be used is a question for permissions, never for this status.
TESTIMONIAL = add_lifecycle(
    Lifecycle(
        name="testimonial",
        initial="captured",
        moves=(
            Move("draft", ("captured", "changes_requested", "declined", "expired"), "drafted"),
            Move("edit", _WITH_TEXT, "drafted"),
            Move("send", ("drafted", "changes_requested", *ALLOWED_ONCE), "sent"),
            Move("approve", ("sent",), "approved"),
            Move("request_changes", ("sent",), "changes_requested"),
            Move("decline", ("sent", "changes_requested"), "declined"),
            Move("lapse", ("sent",), "drafted"),
            Move("release", ("approved",), "available"),
            Move("place", ("available", "used"), "used"),
            Move("take_down", ("used",), "available"),
            Move("ask_review", ("approved", "available", "used"), "review_due"),
            Move("renew", ("review_due",), "available"),
            Move("renew_unreleased", ("review_due",), "approved"),
            Move("expire", ("approved", "available", "used", "review_due"), "expired"),
            Move("suspend", _NOT_WITHDRAWN, "suspended"),
            Move("resume", ("suspended",), "drafted"),
            Move("withdraw", (*_NOT_WITHDRAWN, "suspended"), "withdrawn"),
            Move("open_takedown", ("withdrawn",), "takedown_open"),
            Move("close", ("withdrawn", "takedown_open"), "closed"),
        ),
        labels={
            "captured": N_("Captured"),
            "drafted": N_("Drafted"),
            "sent": N_("With the customer"),
            "changes_requested": N_("Changes requested"),
            "declined": N_("Declined"),
            "approved": N_("Approved by the customer"),
            "available": N_("Available"),
            "used": N_("Used"),
            "review_due": N_("Review due"),
            "expired": N_("Expired"),
            "suspended": N_("Suspended"),
            "withdrawn": N_("Withdrawn"),
            "takedown_open": N_("Takedown open"),
            "closed": N_("Closed"),
        },
    )
)
