"""Voting and following, saying why, and saying that one wants it still."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.filters import flash_link, flash_news
from portal.core.urls import safe_next
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.talk import follow_idea, unfollow_idea
from ..actions.votes import cast_vote, confirm_vote, explain_vote, withdraw_vote
from ..forms import ReasonForm
from ..models import Vote
from ..queries.votes import ballot_for, own_vote
from .blueprint import blueprint, idea_page, own_member, the_idea
from .idea import idea_with


@blueprint.post("/<int:idea_id>/vote")
def vote(idea_id: int) -> ResponseReturnValue:
    """Want it; then say why, if one likes, on the page of the idea."""
    person = viewer()
    with transaction():
        cast_vote(ballot_for(person, idea_id) or abort(404), person.me or abort(404), actor=person)
    here, field = idea_page(idea_id), idea_page(idea_id, "why")
    onward = safe_next(request.form.get("next"), here)
    if onward == here:
        flash(_("Your vote counts. Add your reason below."), "success")
        return redirect(field, 303)
    flash_link(_("Your vote counts."), _("Add your reason"), field)
    return redirect(onward, 303)


@blueprint.post("/<int:idea_id>/vote/end")
def withdraw(idea_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = withdraw_vote(the_idea(idea_id), own_member(), actor())
    flash_news(was_news, _("Your vote is withdrawn."))
    return redirect(safe_next(request.form.get("next"), idea_page(idea_id)), 303)


@blueprint.post("/<int:idea_id>/reason")
def explain(idea_id: int) -> ResponseReturnValue:
    """Why it matters to them. What does not fit stays typed."""
    form = ReasonForm()
    if not form.sent():
        return idea_with(idea_id, reason_form=form)
    with transaction():
        explain_vote(_own_vote(idea_id), form.reason.data or "", actor())
    flash(_("Thank you. It's shown with your vote, and our product people read it."), "success")
    return redirect(idea_page(idea_id), 303)


@blueprint.get("/<int:idea_id>/still")
def still(idea_id: int) -> ResponseReturnValue:
    """Where the digest leads: a page that asks, and changes nothing by itself."""
    return render_template("ideas/still.html", vote=_own_vote(idea_id), idea=the_idea(idea_id))


@blueprint.post("/<int:idea_id>/still")
def confirm(idea_id: int) -> ResponseReturnValue:
    with transaction():
        confirm_vote(_own_vote(idea_id), actor())
    flash(_("Good to know. Your vote still counts."), "success")
    return redirect(idea_page(idea_id), 303)


@blueprint.post("/<int:idea_id>/following")
def follow(idea_id: int) -> ResponseReturnValue:
    with transaction():
        follow_idea(the_idea(idea_id), own_member(), actor())
    flash(_("We'll tell you what comes of it."), "success")
    return redirect(idea_page(idea_id), 303)


@blueprint.post("/<int:idea_id>/following/end")
def unfollow(idea_id: int) -> ResponseReturnValue:
    with transaction():
        unfollow_idea(the_idea(idea_id), own_member())
    flash(_("You won't get updates about it any more."), "success")
    return redirect(idea_page(idea_id), 303)


def _own_vote(idea_id: int) -> Vote:
    return own_vote(viewer(), idea_id) or abort(404)
