"""What somebody has begun to write: kept while they type, listed, and thrown away."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.core.database import db, transaction
from portal.core.errors import wants_json
from portal.core.markdown import excerpt
from portal.core.paging import By, page_by_key
from portal.kits.writing.actions import Saved, forget_draft, save_draft
from portal.kits.writing.models import Draft
from portal.kits.writing.places import DraftPlace, add_draft_place, names_of, place_of
from portal.kits.writing.queries import drafts_of
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..forms import number_in
from ..models import Category, Post, Topic
from ..queries.seeing import sees_category, sees_post, sees_topic
from .blueprint import blueprint, the_category, the_post, the_topic

MOST = 500_000
"""Bytes: 64 KB of words as JSON may escape them."""


@blueprint.get("/drafts")
def drafts() -> ResponseReturnValue:
    order = (By(Draft.saved_at, descending=True), By(Draft.place))
    page = page_by_key(drafts_of(viewer().id), order, request.args.get("page"))
    names = names_of([draft.place for draft in page.rows])
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
    found = place_of(place)
    return found[0].url(found[1]) if found else url_for("forum.drafts")


def _look_at(place: str) -> None:
    """404 unless the viewer sees the place."""
    found, number = place_of(place) or abort(404)
    found.look(number)


def _as_object(saved: Saved) -> dict[str, Any]:
    return {"taken": saved.taken, "sequence": saved.sequence, "title": saved.title, "body": saved.body}


def _named(wanted: Select[int, str]) -> dict[int, str]:
    return dict(db.session.execute(wanted).all())


def _topics(ids: Collection[int]) -> dict[int, str]:
    return _named(select(Topic.id, Topic.title).where(Topic.id.in_(ids), sees_topic(viewer())))


def _categories(ids: Collection[int]) -> dict[int, str]:
    return _named(select(Category.id, Category.name).where(Category.id.in_(ids), sees_category(viewer())))


def _posts(ids: Collection[int]) -> dict[int, str]:
    edited = select(Post.id, Topic.title).join(Topic, Topic.id == Post.topic_id)
    return _named(edited.where(Post.id.in_(ids), sees_post(viewer())))


add_draft_place(
    "topic",
    DraftPlace(_l("An answer in"), the_topic, lambda number: url_for("forum.reply", topic_id=number), _topics),
)
add_draft_place(
    "category",
    DraftPlace(
        _l("A new topic in"), the_category, lambda number: url_for("forum.begin_in", category_id=number), _categories
    ),
)
add_draft_place(
    "post",
    DraftPlace(_l("An edit in"), the_post, lambda number: url_for("forum.edit_post", post_id=number), _posts),
)
