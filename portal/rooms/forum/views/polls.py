"""Voting, and saying that an announcement was read."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.inputs import row_id
from portal.people.acting import actor

from ..actions.polls import give_receipt
from ..actions.polls import vote as cast
from .blueprint import blueprint, the_topic, topic_url


@blueprint.post("/t/<int:topic_id>/vote")
def vote(topic_id: int) -> ResponseReturnValue:
    with transaction():
        cast(the_topic(topic_id), actor(), request.form.getlist("choice", type=row_id)[:50])
    flash(_("Your vote counts. You can change it while the poll is open."), "success")
    return redirect(topic_url(topic_id, 1), 303)


@blueprint.post("/t/<int:topic_id>/receipt")
def receipt(topic_id: int) -> ResponseReturnValue:
    with transaction():
        give_receipt(the_topic(topic_id), actor())
    flash(_("Thank you; we know that you have read it."), "success")
    return redirect(topic_url(topic_id, 1), 303)
