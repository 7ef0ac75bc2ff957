"""Beginning a topic: choosing where, writing it, and seeing before one sends it what was said already."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import select

from portal.core.database import db
from portal.core.errors import wants_json
from portal.core.inputs import argument, row_id
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.topics import begin_topic
from ..forms import BeginForm
from ..labels import KIND_LABELS
from ..models import Category, Post
from ..queries.people import count_readers
from ..queries.seeing import creates_in
from ..queries.writing import categories_to_begin_in, similar_topics
from ..writing import Composed, compose
from .blueprint import blueprint, the_category, topic_url
from .sending import sent, to_post, with_draft


@blueprint.route("/new", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Where does it belong? With only one answer, nobody is asked."""
    chosen = request.form.get("category", type=row_id)
    open_to_me = categories_to_begin_in(viewer())
    if chosen is None and len(open_to_me) == 1:
        chosen = open_to_me[0].id
    if chosen is not None:
        return redirect(url_for("forum.begin_in", category_id=chosen, title=argument("title") or None), 303)
    return render_template("forum/where.html", categories=open_to_me, title=argument("title"))


@blueprint.route("/c/<int:category_id>/new", methods=["GET", "POST"])
def begin_in(category_id: int) -> ResponseReturnValue:
    place = f"category:{category_id}"
    category = _open_category(category_id)
    form = with_draft(BeginForm(title=argument("title")), place)
    form.offer(viewer())

    def write(text: Composed) -> Post:
        topic = begin_topic(_open_category(category_id), actor(), form.beginning(text))
        return db.session.scalars(select(Post).where(Post.topic_id == topic.id)).one()

    post = sent(form, place, write)
    if post is not None:
        return to_post(post)
    category = _open_category(category_id)
    page = render_template(
        "forum/begin.html",
        form=form,
        category=category,
        place=place,
        kinds=KIND_LABELS,
        similar=similar_topics(viewer(), form.title.data or ""),
        readers=count_readers(category) if viewer().is_staff else None,
        topic_url=topic_url,
    )
    return page, form.status


@blueprint.get("/similar")
def similar() -> ResponseReturnValue:
    """Topics with titles like this one, while it is typed."""
    alike = similar_topics(viewer(), argument("title"))
    topics = [
        {"title": each.title, "url": topic_url(each.id), "replies": each.replies, "solved": each.solved}
        for each in alike
    ]
    return {"topics": topics}


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """How the words will look. Nothing is kept."""
    body, title = request.form.get("body", ""), request.form.get("title", "")[:200]
    text = compose(body)
    if request.headers.get("X-Requested-With") == "fetch":
        return text.html or f"<p>{escape(_('There are no words yet.'))}</p>"
    if wants_json():
        return {"html": text.html}
    topics = similar_topics(viewer(), title) if title else []
    return render_template("forum/preview.html", html=text.html, title=title, similar=topics, topic_url=topic_url)


def _open_category(category_id: int) -> Category:
    """The category, if the viewer may begin a topic there; 404 where they may not."""
    category = the_category(category_id)
    return category if creates_in(viewer(), category_id) else abort(404)
