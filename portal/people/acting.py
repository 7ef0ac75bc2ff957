"""Who acts, and for whom the pages of a feature are at all."""

from collections.abc import Callable

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guards import to_sign_in
from portal.access.models import User
from portal.core.database import db

from .viewer import Viewer, viewer


def actor() -> User:
    """The signed-in user as a row of the running transaction."""
    return db.session.get_one(User, viewer().id)


def only_for(blueprint: Blueprint, admits: Callable[[Viewer], bool]) -> None:
    """Guard every page of a blueprint: signed-out people sign in first; for whoever it does not admit there is none."""

    def guard() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            return to_sign_in()
        return None if admits(viewer()) else abort(404)

    blueprint.before_request(guard)
