"""A report speaks for an idea: one that is found by its title, or a new one that is written down from it."""

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import db
from portal.core.errors import Refused
from portal.people.acting import actor
from portal.people.viewer import viewer
from portal.rooms.ideas.models import Board, Idea
from portal.rooms.ideas.queries.boards import boards
from portal.rooms.ideas.queries.seeing import creates_on
from portal.rooms.ideas.urls import idea_url

from ..actions.reports import link_idea, make_idea, unlink_idea
from ..queries.linking import idea_to_link
from ..staff_forms import LinkForm, MakeIdeaForm
from ..urls import report_url
from .blueprint import blueprint, tried
from .reporting import the_report


@blueprint.post("/<int:beta_id>/reports/<int:report_id>/ideas")
@may("betas.manage")
def link(beta_id: int, report_id: int) -> ResponseReturnValue:
    """Let it speak for an idea that was found or that is like it."""
    form = LinkForm()
    if not form.sent():
        the_report(beta_id, report_id)  # or there is nothing to go back to
        flash(_("Choose the idea that it speaks for."), "error")
        return redirect(report_url(beta_id, report_id), 303)

    def act() -> None:
        link_idea(the_report(beta_id, report_id), _idea(form.idea.data or 0), actor())

    return tried(beta_id, act, _("Linked."), report_url(beta_id, report_id))


@blueprint.post("/<int:beta_id>/reports/<int:report_id>/ideas/<int:idea_id>/end")
@may("betas.manage")
def unlink(beta_id: int, report_id: int, idea_id: int) -> ResponseReturnValue:
    """It speaks for another, after all."""

    def act() -> None:
        unlink_idea(the_report(beta_id, report_id), _idea(idea_id))

    return tried(beta_id, act, _("Unlinked from that idea."), report_url(beta_id, report_id))


@blueprint.route("/<int:beta_id>/reports/<int:report_id>/idea", methods=["GET", "POST"])
@may("betas.manage")
def make(beta_id: int, report_id: int) -> ResponseReturnValue:
    """Make an idea of it, with its words to begin from."""
    report = the_report(beta_id, report_id)
    form = MakeIdeaForm(title=report.title, body=report.text)
    form.board.choices = [(board.id, board.name) for board in boards(viewer()) if board.may_create] or abort(404)
    if form.sent() and form.submit(
        lambda: make_idea(the_report(beta_id, report_id), _board(form), *form.texts, actor()).id
    ):
        flash(_("It's an idea now, and the report is linked to it."), "success")
        return redirect(idea_url(form.result), 303)
    report = the_report(beta_id, report_id)
    return render_template("betas/make_idea.html", beta=report.beta, report=report, form=form), form.status


def _board(form: MakeIdeaForm) -> Board:
    number: int = form.board.data
    return db.session.get_one(Board, number) if creates_on(viewer(), number) else abort(404)


def _idea(idea_id: int) -> Idea:
    idea = idea_to_link(viewer(), idea_id)
    if idea is None:
        raise Refused(_("There is no idea of this number that you can see."))
    return idea
