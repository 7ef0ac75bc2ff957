"""What somebody has begun to write: kept while they type, listed, and thrown away."""

import re
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ...core.database import db, transaction
from ...core.errors import wants_json
from ...core.markdown import excerpt
from ...core.paging import By, page_by_key
from ...members.access import viewer
from ..actions.drafts import Saved, forget_draft, save_draft
from ..forms import number_in
from ..models import Category, Draft, Post, Topic
from ..queries.seeing import sees_category, sees_post, sees_topic
from ..queries.writing import drafts_of
from .room import actor, blueprint, the_category, the_post, the_topic

PLACE = re.compile(r"(topic|category|post):([1-9]\d{0,8})")
MOST = 500_000
"""Bytes: 64 KB of words as JSON may escape them."""


@blueprint.get("/drafts")
def drafts() -> ResponseReturnValue:
    order = (By(Draft.saved_at, descending=True), By(Draft.place))
    page = page_by_key(drafts_of(viewer().id), order, request.args.get("page"))
    names = _names([draft.place for draft in page.rows])
    return render_template("forum/drafts.html", page=page, names=names, url_of=url_of, excerpt=excerpt)


@blueprint.post("/drafts/<place>")
def draft(place: str) -> ResponseReturnValue:
    """Keep what was typed: JSON from a page that saves by itself, or a button without scripts."""
    request.max_content_length = MOST
    typed: Any = request.get_json(silent=True) if request.is_json else request.form
    if not isinstance(typed, Mapping):
        abort(422)
    _look_at(place)
    title, body = str(typed.get("title") or ""), str(typed.get("body") or "")
    sequence = number_in(str(typed.get("sequence", "0"))) or 0
    with transaction():
        saved = save_draft(actor(), place, title, body, sequence)
    if wants_json() or request.is_json:
        return _as_object(saved), 200 if saved.taken else 409
    if not saved.taken:
        shown = {"saved": saved, "title": title, "body": body, "place": place, "url": url_of(place)}
        return render_template("forum/draft_newer.html", **shown), 409
    flash(_("Kept. You find it under your drafts."), "success")
    return redirect(url_for("forum.drafts"), 303)


@blueprint.post("/drafts/<place>/deletion")
def drop_draft(place: str) -> ResponseReturnValue:
    with transaction():
        forget_draft(actor(), place)
    flash(_("The draft is gone."), "success")
    return redirect(url_for("forum.drafts"), 303)


def url_of(place: str) -> str:
    """The page where these words would be sent."""
    kind, _colon, number = place.partition(":")
    if kind == "topic":
        return url_for("forum.reply", topic_id=number)
    if kind == "category":
        return url_for("forum.begin_in", category_id=number)
    return url_for("forum.edit_post", post_id=number)


def _look_at(place: str) -> None:
    """404 unless the viewer sees the place."""
    found = PLACE.fullmatch(place) or abort(404)
    look = {"topic": the_topic, "category": the_category, "post": the_post}[found[1]]
    look(int(found[2]))


def _as_object(saved: Saved) -> dict[str, Any]:
    return {"taken": saved.taken, "sequence": saved.sequence, "title": saved.title, "body": saved.body}


def _names(places: list[str]) -> dict[str, tuple[str, str]]:
    """(what it is, the name of the place) for those that the viewer still sees. Three statements."""
    ids: dict[str, list[int]] = {"topic": [], "category": [], "post": []}
    for place in places:
        kind, _colon, number = place.partition(":")
        ids.setdefault(kind, []).append(int(number))
    wanted = {
        "topic": select(Topic.id, Topic.title).where(Topic.id.in_(ids["topic"]), sees_topic(viewer())),
        "category": select(Category.id, Category.name).where(Category.id.in_(ids["category"]), sees_category(viewer())),
        "post": select(Post.id, Topic.title)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.id.in_(ids["post"]), sees_post(viewer())),
    }
    what = {"topic": _("An answer in"), "category": _("A new topic in"), "post": _("An edit in")}
    return {
        f"{kind}:{id}": (what[kind], name)
        for kind, statement in wanted.items()
        if ids[kind]
        for id, name in db.session.execute(statement)
    }
