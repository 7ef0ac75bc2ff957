"""The status of a job."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

STAGED = "staged"
"""The file is read, and a person says what to do with it."""
JOB = add_lifecycle(
    Lifecycle(
        name="job",
        initial="reading",
        moves=(
            Move("stage", ("reading",), "staged"),
            Move("check", ("staged",), "checking"),
            Move("preview", ("checking",), "ready"),
            Move("refuse", ("reading", "staged", "checking"), "refused"),
            Move("run", ("ready",), "running"),
            Move("resume", ("running",), "running"),
            Move("finish", ("running",), "done"),
            Move("fail", ("running",), "failed"),
            Move("retry", ("failed",), "running"),
            Move("cancel", ("reading", "staged", "checking", "ready", "running", "failed"), "cancelled"),
        ),
        labels={
            "reading": N_("Being read"),
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
)
