"""The statuses of betas: the beta itself, each person who may test, and what testers report."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

BETA = add_lifecycle(
    Lifecycle(
        name="beta",
        initial="draft",
        moves=(
            Move("recruit", ("draft",), "recruiting"),
            Move("choose", ("recruiting",), "selecting"),
            Move("onboard", ("selecting",), "onboarding"),
            Move("run", ("onboarding",), "running"),
            Move("pause", ("running",), "paused"),
            Move("resume", ("paused",), "running"),
            Move("wrap_up", ("running", "paused"), "wrap_up"),
            Move("close", ("wrap_up",), "closed"),
            Move("archive", ("closed",), "archived"),
            Move("cancel", ("draft", "recruiting", "selecting", "onboarding", "running", "paused"), "cancelled"),
        ),
        labels={
            "draft": N_("Draft"),
            "recruiting": N_("Looking for testers"),
            "selecting": N_("Choosing testers"),
            "onboarding": N_("Getting started"),
            "running": N_("Running"),
            "paused": N_("Paused"),
            "wrap_up": N_("Wrapping up"),
            "closed": N_("Closed"),
            "archived": N_("Archived"),
            "cancelled": N_("Cancelled"),
        },
    )
)

_BEFORE_A_SEAT = ("applied", "waitlisted")
_OFFERED = ("selected", "agreement_pending")
_TESTING = ("provisioned", "activated", "active", "silent")

# A no costs nothing: whoever declined, left or let an offer lapse may apply again while the beta looks for testers.
# Silence ends a seat only after a question, and only where somebody waits for it.
APPLICANT = add_lifecycle(
    Lifecycle(
        name="applicant",
        initial="invited",
        also_starts=("applied",),
        moves=(
            Move("apply", ("invited", "declined", "withdrawn", "expired"), "applied"),
            Move("turn_away", _BEFORE_A_SEAT, "not_this_round"),
            Move("waitlist", ("applied",), "waitlisted"),
            Move("select", _BEFORE_A_SEAT, "selected"),
            Move("accept", ("selected",), "agreement_pending"),
            Move("provision", ("agreement_pending",), "provisioned"),
            Move("activate", ("provisioned",), "activated"),
            Move("take_part", ("provisioned", "activated", "active", "silent"), "active"),
            Move("fall_silent", ("provisioned", "activated", "active"), "silent"),
            Move("complete", _TESTING, "completed"),
            Move("decline", ("invited", *_OFFERED), "declined"),
            Move("withdraw", (*_BEFORE_A_SEAT, *_TESTING), "withdrawn"),
            Move("remove", ("invited", *_BEFORE_A_SEAT, *_OFFERED, *_TESTING), "removed"),
            Move("expire", ("invited", *_OFFERED, "silent"), "expired"),
        ),
        labels={
            "invited": N_("Invited"),
            "applied": N_("Applied"),
            "not_this_round": N_("Not this round"),
            "waitlisted": N_("On the waitlist"),
            "selected": N_("Offered a seat"),
            "agreement_pending": N_("Agreement to sign"),
            "provisioned": N_("Has access"),
            "activated": N_("Set up"),
            "active": N_("Testing"),
            "silent": N_("Quiet"),
            "completed": N_("Completed"),
            "declined": N_("Declined"),
            "withdrawn": N_("Left"),
            "removed": N_("Removed"),
            "expired": N_("Expired"),
        },
    )
)

BETA_REPORT = add_lifecycle(
    Lifecycle(
        name="report",
        initial="new",
        moves=(
            Move("accept", ("new",), "accepted"),
            Move("fix", ("new", "accepted"), "fixed"),
            Move("set_aside", ("new", "accepted"), "set_aside"),
            Move("duplicate", ("new", "accepted"), "duplicate"),
            Move("reopen", ("fixed", "set_aside", "duplicate"), "accepted"),
        ),
        labels={
            "new": N_("New"),
            "accepted": N_("Taken up"),
            "fixed": N_("Fixed"),
            "set_aside": N_("Set aside"),
            "duplicate": N_("Known already"),
        },
    )
)
