"""Closing the loop: a person of ours writes to everybody who wanted what has shipped."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.access.guards import may
from portal.core.paging import page_by_key
from portal.people.acting import actor

from ..actions.closing import AT_ONCE, tell_voters
from ..forms import TellForm
from ..queries import overdue, telling
from ..queries.notes import count_untold
from .blueprint import blueprint, the_idea


@blueprint.route("/<int:idea_id>/tell", methods=["GET", "POST"])
@may("ideas.decide")
def tell(idea_id: int) -> ResponseReturnValue:
    """The words, and who reads them with which reason of their own below. A person sends them."""
    form = TellForm()
    if form.sent():
        form.shown_again = "preview" in request.form
        told = 0 if form.shown_again else _told(form, idea_id)
        if told:
            flash(ngettext("%(num)s person is told.", "%(num)s people are told.", told), "success")
            return redirect(url_for("ideas.tell", idea_id=idea_id), 303)
    people = page_by_key(overdue.untold(idea_id), overdue.OLDEST, request.args.get("page"))
    page = render_template(
        "ideas/tell.html",
        form=form,
        idea=the_idea(idea_id),
        untold=count_untold(idea_id),
        people=people,
        held_back=telling.held_back([note.member_id for note in people.rows]),
        own_reasons=telling.own_reasons(idea_id, [note.member_id for note in people.rows]),
        told=page_by_key(overdue.told(idea_id), overdue.OLDEST, request.args.get("told")),
        answers=overdue.answers_about(idea_id),
    )
    return page, form.status


def _told(form: TellForm, idea_id: int) -> int:
    """Everybody who is owed a word, five hundred a transaction."""
    told = 0
    while form.submit(lambda: tell_voters(the_idea(idea_id), actor(), form.words.data or "")):
        told += form.result
        if form.result < AT_ONCE:
            break
    return told
