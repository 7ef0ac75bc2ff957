"""What is said under an idea: sent once, kept as a draft until then, and with people in it who can be named."""

from collections.abc import Collection

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core.database import db, transaction
from portal.core.inputs import argument
from portal.core.paging import after
from portal.core.urls import path_for
from portal.kits.writing.actions import forget_draft
from portal.kits.writing.places import DraftPlace, add_draft_place
from portal.kits.writing.queries import draft_at
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.talk import change_comment, comment_on, delete_comment, restore_comment
from ..forms import CommentForm
from ..models import Idea, IdeaComment
from ..queries.naming import people_to_name_on
from ..queries.seeing import comments_on, sees_comment, visible_to
from ..rules import may_change_comment
from ..writing import rendered
from .blueprint import admitted, blueprint, idea_page, the_idea
from .idea import idea_with


@blueprint.post("/<int:idea_id>/comments")
def comment(idea_id: int) -> ResponseReturnValue:
    """Say something. The same form sent twice is one comment."""
    form = CommentForm()
    if form.sent():
        if _made(form, idea_id):
            return _to(form.result)
        form.keep(actor(), f"idea:{idea_id}")
    return idea_with(idea_id, comment_form=form)


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """How the words will look. Nothing is kept."""
    shown = rendered({0: request.form.get("body", "")})[0]
    if request.headers.get("X-Requested-With") == "fetch":
        return str(shown) or f"<p>{escape(_('There are no words yet.'))}</p>"
    return render_template("ideas/preview.html", shown=shown)


@blueprint.get("/<int:idea_id>/people")
def people(idea_id: int) -> ResponseReturnValue:
    """Whom one can name in a comment, asked while an @ is typed."""
    board = _open_to_comments(idea_id).board
    people_here = people_to_name_on(board, argument("q", 60).removeprefix("@"), viewer().id)
    return [{"handle": handle, "name": name} for handle, name in people_here]


@blueprint.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
def edit_comment(comment_id: int) -> ResponseReturnValue:
    place = f"ideacomment:{comment_id}"
    form = CommentForm(obj=_changeable(comment_id))
    if request.method == "GET":
        form.take_up(draft_at(viewer().id, place))
    if form.sent():
        with transaction():
            comment = _changeable(comment_id)
            change_comment(comment, actor(), form.body.data or "")
            forget_draft(actor(), place)
        return _to(comment)
    return render_template("ideas/comment.html", form=form, comment=_changeable(comment_id), place=place), form.status


@blueprint.post("/comments/<int:comment_id>/deletion")
def remove_comment(comment_id: int) -> ResponseReturnValue:
    with transaction():
        comment = _the_comment(comment_id)
        delete_comment(the_idea(comment.idea_id), comment, actor())
    return _to(comment)


@blueprint.post("/comments/<int:comment_id>/deletion/end")
def bring_comment_back(comment_id: int) -> ResponseReturnValue:
    with transaction():
        comment = _the_comment(comment_id)
        restore_comment(the_idea(comment.idea_id), comment, actor())
    return _to(comment)


def _made(form: CommentForm, idea_id: int) -> bool:
    """Whether the comment of this form is there, as its result: a new one, or the one that the first sending made."""

    def act() -> IdeaComment:
        idea = _open_to_comments(idea_id)
        forget_draft(actor(), f"idea:{idea_id}")
        internal = bool(form.internal.data) and viewer().may("ideas.write")
        text = form.body.data or ""
        return _made_before(form) or comment_on(idea, actor(), text, internal=internal, source_key=form.source_key)

    try:
        return form.submit(act)
    except IntegrityError:
        form.result = _made_before(form) or abort(409)
        return True


def _open_to_comments(idea_id: int) -> Idea:
    """The idea, if the viewer may say something under it; 404 where they may not."""
    idea = the_idea(idea_id)
    return idea if comments_on(viewer(), idea.board_id) else abort(404)


def _made_before(form: CommentForm) -> IdeaComment | None:
    own = IdeaComment.source_key == form.source_key, IdeaComment.author_user_id == viewer().id
    return db.session.scalar(select(IdeaComment).where(*own)) if form.source_key else None


def _the_comment(comment_id: int) -> IdeaComment:
    comment = db.session.scalar(select(IdeaComment).where(IdeaComment.id == comment_id, sees_comment(viewer())))
    if comment is None:
        abort(404)
    the_idea(comment.idea_id)
    return comment


def _changeable(comment_id: int) -> IdeaComment:
    comment = _the_comment(comment_id)
    return comment if may_change_comment(comment, actor()) else abort(404)


def _to(comment: IdeaComment) -> ResponseReturnValue:
    """The page that begins with this comment, opened at it."""
    anchor = f"comment-{comment.id}"
    return redirect(path_for("ideas.idea", idea_id=comment.idea_id, page=after(comment.id - 1), _anchor=anchor), 303)


def _ideas_called(ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Idea.id, Idea.title).where(Idea.id.in_(ids), visible_to(viewer()))).all())


def _ideas_of(comment_ids: Collection[int]) -> dict[int, str]:
    commented = select(IdeaComment.id, Idea.title).join(Idea, Idea.id == IdeaComment.idea_id)
    seen = IdeaComment.id.in_(comment_ids), sees_comment(viewer()), visible_to(viewer())
    return dict(db.session.execute(commented.where(*seen)).all())


add_draft_place(
    "idea",
    DraftPlace(_l("A comment on"), admitted, _open_to_comments, lambda number: idea_page(number, "say"), _ideas_called),
)
add_draft_place(
    "ideacomment",
    DraftPlace(
        *(_l("An edit under"), admitted, _changeable),
        lambda number: url_for("ideas.edit_comment", comment_id=number),
        _ideas_of,
    ),
)
