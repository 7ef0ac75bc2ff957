"""The end of a beta: everybody's summary before the eyes, one word of thanks, and a gift for those who may take it."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.former_fields import is_called
from portal.core.inputs import number_in
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.closing import close_beta, gift_refused_by
from ..queries.closing import summaries_of
from ..staff_forms import CloseForm
from ..urls import beta_url
from .blueprint import blueprint, the_beta


@blueprint.route("/<int:beta_id>/closing", methods=["GET", "POST"])
@may("betas.manage")
def close(beta_id: int) -> ResponseReturnValue:
    """What each tester will be told; closing needs words of a person."""
    form = CloseForm()

    def act() -> None:
        thanks, gift = form.thanks.data or "", form.gift.data or ""
        close_beta(the_beta(beta_id), thanks, actor(), gift=gift, personal=_personal())

    if not (form.sent() and form.submit(act)):
        return _page(beta_id, form)
    flash(_("Closed. Everybody gets their own summary with your thanks."), "success")
    return redirect(beta_url(beta_id), 303)


def _page(beta_id: int, form: CloseForm) -> ResponseReturnValue:
    beta = the_beta(beta_id)
    shown = {"summaries": summaries_of(beta, viewer()), "refused_by": gift_refused_by, "personal": _personal()}
    return render_template("betas/closing.html", beta=beta, form=form, **shown), form.status


def _personal() -> dict[int, str]:
    """Words for one person alone, by the id of their place: fields "thanks-7"."""
    texts: dict[int, str] = {}
    for name, text in request.form.items():
        head, _dash, digits = name.partition("-")
        number = number_in(digits)
        if is_called(head, "thanks") and number is not None and text.strip():
            texts[number] = text
    return texts
