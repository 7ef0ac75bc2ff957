"""One's own inbox, for everybody who is signed in. Opening it changes nothing; the buttons mark as read."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.guards import signed_in
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.errors import wants_json
from portal.core.inputs import moment_in
from portal.core.pages import pager
from portal.core.paging import By, Page, page_by_key
from portal.people.viewer import viewer

from ..actions import mark_all_read, mark_notice_read
from ..kinds import kinds_for
from ..models import Notice
from ..queries import CAP, InboxLine, inbox_of, told_lines, unread_count

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")
NEWEST = (By(Notice.updated_at, descending=True), By(Notice.id, descending=True))


@blueprint.get("")
@signed_in
def inbox() -> ResponseReturnValue:
    page = page_by_key(inbox_of(viewer()), NEWEST, request.args.get("page"))
    lines = told_lines(page.rows, viewer())
    if wants_json():
        return _as_json(page, lines)
    until = max((line.notice.updated_at for line in lines), default=now())
    return render_template("notices/inbox.html", page=page, lines=lines, until=until, unread=unread_count(viewer()))


@blueprint.post("/<int:notice_id>/read")
@signed_in
def read(notice_id: int) -> ResponseReturnValue:
    with transaction():
        if not mark_notice_read(viewer(), notice_id):
            abort(404)
    return _back()


@blueprint.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Everything that the page showed when it was opened."""
    with transaction():
        mark_all_read(viewer(), moment_in(request.form.get("until")) or now(), kinds_for(viewer()))
    return _back()


def _back() -> ResponseReturnValue:
    if wants_json():
        return {"unread": unread_count(viewer())}
    return redirect(url_for("inbox.inbox", page=request.args.get("page")), 303)


def _as_json(page: Page[Any], lines: list[InboxLine]) -> dict[str, Any]:
    return {
        "unread": min(unread_count(viewer()), CAP),
        "older": pager(page).older,
        "notices": [
            {
                "id": line.notice.id,
                "kind": line.notice.kind,
                "label": line.label,
                "title": line.shown.title,
                "text": line.shown.text,
                "url": line.url,
                "count": line.notice.count,
                "unread": line.notice.read_at is None,
                "at": line.notice.updated_at.isoformat(),
            }
            for line in lines
        ],
    }
