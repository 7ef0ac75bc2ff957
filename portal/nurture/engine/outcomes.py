"""What came of a planned action, as the engine itself knows it, and how outcomes of earlier versions are read."""

from flask_babel import gettext as _

from portal.kits.automation.outcomes import Outcome, add_outcomes, outcome_label

MERGED = Outcome("merged")
TOO_OFTEN = "too_often"
FAILED = "failed"
MAX_OUTCOME_CHARS = 300

_EARLIER = {
    "became part of another record": "merged",
    "no beta looks for them now": "no_beta",
    "they are in it already": "already_in",
    "held back: They asked for no more of these mails": "held:unsubscribed",
    "held back: They are taking a break": "held:paused",
    "held back: Something is being put right with them first": "held:held",
    "held back: This record became part of another one": "held:merged",
    "held back: They have not joined": "held:not_joined",
    "held back: Their sign-in is closed": "held:locked",
    "held back: They have heard from us often enough lately": "held:budget",
    "held back: An earlier question is still open": "held:open_question",
    "held back: Mails to this address came back, or were called unwanted": "held:suppressed",
}
_EARLIER_BEGINNINGS = {
    "not more often than ": "too_often:",
    "held back: ": "held:",
    "nothing is offered by the name of ": "nothing_offered:",
    "failed: ": "failed:",
}
_NO_CODE = " "
"""What has a space in its code's place is a sentence of an earlier version, and is kept."""


def stored(outcome: Outcome) -> str:
    """As it stands in the table."""
    return str(outcome)[:MAX_OUTCOME_CHARS]


def code_of(text: str) -> str:
    """The stored form of an outcome that an earlier version kept as a sentence; any other text as it is."""
    if text in _EARLIER:
        return _EARLIER[text]
    for beginning, code in _EARLIER_BEGINNINGS.items():
        detail = text.removeprefix(beginning)
        if detail != text and (code != "held:" or _NO_CODE not in detail):
            return code + detail
    return text


def outcome_in_words(text: str) -> str:
    """What came of it, in the reader's language, whichever version wrote it down."""
    return outcome_label(code_of(text))


add_outcomes(
    {
        "done": lambda _detail: str(_("done")),
        MERGED.code: lambda _detail: str(_("became part of another record")),
        TOO_OFTEN: lambda rate: str(_("not more often than %(rate)s", rate=rate)),
        FAILED: lambda error: str(_("failed: %(error)s", error=error)),
    }
)
