"""Answering, editing, deleting and restoring posts, and reading what stood there before."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.core.differences import difference
from portal.core.errors import DomainError
from portal.core.filters import flash_news
from portal.core.inputs import row_id
from portal.core.markdown import quoted
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.posts import add_post, delete_post, edit_post, restore_post
from ..actions.topics import delete_topic, restore_topic
from ..forms import EditFirstForm, EditForm, ReplyForm
from ..models import Post, Topic
from ..queries.people import count_readers
from ..queries.posts import versions_of
from ..queries.seeing import replies_in, sees_post
from ..rules import Editor
from ..writing import Composed, html_of
from .blueprint import blueprint, the_post, the_topic, topic_url
from .sending import back_to, sent, to_post, with_draft


@blueprint.route("/t/<int:topic_id>/posts", methods=["GET", "POST"])
def reply(topic_id: int) -> ResponseReturnValue:
    """A page with the box; `?to=` answers that post, `?quote=` begins with its words."""
    place = f"topic:{topic_id}"
    topic = _open_topic(topic_id)
    form = with_draft(ReplyForm(), place)
    answered = _post_in(topic, request.args.get("to", type=row_id) or form.answers)
    cited = _post_in(topic, request.args.get("quote", type=row_id))
    if request.method == "GET":
        _begin(form, answered or cited, cited)

    def write(text: Composed) -> Post:
        return add_post(_open_topic(topic_id), actor(), text, reply_to=form.answers, source_key=form.source_key)

    post = sent(form, place, write)
    if post is not None:
        return to_post(post)
    topic = the_topic(topic_id)
    answered = _post_in(topic, form.answers)
    readers = count_readers(topic.category) if viewer().is_staff else None
    page = render_template(
        "forum/reply.html",
        form=form,
        topic=topic,
        answered=answered,
        html=html_of([answered] if answered else []),
        place=place,
        readers=readers,
    )
    return page, form.status


@blueprint.route("/posts/<int:post_id>/edit", methods=["GET", "POST"], endpoint="edit_post")
def edit_page(post_id: int) -> ResponseReturnValue:
    place = f"post:{post_id}"
    post = _editable(post_id)
    kind = EditFirstForm if post.number == 1 else EditForm
    form = with_draft(kind(body=post.body, title=post.topic.title, edits=post.edits), place)

    def write(text: Composed) -> Post:
        post = _editable(post_id)
        title = form["title"].data if "title" in form else None
        edit_post(post, actor(), text, title=title, edits=form.edits.data)
        return post

    form.nonce.data = ""  # an edit is known by the number of edits before it
    done = sent(form, place, write)
    if done is not None:
        return to_post(done)
    page = render_template("forum/edit.html", form=form, post=the_post(post_id), place=place)
    return page, form.status


@blueprint.get("/posts/<int:post_id>/history")
def history(post_id: int) -> ResponseReturnValue:
    """What stood there before, for the author and moderators: an edit may have taken out what others must not read."""
    post = the_post(post_id)
    if post.author_user_id != viewer().id and not viewer().may("forum.moderate"):
        abort(404)
    steps = []
    body, title = post.body, post.topic.title
    for version in versions_of(post):
        renamed = (version.title, title) if version.title and version.title != title else None
        steps.append((version, difference(version.body, body), renamed))
        body, title = version.body, version.title or title
    return render_template("forum/history.html", post=post, steps=steps)


@blueprint.post("/posts/<int:post_id>/deletion")
def delete_one(post_id: int) -> ResponseReturnValue:
    with transaction():
        post = the_post(post_id)
        if not Editor.of(actor()).may_delete(post, post.topic):
            _refuse_deletion(post)
        topic_id, number, category_id = post.topic_id, post.number, post.topic.category_id
        was_news = delete_topic(post.topic, actor()) if number == 1 else delete_post(post, actor())
    if number > 1 or viewer().may("forum.moderate"):
        if viewer().may("forum.moderate"):
            flash_news(was_news, _("Deleted."), url_for("forum.restore_one", post_id=post_id))
            return redirect(topic_url(topic_id, number), 303)
        return back_to(topic_id, number, _("Deleted. Only moderators can bring it back."))
    flash(_("Your topic is deleted."), "success")
    return redirect(url_for("forum.category", category_id=category_id), 303)


@blueprint.post("/posts/<int:post_id>/deletion/end")
def restore_one(post_id: int) -> ResponseReturnValue:
    with transaction():
        post = the_post(post_id)
        if not viewer().may("forum.moderate"):
            abort(404)
        was_news = restore_post(post, actor())
        if post.number == 1:
            was_news = restore_topic(post.topic, actor()) or was_news
        where = post.topic_id, post.number
    flash_news(was_news, _("It is back."))
    return redirect(topic_url(*where), 303)


def _open_topic(topic_id: int) -> Topic:
    """The topic, if the viewer may answer there; 404 where they may not."""
    topic = the_topic(topic_id)
    if topic.deleted_at is not None or not replies_in(viewer(), topic.category_id):
        abort(404)
    if topic.is_closed and not viewer().may("forum.moderate") and request.method == "GET":
        raise DomainError(_("This topic is closed to new replies."))
    return topic


def _begin(form: ReplyForm, answered: Post | None, cited: Post | None) -> None:
    """Fill the fresh box: whom it answers, and the words that it quotes (behind what was begun before)."""
    form.reply_to.data = str(answered.number) if answered else ""
    if cited is not None:
        name = cited.author.name if cited.author else _("A former member")
        text = quoted(cited.body, name, url_for("forum.topic", topic_id=cited.topic_id, number=cited.number))
        begun = (form.body.data or "").rstrip()
        form.body.data = f"{begun}\n\n{text}" if begun else text


def _post_in(topic: Topic, number: int | None) -> Post | None:
    """The post of that number, if the viewer may read it."""
    if number is None:
        return None
    statement = select(Post).join(Topic, Topic.id == Post.topic_id)
    return db.session.scalar(statement.where(Post.topic_id == topic.id, Post.number == number, sees_post(viewer())))


def _editable(post_id: int) -> Post:
    post = the_post(post_id)
    if not Editor.of(actor()).may_edit(post, post.topic):
        if post.author_user_id == viewer().id:
            raise DomainError(_("This post can no longer be changed. Answer in the topic instead."))
        abort(404)
    return post


def _refuse_deletion(post: Post) -> None:
    if post.author_user_id != viewer().id:
        abort(404)
    if post.number == 1 and post.topic.posts > 1:
        raise DomainError(_("Others have answered; the topic is theirs too. Ask a moderator if it has to go."))
    raise DomainError(_("This post can no longer be deleted."))
