"""Asking staff again who they are before a sensitive act, when they last proved it a while ago."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, NamedTuple, ParamSpec
from urllib.parse import parse_qsl, urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.carried import NOT_CARRIED
from portal.core.clock import now
from portal.core.errors import DomainError
from portal.core.urls import safe_next

from .forms.sign_in import ConfirmForm
from .principal import Principal, principal

FRESH = timedelta(hours=2)
P = ParamSpec("P")


class Interrupted(NamedTuple):
    """An act that waits: its address, and the fields that were typed, in one text (none: a page that was opened)."""

    target: str
    typed: str | None

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What was typed, by name, in its order."""
        return parse_qsl(self.typed or "", keep_blank_values=True)


def confirmed(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard, below the one that says who may: whoever confirmed that it is them within the last two hours.

    Others confirm it first, and come back with what they had typed. While somebody disputes that the address is theirs,
    it waits.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        if principal().user.disputed_at is not None:
            raise DomainError(
                _("Someone says that your email address isn't yours. You can't do this until that's settled.")
            )
        return view(*args, **kwargs) if is_fresh(principal()) else ask_to_confirm()

    guarded.confirmed = True  # type: ignore[attr-defined]
    return guarded


def is_fresh(asking: Principal) -> bool:
    """Whether they proved who they are a short while ago."""
    return asking.confirmed_at is not None and now() - asking.confirmed_at < FRESH


def ask_to_confirm() -> ResponseReturnValue:
    """The page that asks, in place of the one that was wanted."""
    target = request.full_path.rstrip("?")
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("confirm.confirm", next=target), 303)
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    return confirm_page(ConfirmForm(None), Interrupted(target, urlencode(typed))), 403


def interrupted() -> Interrupted:
    """The act that waits behind the page that asks, as the page carries it along."""
    return Interrupted(safe_next(request.values.get("next"), ""), request.form.get("typed"))


def confirm_page(form: ConfirmForm, act: Interrupted, *, link_sent: bool = False) -> str:
    """The page that asks."""
    user = principal().user
    return render_template("access/confirm/confirm.html", form=form, act=act, user=user, link_sent=link_sent)
