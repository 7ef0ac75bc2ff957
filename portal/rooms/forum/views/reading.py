"""What has been read, and how much reaches the reader. The read marker of a page posts here, and so do buttons."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.database import transaction
from portal.core.errors import wants_json
from portal.core.inputs import moment_in, row_id
from portal.core.urls import safe_next
from portal.people.viewer import viewer

from ..actions.reading import choose_category_level, choose_topic_level, move_mark, read_category, read_topic
from ..models.categories import LEVELS
from .blueprint import blueprint, same_page_of, the_category, the_topic, topic_url


@blueprint.post("/t/<int:topic_id>/reading")
def read(topic_id: int) -> ResponseReturnValue:
    """The posts up to `number` were on the reader's screen. A browser that only fetches ahead has read nothing."""
    number = request.form.get("number", type=row_id) or abort(422)
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return "", 204
    with transaction():
        the_topic(topic_id)
        read_topic(viewer(), topic_id, number)
    return ("", 204) if wants_json() else redirect(topic_url(topic_id, number), 303)


@blueprint.post("/reading")
def read_all() -> ResponseReturnValue:
    """Everything that was there when the page was made counts as read: in one category, or everywhere."""
    category_id = request.args.get("category", type=row_id)
    until = moment_in(request.form.get("until")) or now()
    with transaction():
        if category_id is None:
            move_mark(viewer(), until)
        else:
            the_category(category_id)
            read_category(viewer(), category_id, until)
    flash(_("Everything is marked as read."), "success")
    if category_id is None:
        return redirect(url_for("forum.community"), 303)
    return redirect(url_for("forum.category", category_id=category_id), 303)


@blueprint.post("/t/<int:topic_id>/level")
def set_topic_level(topic_id: int) -> ResponseReturnValue:
    """How much of a topic reaches the reader; an empty level: as its category says."""
    level = request.form.get("level", "")
    if level not in (*LEVELS, ""):
        abort(422)
    with transaction():
        the_topic(topic_id)
        choose_topic_level(viewer(), topic_id, level or None)
    return redirect(safe_next(request.form.get("next"), same_page_of(topic_id)), 303)


@blueprint.post("/c/<int:category_id>/level")
def set_category_level(category_id: int) -> ResponseReturnValue:
    """How much of a category reaches the reader."""
    level = request.form.get("level", "")
    if level not in LEVELS:
        abort(422)
    with transaction():
        the_category(category_id)
        choose_category_level(viewer(), category_id, level)
    return redirect(url_for("forum.category", category_id=category_id), 303)
