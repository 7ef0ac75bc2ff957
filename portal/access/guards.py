"""Guards of views: who may open a page.

A page that somebody may not see answers 404, the same as a page that is not there; a signed-out person is
sent to sign in first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.carried import typed_fields

from .principal import Principal, principal
from .readers import ARGUMENT, unmarked

P = ParamSpec("P")


def signed_in(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard: anybody who is signed in."""
    return _guard(lambda _principal: True)(view)


def members_only(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard: members (not staff without a membership)."""
    return _guard(lambda found: found.is_member)(view)


def staff_only(view: Callable[P, Any]) -> Callable[P, Any]:
    """Guard: anybody with a role."""
    return _guard(lambda found: found.is_staff)(view)


def may(capability: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Guard: staff whose roles allow `capability`."""
    return _guard(lambda found: found.may(capability))


def _guard(admits: Callable[[Principal], bool]) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    def wrap(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not current_user.is_authenticated:
                return to_sign_in()
            if not admits(principal()):
                abort(404)
            return view(*args, **kwargs)

        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return wrap


def to_sign_in() -> ResponseReturnValue:
    """Send a signed-out person to the sign-in page, and back afterwards; whoever typed something keeps it (401)."""
    if request.method == "POST" and typed_fields():
        abort(401)
    back = unmarked(request.full_path.rstrip("?")) if request.method == "GET" else None
    return redirect(url_for("sign_in.sign_in", next=back, reader=request.args.get(ARGUMENT)), 303)
