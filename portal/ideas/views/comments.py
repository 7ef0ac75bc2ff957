"""What is said under an idea."""

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ...core.database import db, transaction
from ...core.errors import DomainError
from ...core.markdown import markdown
from ...core.paging import after
from ...core.urls import path_for
from ...members.access import viewer
from ..actions.talk import change_comment, comment_on, delete_comment, may_change, restore_comment
from ..forms import CommentForm
from ..models import IdeaComment
from ..queries.seeing import comments_on, sees_comment
from .idea import idea_with
from .room import actor, blueprint, the_idea


@blueprint.post("/<int:idea_id>/comments")
def comment(idea_id: int) -> ResponseReturnValue:
    """Say something. The same form sent twice is one comment."""
    form = CommentForm()
    if form.sent():
        try:
            return _to(_made(form, idea_id))
        except DomainError as refusal:
            form.refuse(refusal)
    return idea_with(idea_id, comment_form=form)


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """How the words will look. Nothing is kept."""
    shown = markdown(request.form.get("body", ""))
    if request.headers.get("X-Requested-With") == "fetch":
        return str(shown) or f"<p>{escape(_('There are no words yet.'))}</p>"
    return render_template("ideas/preview.html", shown=shown)


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
def edit_comment(comment_id: int) -> ResponseReturnValue:
    form = CommentForm(obj=_changeable(comment_id))
    if form.sent():
        with transaction():
            found = _changeable(comment_id)
            change_comment(found, actor(), form.body.data or "")
        return _to(found)
    return render_template("ideas/comment.html", form=form, comment=_changeable(comment_id)), form.status


@blueprint.post("/comments/<int:comment_id>/deletion")
def remove_comment(comment_id: int) -> ResponseReturnValue:
    with transaction():
        found = _the_comment(comment_id)
        delete_comment(the_idea(found.idea_id), found, actor())
    return _to(found)


@blueprint.post("/comments/<int:comment_id>/restoration")
def bring_comment_back(comment_id: int) -> ResponseReturnValue:
    with transaction():
        found = _the_comment(comment_id)
        restore_comment(the_idea(found.idea_id), found, actor())
    return _to(found)


def _made(form: CommentForm, idea_id: int) -> IdeaComment:
    try:
        with transaction():
            idea = the_idea(idea_id)
            if not comments_on(viewer(), idea.board_id):
                abort(404)
            internal = bool(form.internal.data) and viewer().may("ideas.write")
            words = form.body.data or ""
            return _made_before(form) or comment_on(idea, actor(), words, internal=internal, source_key=form.source_key)
    except IntegrityError:
        return _made_before(form) or abort(409)


def _made_before(form: CommentForm) -> IdeaComment | None:
    own = IdeaComment.source_key == form.source_key, IdeaComment.author_user_id == viewer().id
    return db.session.scalar(select(IdeaComment).where(*own)) if form.source_key else None


def _the_comment(comment_id: int) -> IdeaComment:
    found = db.session.scalar(select(IdeaComment).where(IdeaComment.id == comment_id, sees_comment(viewer())))
    if found is None:
        abort(404)
    the_idea(found.idea_id)
    return found


def _changeable(comment_id: int) -> IdeaComment:
    found = _the_comment(comment_id)
    return found if may_change(found, actor()) else abort(404)


def _to(found: IdeaComment) -> ResponseReturnValue:
    """The page that begins with this comment, opened at it."""
    anchor = f"comment-{found.id}"
    return redirect(path_for("ideas.idea", idea_id=found.idea_id, page=after(found.id - 1), _anchor=anchor), 303)
