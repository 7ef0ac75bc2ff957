"""Where an idea belongs: on which board, under which tags, beside which others. One page with three forms."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.forms import Form
from portal.people.acting import actor
from portal.people.viewer import viewer
from portal.rooms.feedback.actions import FREE, free_tags
from portal.rooms.feedback.models import Tag
from portal.rooms.feedback.queries import offered_tags

from ..actions.ideas import link_ideas, move_to_board, tag_idea, unlink_ideas
from ..forms import BoardChoiceForm, IdeaTagsForm, LinkForm
from ..models import Board, Idea
from ..queries.idea import linked_ideas
from ..queries.moving import boards_to_move_to, left_behind
from ..queries.similar import similar_ideas
from .blueprint import blueprint, the_idea


@blueprint.get("/<int:idea_id>/place")
@may("ideas.decide")
def place(idea_id: int) -> ResponseReturnValue:
    return _page(idea_id)


@blueprint.post("/<int:idea_id>/board")
@may("ideas.decide")
def change_board(idea_id: int) -> ResponseReturnValue:
    """Put it on another board. Who would see it no longer is said before."""
    form = _boards(BoardChoiceForm(), idea_id)
    if form.sent():
        left = left_behind(idea_id, db.session.get_one(Board, form.board.data))
        form.shown_again = any(left) and not form.has_looked
        if not form.shown_again and form.submit(lambda: _move(form, idea_id)):
            flash(_("Moved, with everybody who wants it."), "success")
            return redirect(url_for("ideas.place", idea_id=idea_id), 303)
    return _page(idea_id, boards=form)


@blueprint.post("/<int:idea_id>/tags")
@may("ideas.decide")
def tag(idea_id: int) -> ResponseReturnValue:
    """Say what it is about."""
    form = _tags(IdeaTagsForm(), the_idea(idea_id))
    if not form.sent():
        return _page(idea_id, tags=form)
    with transaction():
        managed = db.session.scalars(select(Tag).where(Tag.id.in_(form.facet_tags.data or [])))
        tag_idea(the_idea(idea_id), [*managed, *free_tags(form.free.data or "")], actor())
    flash(_("Saved."), "success")
    return redirect(url_for("ideas.place", idea_id=idea_id), 303)


@blueprint.post("/<int:idea_id>/links")
@may("ideas.decide")
def link(idea_id: int) -> ResponseReturnValue:
    """Note that another idea belongs with it."""
    form = LinkForm()
    if form.sent() and form.submit(
        lambda: link_ideas(the_idea(idea_id), the_idea(form.idea_id or 0), "related", actor())
    ):
        return redirect(url_for("ideas.place", idea_id=idea_id, _anchor="links"), 303)
    return _page(idea_id, links=form)


@blueprint.post("/<int:idea_id>/links/<int:other_id>/end")
@may("ideas.decide")
def unlink(idea_id: int, other_id: int) -> ResponseReturnValue:
    with transaction():
        unlink_ideas(the_idea(idea_id), the_idea(other_id))
    return redirect(url_for("ideas.place", idea_id=idea_id, _anchor="links"), 303)


def _page(
    idea_id: int,
    *,
    boards: BoardChoiceForm | None = None,
    tags: IdeaTagsForm | None = None,
    links: LinkForm | None = None,
) -> ResponseReturnValue:
    idea = the_idea(idea_id)
    sent: Form | None = boards or tags or links
    linked = linked_ideas(viewer(), idea_id)
    near = {other.id for other, _kind in linked}
    chosen = db.session.get(Board, boards.board.data) if boards and boards.shown_again else None
    page = render_template(
        "ideas/place.html",
        idea=idea,
        boards=boards or _boards(BoardChoiceForm(formdata=None), idea_id),
        chosen=chosen,
        left=left_behind(idea_id, chosen) if chosen else None,
        tags=tags or _tags(IdeaTagsForm(formdata=None, facet_tags=_ids(idea), free=_free_of(idea)), idea),
        links=links or LinkForm(formdata=None),
        linked=linked,
        similar=[each for each in similar_ideas(viewer(), f"{idea.title} ", besides=idea_id) if each.id not in near],
    )
    return page, sent.status if sent else 200


def _move(form: BoardChoiceForm, idea_id: int) -> None:
    idea = the_idea(idea_id)
    board = next((each for each in boards_to_move_to(viewer(), idea) if each.id == form.board.data), None)
    move_to_board(idea, board or abort(404), actor())


def _boards(form: BoardChoiceForm, idea_id: int) -> BoardChoiceForm:
    form.board.choices = [(each.id, each.name) for each in boards_to_move_to(viewer(), the_idea(idea_id))]
    return form


def _tags(form: IdeaTagsForm, idea: Idea) -> IdeaTagsForm:
    form.offer_for_ideas(offered_tags(), idea.tags)
    return form


def _ids(idea: Idea) -> list[int]:
    return [each.id for each in idea.tags]


def _free_of(idea: Idea) -> str:
    return ", ".join(each.name for each in idea.tags if each.facet == FREE)
