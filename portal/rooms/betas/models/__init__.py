"""The tables of betas: the beta and its questions, who tests, seats, keys, tasks, reports and the end."""

from .applicants import IN_TEST, INSIDE, OFFERED, SEATED, Applicant, BetaClosing, SeatChange
from .betas import AFTERWARDS, MAX_QUESTIONS, SEATING, TESTING, Beta, BetaQuestion
from .keys import BetaKey, KeyReveal
from .work import REPORT_KINDS, SEVERITIES, BetaReport, BetaReportIdea, BetaTask, BetaTaskDone

__all__ = [
    "AFTERWARDS",
    "INSIDE",
    "IN_TEST",
    "MAX_QUESTIONS",
    "OFFERED",
    "REPORT_KINDS",
    "SEATED",
    "SEATING",
    "SEVERITIES",
    "TESTING",
    "Applicant",
    "Beta",
    "BetaClosing",
    "BetaKey",
    "BetaQuestion",
    "BetaReport",
    "BetaReportIdea",
    "BetaTask",
    "BetaTaskDone",
    "KeyReveal",
    "SeatChange",
]
