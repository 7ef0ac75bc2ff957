"""What came of a planned action, as the engine itself knows it."""

from flask_babel import gettext as _

from portal.kits.automation.outcomes import Outcome, add_outcomes, outcome_label

MERGED = Outcome("merged")
TOO_OFTEN = "too_often"
FAILED = "failed"
MAX_OUTCOME_CHARS = 300


def stored(outcome: Outcome) -> str:
    """As it stands in the table."""
    return str(outcome)[:MAX_OUTCOME_CHARS]


def outcome_in_words(text: str) -> str:
    """What came of it, in the reader's language; a sentence that an earlier version kept stays as it was written."""
    return outcome_label(text)


add_outcomes(
    {
        "done": lambda _detail: str(_("done")),
        MERGED.code: lambda _detail: str(_("became part of another record")),
        TOO_OFTEN: lambda rate: str(_("not more often than %(rate)s", rate=rate)),
        FAILED: lambda error: str(_("failed: %(error)s", error=error)),
    }
)
