"""What was typed, carried along in a page by whose button it is sent again."""

from flask import request
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from wtforms.validators import ValidationError

NOT_CARRIED = {"csrf_token", "current", "keys", "password"}
"""Fields whose text no page shows again: they are typed once more."""


def typed_fields() -> list[tuple[str, str]]:
    """The fields of the form that was sent, by name, in their order; none of one that is unreadable, or not of ours.

    One whose token has ended is ours if the browser says that a page of ours sent it, which no other page can forge.
    """
    try:
        if request.headers.get("Sec-Fetch-Site") != "same-origin":
            validate_csrf(request.form.get("csrf_token"))
        return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    except (HTTPException, ValidationError):
        return []
