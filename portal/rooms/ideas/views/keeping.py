"""Views that somebody wants to see again, and ideas as files."""

from collections.abc import Callable, Iterator

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.downloads import CSV, JSON, download
from portal.core.inputs import number_in, row_id
from portal.core.urls import with_query
from portal.people.acting import actor
from portal.people.viewer import Viewer, viewer

from ..actions.views import remove_view, save_view
from ..models import SavedView
from ..transfer.exports import ideas_csv, ideas_json
from .blueprint import blueprint

ARGUMENTS = ("board", "status", "order", "own", "tag")


@blueprint.post("/views")
@may("ideas.read")
def keep_view() -> ResponseReturnValue:
    with transaction():
        query = {name: request.form.get(name, "") for name in ARGUMENTS}
        kept = save_view(actor(), request.form.get("name", ""), query)
    flash(_("View saved. You'll find it below the list."), "success")
    return redirect(url_for("ideas.view", view_id=kept.id), 303)


@blueprint.get("/views/<int:view_id>")
@may("ideas.read")
def view(view_id: int) -> ResponseReturnValue:
    """The list as it was kept."""
    kept = dict(_own_view(view_id).query)
    board = number_in(kept.pop("board", ""))
    start = url_for("ideas.board", board_id=board) if board else url_for("ideas.ideas")
    return redirect(with_query(start, kept), 303)


@blueprint.post("/views/<int:view_id>/end")
@may("ideas.read")
def drop_view(view_id: int) -> ResponseReturnValue:
    with transaction():
        remove_view(_own_view(view_id))
    return redirect(url_for("ideas.ideas"), 303)


@blueprint.get("/ideas.csv")
@may("ideas.manage")
@confirmed
def export_csv() -> ResponseReturnValue:
    return _file("csv", CSV, ideas_csv)


@blueprint.get("/ideas.json")
@may("ideas.manage")
@confirmed
def export_json() -> ResponseReturnValue:
    return _file("json", JSON, ideas_json)


def _file(ending: str, content_type: str, write: Callable[[Viewer, int | None], Iterator[str]]) -> Response:
    """Written page by page while it is sent."""
    name = f"ideas-{now().date().isoformat()}.{ending}"
    rows = write(viewer(), request.args.get("board", type=row_id))
    return download(rows, name, content_type)


def _own_view(view_id: int) -> SavedView:
    own = select(SavedView).where(SavedView.id == view_id, SavedView.user_id == viewer().id)
    return db.session.scalar(own) or abort(404)
