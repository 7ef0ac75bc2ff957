"""What the pages of betas share: the blueprint, the way to a beta, who acts, and how a refusal is told."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.database import db
from portal.core.menu import Entry, add_menu_entry
from portal.core.perform import perform
from portal.people.acting import only_for
from portal.people.viewer import Viewer, viewer

from ..badges import PEOPLE_TONES, TONES
from ..models import Applicant, Beta
from ..queries.betas import SeenBeta, beta_seen_by, place_of
from ..queries.seeing import sees_applicant, visible_to
from ..urls import beta_url

blueprint = Blueprint("betas", __name__, url_prefix="/betas")


def admitted(person: Viewer) -> bool:
    """Whether betas are for them at all."""
    return person.is_member or person.may("betas.read")


only_for(blueprint, admitted)


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
    statement = select(Applicant).where(Applicant.id == applicant_id, Applicant.beta_id == beta_id)
    return db.session.scalar(statement.where(sees_applicant(viewer()))) or abort(404)


def tried(beta_id: int, act: Callable[[], Any], message: str, to: str | None = None) -> ResponseReturnValue:
    """Do it in a transaction and go back to the beta (or `to`), with a word about it or with the reason against it."""
    return perform(act, message, to or beta_url(beta_id))


@blueprint.context_processor
def _tones() -> dict[str, Any]:
    return {"beta_tones": TONES, "people_tones": PEOPLE_TONES}
