"""What becomes of a quote: drafted, asked for, answered, released, put aside, erased."""

from ..asked_for import Ask
from .answering import AnsweredAlready, approve, decline, request_changes
from .asking import ask_customer
from .asking_again import ask_again
from .drafting import draft_again, draft_testimonial, edit_text
from .erasing import erase_quotes_of, unapprove
from .lapsing import lapse, remind
from .standing import ask_review, expire, release, renew, resume, suspend, withdraw

__all__ = [
    "AnsweredAlready",
    "Ask",
    "approve",
    "ask_again",
    "ask_customer",
    "ask_review",
    "decline",
    "draft_again",
    "draft_testimonial",
    "edit_text",
    "erase_quotes_of",
    "expire",
    "lapse",
    "release",
    "remind",
    "renew",
    "request_changes",
    "resume",
    "suspend",
    "unapprove",
    "withdraw",
]
