"""What came of a planned action, as the engine itself knows it."""

from flask_babel import gettext as _

from portal.kits.automation.outcomes import Outcome, add_outcomes

MERGED = Outcome("merged")
MOVED_ON = Outcome("moved_on")
TOO_OFTEN = "too_often"
FAILED = "failed"
MAX_OUTCOME_CHARS = 300


def stored(outcome: Outcome) -> str:
    """As it stands in the table."""
    return str(outcome)[:MAX_OUTCOME_CHARS]


add_outcomes(
    {
        "done": lambda _detail: str(_("done")),
        MERGED.code: lambda _detail: str(_("became part of another record")),
        MOVED_ON.code: lambda _detail: str(_("settled before it was asked for")),
        TOO_OFTEN: lambda rate: str(_("not more often than %(rate)s", rate=rate)),
        FAILED: lambda error: str(_("failed: %(error)s", error=error)),
    }
)
