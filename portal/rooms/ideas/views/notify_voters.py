"""Closing the loop: a person of ours writes to everybody who wanted what has shipped."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.access.guards import may
from portal.core.paging import page_by_key
from portal.people.acting import actor

from ..actions.closing import AT_ONCE, notify_voters
from ..forms import NotifyForm
from ..queries import overdue, recipients
from ..queries.notes import count_to_notify
from .blueprint import blueprint, the_idea


@blueprint.route("/<int:idea_id>/tell", methods=["GET", "POST"], endpoint="notify_voters")
@may("ideas.decide")
def notify(idea_id: int) -> ResponseReturnValue:
    """The words, and who reads them with which reason of their own below. A person sends them."""
    form = NotifyForm()
    if form.sent():
        form.shown_again = "preview" in request.form
        notified = 0 if form.shown_again else _notified(form, idea_id)
        if notified:
            flash(ngettext("%(num)s person is told.", "%(num)s people are told.", notified), "success")
            return redirect(url_for("ideas.notify_voters", idea_id=idea_id), 303)
    people = page_by_key(overdue.to_notify(idea_id), overdue.OLDEST, request.args.get("page"))
    page = render_template(
        "ideas/notify_voters.html",
        form=form,
        idea=the_idea(idea_id),
        untold=count_to_notify(idea_id),
        people=people,
        held_back=recipients.held_back([note.member_id for note in people.rows]),
        own_reasons=recipients.own_reasons(idea_id, [note.member_id for note in people.rows]),
        told=page_by_key(overdue.notified(idea_id), overdue.OLDEST, request.args.get("told")),
        answers=overdue.answers_about(idea_id),
    )
    return page, form.status


def _notified(form: NotifyForm, idea_id: int) -> int:
    """Everybody who is owed a word, five hundred a transaction."""
    notified = 0
    while form.submit(lambda: notify_voters(the_idea(idea_id), actor(), form.message.data or "")):
        notified += form.result
        if form.result < AT_ONCE:
            break
    return notified
