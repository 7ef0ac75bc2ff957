"""Feedback that bears ideas out: found from the idea, or from the piece."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import transaction
from portal.core.inputs import argument, row_id
from portal.core.urls import safe_next
from portal.people.acting import actor
from portal.people.viewer import viewer
from portal.rooms.feedback.models import Feedback

from ..actions.evidence import link_evidence_and_vote, unlink_evidence
from ..forms import LinkForm
from ..queries.evidence import feedback_like, ideas_supported_by, piece_for
from ..queries.idea import feedback_about
from ..queries.similar import similar_ideas
from .blueprint import blueprint, the_idea


@blueprint.get("/<int:idea_id>/feedback")
@may("ideas.write")
def evidence(idea_id: int) -> ResponseReturnValue:
    """What customers said that says the same, by the idea's title or by other words."""
    idea, words = the_idea(idea_id), argument("q")
    return render_template(
        "ideas/evidence.html",
        idea=idea,
        words=words,
        noted=feedback_about(viewer(), idea_id),
        pieces=feedback_like(viewer(), words or idea.title, idea_id),
    )


@blueprint.post("/<int:idea_id>/feedback")
@may("ideas.write")
def link_piece(idea_id: int) -> ResponseReturnValue:
    """Note a piece. Whoever said it has a vote from now on, where the idea takes votes."""
    with transaction():
        piece = _piece(request.form.get("feedback", type=row_id) or 0)
        voted = link_evidence_and_vote(the_idea(idea_id), piece, actor())
    flash(_("Noted, with a vote for whoever said it.") if voted else _("Noted."), "success")
    return redirect(safe_next(request.form.get("next"), url_for("ideas.evidence", idea_id=idea_id)), 303)


@blueprint.post("/<int:idea_id>/feedback/<int:feedback_id>/end")
@may("ideas.write")
def unlink_piece(idea_id: int, feedback_id: int) -> ResponseReturnValue:
    with transaction():
        unlink_evidence(the_idea(idea_id), _piece(feedback_id))
    flash(_("Unlinked. A vote that came with it stays."), "success")
    return redirect(safe_next(request.form.get("next"), url_for("ideas.evidence", idea_id=idea_id)), 303)


@blueprint.route("/feedback/<int:feedback_id>", methods=["GET", "POST"])
@may("ideas.write")
def speaks_for(feedback_id: int) -> ResponseReturnValue:
    """Which idea does a piece speak for? Those that share words with it are offered; another by its address."""
    piece, form = _piece(feedback_id), LinkForm()
    if form.sent() and form.submit(
        lambda: link_evidence_and_vote(the_idea(form.idea_id or 0), _piece(feedback_id), actor())
    ):
        return redirect(url_for("feedback.piece", feedback_id=feedback_id), 303)
    words = argument("q")
    noted = ideas_supported_by(viewer(), feedback_id)
    near = {each.id for each in noted}
    page = render_template(
        "ideas/speaks_for.html",
        piece=piece,
        form=form,
        words=words,
        similar=[each for each in similar_ideas(viewer(), f"{words or piece.text} ") if each.id not in near],
        noted=noted,
    )
    return page, form.status


def _piece(feedback_id: int) -> Feedback:
    return piece_for(viewer(), feedback_id) or abort(404)
