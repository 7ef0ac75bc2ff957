"""The status of a job."""

from portal.core.lifecycles import add_lifecycle
from workflows.lifecycle import Lifecycle, Move
from workflows.marking import N_

JOB = add_lifecycle(
    Lifecycle(
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
)
