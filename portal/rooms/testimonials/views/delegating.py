"""Somebody else at the customer's has to agree: the customer names them, or passes a link on."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.links import find_link
from portal.core.database import db
from portal.core.mail import flash_mailed
from portal.core.urls import mail_url

from ..actions.delegating import HANDED_ON, asked_now, delegates_of, hand_on, has_ended, introduce, name_delegate
from ..asked_for import Ask, also_asked
from ..codes import places_of
from ..forms import DelegateForm, IntroductionForm
from ..labels import attribution_line, channels_of
from ..models import Delegate
from ..time_left import answer_by, is_over
from .asked import Asked, of_customer

blueprint = Blueprint("delegating", __name__)


@blueprint.route("/quote/<token>/delegates", methods=["GET", "POST"])
def delegates(token: str) -> ResponseReturnValue:
    asked = _open(token)
    if isinstance(asked, str):
        return redirect(asked, 303)
    form = DelegateForm()

    def name() -> None:
        mine = of_customer(token)
        name_delegate(mine.request, mine.link, form.address)

    if not form.sent() or not form.submit(name, at=form.email):
        named = delegates_of(of_customer(token).request)
        return render_template("testimonials/delegates.html", named=named, form=form, token=token), form.status
    flash_mailed(
        _("They get an email of their own. You can still answer yourself; the first answer counts."),
        _("Email isn't set up on this site, so they get nothing from us. Choose “Get a link to pass on” instead."),
    )
    return redirect(url_for("delegating.delegates", token=token), 303)


@blueprint.post("/quote/<token>/delegates/link")
def make_link(token: str) -> ResponseReturnValue:
    asked = _open(token)
    if isinstance(asked, str):
        return redirect(asked, 303)
    form = IntroductionForm(formdata=None)

    def make() -> str:
        mine = of_customer(token)
        return hand_on(mine.request, mine.link)

    if not form.submit(make):
        flash(form.refusal.message if form.refusal else "", "warning")
        return redirect(url_for("delegating.delegates", token=token), 303)
    url = mail_url("delegating.agree", token=form.result)
    return render_template("testimonials/handed_on.html", asked=asked.request, url=url, token=token)


@blueprint.route("/agree/<token>", methods=["GET", "POST"])
def agree(token: str) -> ResponseReturnValue:
    """What a link that was passed on leads to: the question, and who are you?"""
    handed_on = _handed_on(token)
    if has_ended(handed_on):
        return render_template("testimonials/fallen.html", why="ended"), 410
    form, asked = IntroductionForm(), handed_on.request
    open_now = asked.answered_at is None and not is_over(asked)
    if not open_now or not form.sent() or not form.submit(lambda: introduce(_handed_on(token), form.name.data or "")):
        asked = _handed_on(token).request
        author = asked.version.testimonial.author.name
        page = render_template(
            "testimonials/agree.html",
            asked=asked,
            author=author,
            ask=Ask.of(asked),
            form=form,
            open_now=open_now,
            places=places_of(asked.asked_for["territories"]),
            channels=channels_of(asked.asked_for["channels"]),
            also=also_asked(Ask.of(asked), author),
            answer_by=answer_by(asked, names_zone=True),
            line=attribution_line(asked.version.testimonial, asked.asked_for["attribution"]),
        )
        return page, form.status
    return redirect(url_for("approval.approve", token=form.result), 303)


def _open(token: str) -> Asked | str:
    """The customer's question while it can be answered; else where to read what became of it."""
    asked = of_customer(token)
    closed = asked.fallen or asked.request.answered_at is not None or is_over(asked.request)
    return url_for("approval.approve", token=token) if closed else asked


def _handed_on(token: str) -> Delegate:
    link = find_link(HANDED_ON, token) or abort(404)
    return asked_now(db.session.get(Delegate, link.subject_id) or abort(404))
