"""Voting, and saying that an announcement was read."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.inputs import row_id
from portal.core.urls import path_for
from portal.people.acting import actor

from ..actions.polls import give_receipt
from ..actions.polls import vote as cast
from .blueprint import blueprint, same_page_of, the_topic


@blueprint.post("/t/<int:topic_id>/vote")
def vote(topic_id: int) -> ResponseReturnValue:
    with transaction():
        cast(the_topic(topic_id), actor(), request.form.getlist("choice", type=row_id)[:50])
    flash(_("Your vote counts. You can change it while the poll is open."), "success")
    return redirect(path_for("forum.topic", topic_id=topic_id, number=1, _anchor="poll"), 303)


@blueprint.post("/t/<int:topic_id>/receipt")
def receipt(topic_id: int) -> ResponseReturnValue:
    with transaction():
        give_receipt(the_topic(topic_id), actor())
    flash(_("Thank you; we know that you have read it."), "success")
    return redirect(same_page_of(topic_id), 303)
