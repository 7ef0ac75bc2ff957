"""What the pages of betas share: the blueprint, the way to a beta, who acts, and how a refusal is told."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.menu import Entry, add_menu_entry
from portal.people.access import Viewer, to_sign_in, viewer
from portal.people.models import User

from ..badges import PEOPLE_TONES, TONES
from ..models import Applicant, Beta
from ..queries.betas import SeenBeta, beta_seen_by, place_of
from ..queries.seeing import sees_applicant, visible_to
from ..urls import beta_url

blueprint = Blueprint("betas", __name__, url_prefix="/betas")


def admitted(found: Viewer) -> bool:
    """Whether betas are for them at all."""
    return found.is_member or found.may("betas.read")


@blueprint.before_request
def _only_those() -> ResponseReturnValue | None:
    """Every page of betas: signed-out people sign in first, for all others who have no part in them there is none."""
    if not current_user.is_authenticated:
        return to_sign_in()
    return None if admitted(viewer()) else abort(404)


add_menu_entry(Entry(_l("Betas"), "betas.betas", "flask", 35, admitted, priority=10))


def the_seen(beta_id: int) -> SeenBeta:
    """The beta with the viewer's place in it, if they may see its name; 404 as if it were not there."""
    return beta_seen_by(viewer(), beta_id) or abort(404)


def the_beta(beta_id: int) -> Beta:
    """The row alone, for acting on it: PostgreSQL holds no row still that was read in an outer join."""
    return db.session.scalar(select(Beta).where(Beta.id == beta_id, visible_to(viewer()))) or abort(404)


def the_place(beta_id: int) -> Applicant:
    """The member's own row in a beta; 404 for whoever has none."""
    return place_of(viewer(), beta_id) or abort(404)


def the_applicant(beta_id: int, applicant_id: int) -> Applicant:
    """Somebody's row in this beta, for colleagues who act on it."""
    wanted = select(Applicant).where(Applicant.id == applicant_id, Applicant.beta_id == beta_id)
    return db.session.scalar(wanted.where(sees_applicant(viewer()))) or abort(404)


def actor() -> User:
    """The signed-in user as a row of the running transaction."""
    return db.session.get_one(User, viewer().id)


def tried(beta_id: int, act: Callable[[], Any], said: str, to: str | None = None) -> ResponseReturnValue:
    """Do it in a transaction and go back to the beta (or `to`), with a word about it or with the reason against it."""
    try:
        with transaction():
            act()
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(said, "success")
    return redirect(to or beta_url(beta_id), 303)


@blueprint.context_processor
def _tones() -> dict[str, Any]:
    return {"beta_tones": TONES, "people_tones": PEOPLE_TONES}
