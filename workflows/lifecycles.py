"""The whole of every status: which states there are, and what leads from one to another."""

from workflows.beta_lifecycles import APPLICANT, BETA, BETA_REPORT
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

INVITATION = Lifecycle(
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

# In triage nobody has promised anything yet; an open case has an owner's clock running.
CASE = Lifecycle(
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
        "triage": N_("To be looked at"),
        "open": N_("Open"),
        "answered": N_("Answered"),
        "unreachable": N_("Could not be reached"),
        "closed": N_("Closed"),
    },
)

TASK = Lifecycle(
    name="task",
    initial="open",
    moves=(
        Move("finish", ("open",), "done"),
        Move("drop", ("open",), "dropped"),
        Move("undo", ("done",), "open"),
    ),
    labels={"open": N_("Open"), "done": N_("Done"), "dropped": N_("Dropped")},
)

# A mail that came in. What a machine sent is left alone; what nobody of ours may answer goes back.
MAIL_IN = Lifecycle(
    name="mail that came in",
    initial="waiting",
    moves=(
        Move("take", ("waiting",), "taken"),
        Move("return", ("waiting",), "returned"),
        Move("ignore", ("waiting",), "ignored"),
        Move("fail", ("waiting",), "failed"),
        Move("try_again", ("failed",), "waiting"),
    ),
    labels={
        "waiting": N_("Waiting"),
        "taken": N_("Taken"),
        "returned": N_("Returned"),
        "ignored": N_("Ignored"),
        "failed": N_("Failed"),
    },
)

_WITH_WORDS = ("drafted", "sent", "changes_requested", "approved", "available", "used", "review_due", "expired")
_NOT_WITHDRAWN = ("captured", *_WITH_WORDS, "declined")

# Changing the words sends a quote back to its draft from wherever it stood, and so does resuming it: what was
# stopped is asked for again. Whether words may be used is a question for permissions, never for this status.
TESTIMONIAL = Lifecycle(
    name="testimonial",
    initial="captured",
    moves=(
        Move("draft", ("captured", "changes_requested", "declined", "expired"), "drafted"),
        Move("edit", _WITH_WORDS, "drafted"),
        Move("send", ("drafted",), "sent"),
        Move("approve", ("sent",), "approved"),
        Move("request_changes", ("sent",), "changes_requested"),
        Move("decline", ("sent", "changes_requested"), "declined"),
        Move("release", ("approved",), "available"),
        Move("place", ("available", "used"), "used"),
        Move("take_down", ("used",), "available"),
        Move("ask_review", ("available", "used"), "review_due"),
        Move("renew", ("review_due",), "available"),
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

# A flagged post. Whatever was decided stays readable; what was taken away can be brought back.
REVIEW = Lifecycle(
    name="review",
    initial="open",
    moves=(
        Move("keep", ("open",), "kept"),
        Move("ask_edit", ("open",), "edit_asked"),
        Move("remove", ("open",), "removed"),
        Move("restore", ("removed",), "restored"),
    ),
    labels={
        "open": N_("To be looked at"),
        "kept": N_("Kept"),
        "edit_asked": N_("An edit was asked for"),
        "removed": N_("Removed"),
        "restored": N_("Brought back"),
    },
)

_OPEN_IDEA = ("new", "under_review", "planned", "in_progress")

# A merged idea can be parted again: it then stands where it stood before, whatever that was.
IDEA = Lifecycle(
    name="idea",
    initial="new",
    moves=(
        Move("review", ("new", "planned", "in_progress"), "under_review"),
        Move("plan", ("new", "under_review", "in_progress"), "planned"),
        Move("start", ("under_review", "planned"), "in_progress"),
        Move("ship", ("planned", "in_progress"), "shipped"),
        Move("decline", _OPEN_IDEA, "declined"),
        Move("reopen", ("shipped", "declined"), "under_review"),
        Move("merge", _OPEN_IDEA, "merged"),
        *(Move(f"part_as_{status}", ("merged",), status) for status in _OPEN_IDEA),
    ),
    labels={
        "new": N_("New"),
        "under_review": N_("Under review"),
        "planned": N_("Planned"),
        "in_progress": N_("In progress"),
        "shipped": N_("Shipped"),
        "declined": N_("Declined"),
        "merged": N_("Part of another"),
    },
)

JOB = Lifecycle(
    name="job",
    initial="staged",
    moves=(
        Move("check", ("staged",), "checking"),
        Move("preview", ("checking",), "ready"),
        Move("refuse", ("staged", "checking"), "refused"),
        Move("run", ("ready",), "running"),
        Move("resume", ("running",), "running"),
        Move("finish", ("running",), "done"),
        Move("fail", ("running",), "failed"),
        Move("retry", ("failed",), "running"),
        Move("cancel", ("staged", "checking", "ready", "running", "failed"), "cancelled"),
    ),
    labels={
        "staged": N_("Waiting"),
        "checking": N_("Being checked"),
        "ready": N_("Ready to run"),
        "running": N_("Running"),
        "done": N_("Done"),
        "failed": N_("Stopped by an error"),
        "cancelled": N_("Cancelled"),
        "refused": N_("Refused"),
    },
)

LIFECYCLES = {
    each.name: each
    for each in (INVITATION, CASE, TASK, MAIL_IN, TESTIMONIAL, REVIEW, IDEA, JOB, BETA, APPLICANT, BETA_REPORT)
}
