"""Suggesting an idea, seeing before one sends it what others want already, and changing it later."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.core.database import db, transaction
from portal.core.filters import flash_news
from portal.core.inputs import argument
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.ideas import Suggestion, change_idea, delete_idea, restore_idea, suggest_idea
from ..forms import IdeaForm
from ..models import Board, Idea
from ..queries import lists
from ..queries.boards import boards
from ..queries.seeing import creates_on
from ..queries.similar import similar_ideas
from ..rules import may_change_idea
from .blueprint import blueprint, idea_page, the_idea


@blueprint.get("/new")
def begin() -> ResponseReturnValue:
    """Where does it belong? With only one answer, nobody is asked."""
    choices = [each for each in boards(viewer()) if each.may_create]
    if len(choices) == 1:
        return redirect(url_for("ideas.suggest", board_id=choices[0].id, title=argument("title") or None), 303)
    return render_template("ideas/where.html", boards=choices, title=argument("title"))


@blueprint.route("/boards/<int:board_id>/new", methods=["GET", "POST"])
def suggest(board_id: int) -> ResponseReturnValue:
    """The same form sent twice is one idea. What is like it is shown once before it is taken."""
    board = _open_board(board_id)
    form = IdeaForm(title=argument("title"))
    typed = f"{form.title.data or ''} {form.body.data or ''}" if form.is_submitted() else form.title.data or ""
    similar = similar_ideas(viewer(), typed)
    if form.sent():
        form.shown_again = bool(similar) and not form.has_looked
        made = None if form.shown_again else _made(form, board_id)
        if made is not None:
            flash(_("Thank you. A product manager will read it, and others can vote for it now."), "success")
            return redirect(idea_page(made, "why"), 303)
    form.looked.data = form.title.data
    board = _open_board(board_id)
    return render_template("ideas/suggest.html", form=form, board=board, similar=similar), form.status


@blueprint.get("/similar")
def similar() -> ResponseReturnValue:
    """Ideas like this one, while it is typed."""
    lines = similar_ideas(viewer(), argument("title"))
    votes = {each.id: url_for("ideas.vote", idea_id=each.id) for each in lines if _takes_a_vote(each)}
    return {
        "topics": [{"title": each.title, "url": idea_page(each.id), "act": votes.get(each.id)} for each in lines],
        "label": _("Vote for that one instead"),
    }


@blueprint.route("/<int:idea_id>/edit", methods=["GET", "POST"])
def edit(idea_id: int) -> ResponseReturnValue:
    """Other words for it."""
    form = IdeaForm(obj=_changeable(idea_id))
    if form.sent() and form.submit(
        lambda: change_idea(_changeable(idea_id), actor(), title=form.title.data or "", body=form.body.data or "")
    ):
        return redirect(idea_page(idea_id), 303)
    return render_template("ideas/edit.html", form=form, idea=the_idea(idea_id)), form.status


@blueprint.post("/<int:idea_id>/deletion")
def delete(idea_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = delete_idea(the_idea(idea_id), actor())
    flash_news(was_news, _("Deleted. A moderator can restore it."))
    return redirect(url_for("ideas.ideas"), 303)


@blueprint.post("/<int:idea_id>/deletion/end")
def restore(idea_id: int) -> ResponseReturnValue:
    if not viewer().may("ideas.moderate"):
        abort(404)
    with transaction():
        restore_idea(the_idea(idea_id), actor())
    return redirect(idea_page(idea_id), 303)


def _made(form: IdeaForm, board_id: int) -> int | None:
    """The idea of this form: a new one, or the one that the first sending made; None where it was refused."""
    what = Suggestion(form.title.data or "", form.body.data or "", form.source_key)
    try:
        form.submit(lambda: _made_before(form) or suggest_idea(_open_board(board_id), actor(), what).id)
    except IntegrityError:
        return _made_before(form) or abort(409)
    made: int | None = form.result
    return made


def _made_before(form: IdeaForm) -> int | None:
    own = Idea.source_key == form.source_key, Idea.entered_by_id == viewer().id
    return db.session.scalar(select(Idea.id).where(*own)) if form.source_key else None


def _takes_a_vote(line: lists.IdeaLine) -> bool:
    return viewer().is_member and not line.mine


def _open_board(board_id: int) -> Board:
    """The board, if the viewer may suggest something there; 404 where they may not."""
    return db.session.get_one(Board, board_id) if creates_on(viewer(), board_id) else abort(404)


def _changeable(idea_id: int) -> Idea:
    idea = the_idea(idea_id)
    return idea if may_change_idea(idea, actor()) else abort(404)
