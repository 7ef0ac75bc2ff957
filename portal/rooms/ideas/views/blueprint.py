"""What the pages of ideas share: the blueprint, the way to an idea, and who acts."""

from flask import Blueprint, abort
from flask_babel import lazy_gettext as _l

from portal.core.database import db
from portal.core.menu import Entry, add_menu_entry
from portal.core.urls import path_for
from portal.people.acting import only_for
from portal.people.models import Member
from portal.people.viewer import Viewer, viewer
from portal.rooms.feedback.models import Tag

from ..badges import template_context
from ..models import Idea
from ..queries.idea import idea_to_act_on

blueprint = Blueprint("ideas", __name__, url_prefix="/ideas")


def admitted(person: Viewer) -> bool:
    """Whether ideas are for them at all."""
    return person.is_member or person.may("ideas.read")


blueprint.context_processor(template_context)


def tag_called(tag_id: int) -> str:
    """The name of a tag by which a list is narrowed."""
    tag = db.session.get(Tag, tag_id)
    return tag.name if tag else ""


blueprint.context_processor(lambda: {"tag_called": tag_called})


only_for(blueprint, admitted)


add_menu_entry(Entry(_l("Ideas"), "ideas.ideas", "bulb", 30, admitted, priority=30))


def the_idea(idea_id: int) -> Idea:
    """The idea with its board, if the viewer may open it; 404 as if it were not there."""
    return idea_to_act_on(viewer(), idea_id) or abort(404)


def own_member() -> Member:
    """The viewer's member as a row of the running transaction; 404 for staff."""
    return db.session.get_one(Member, viewer().member_id or abort(404))


def idea_page(idea_id: int, anchor: str | None = None) -> str:
    """The address of an idea."""
    return path_for("ideas.idea", idea_id=idea_id, _anchor=anchor)
