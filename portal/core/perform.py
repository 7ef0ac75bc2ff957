"""Buttons: an act without a form to show again. A word about it, or the reason against it, stands on the next page."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from .database import transaction
from .errors import DomainError, TooMany


def perform(
    act: Callable[[], Any], success: str | Callable[[Any], str], to: str, *, refused_to: str | None = None
) -> ResponseReturnValue:
    """Run `act` in one transaction, then go to `to`, or to `refused_to` with the refusal.

    `success` is the message, or makes it of what the act gave back. What was done too often is answered as such (429),
    with a button that sends it again: the next page could not say when to come back.
    """
    try:
        with transaction():
            result = act()
    except TooMany:
        raise
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(refused_to or to, 303)
    flash(success if isinstance(success, str) else success(result), "success")
    return redirect(to, 303)
