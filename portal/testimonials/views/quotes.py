"""The staff's room of quotes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from workflows.lifecycles import TESTIMONIAL

from ...core.clock import now
from ...core.database import db, transaction
from ...core.menu import Entry, menu_entry
from ...core.paging import By, page_by_key
from ...feedback.models import Feedback
from ...feedback.queries import visible_to as feedback_visible_to
from ...members.access import may, viewer
from ...members.models import User
from ..actions import ask_customer, ask_review, draft_testimonial, edit_words, release, renew, resume, suspend, withdraw
from ..forms import AskForm, ReleaseForm, WordsForm
from ..models import Testimonial
from ..queries import cleared, quotes_of, requests_of, standing_permissions, versions_of, with_people
from ..words import ATTRIBUTIONS, attribution_line, difference, strip_of, territory_name

blueprint = Blueprint("testimonials", __name__)
menu_entry(Entry(_l("Quotes"), "testimonials.quotes", "quote", 55, lambda viewer: viewer.may("quotes.read")))
SHELVES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "available": (_l("Available"), ("available", "used")),
    "approved": (_l("To release"), ("approved",)),
    "sent": (_l("With the customer"), ("sent",)),
    "drafted": (_l("Drafts"), ("captured", "drafted", "changes_requested")),
    "review": (_l("To look at"), ("review_due", "suspended", "takedown_open")),
    "ended": (_l("Ended"), ("declined", "expired", "withdrawn", "closed")),
}


@blueprint.get("/quotes")
@may("quotes.read")
def quotes() -> ResponseReturnValue:
    shelf = request.args.get("show", "available")
    shelves = SHELVES if viewer().may("quotes.edit") else {"available": SHELVES["available"]}
    if shelf not in shelves:
        abort(404)
    wanted = with_people(quotes_of(viewer(), now())).where(Testimonial.status.in_(SHELVES[shelf][1]))
    order = [By(Testimonial.changed_at, descending=True), By(Testimonial.id, descending=True)]
    page = page_by_key(wanted, order, request.args.get("page"), size=15)
    permissions = standing_permissions([quote.current_version_id for quote in page.rows if quote.current_version_id])
    return render_template(
        "testimonials/quotes.html",
        page=page,
        shelf=shelf,
        shelves={name: label for name, (label, _statuses) in shelves.items()},
        permissions=permissions,
        strip_of=strip_of,
        line=_line(permissions),
        labels=TESTIMONIAL.labels,
    )


@blueprint.get("/quotes/<int:testimonial_id>")
@may("quotes.read")
def quote(testimonial_id: int) -> ResponseReturnValue:
    return _page(_quote(testimonial_id))


def _page(found: Testimonial, ask: AskForm | None = None, give: ReleaseForm | None = None) -> ResponseReturnValue:
    """The quote's page; a form that was refused comes back with what was typed."""
    edits = viewer().may("quotes.edit")
    versions = versions_of(found) if edits else []
    permissions = standing_permissions([found.current_version_id] if found.current_version_id else [])
    form = ask or (AskForm(formdata=None, attribution="full_name", channels=["press"]) if edits else None)
    refused = next((each for each in (ask, give) if each is not None and each.errors), None)
    return render_template(
        "testimonials/quote.html",
        quote=found,
        versions=versions,
        changes=difference(found.feedback.words, found.current.words) if edits and found.current else [],
        requests=requests_of(found) if edits else [],
        strip=strip_of(permissions.get(found.current_version_id or 0, [])),
        line=_line(permissions)(found),
        usable=_usable(found),
        ask=form,
        give=give or ReleaseForm(formdata=None),
        label=TESTIMONIAL.labels[found.status],
        can=set(TESTIMONIAL.triggers(found.status)),
        own_words=found.current is not None and found.current.edited_by_id == viewer().id,
        named=ATTRIBUTIONS,
        territory_name=territory_name,
    ), (refused.status if refused else 200)


@blueprint.route("/feedback/<int:feedback_id>/quote", methods=["GET", "POST"])
@may("quotes.edit")
def draft(feedback_id: int) -> ResponseReturnValue:
    piece = _piece(feedback_id)
    form = WordsForm(words=piece.words)
    if not form.sent():
        return render_template("testimonials/draft.html", form=form, piece=piece), form.status
    with transaction():
        made = draft_testimonial(_piece(feedback_id), form.words.data or "", _actor(), form.incentive.data or "")
    flash(_("Drafted. Now ask the author."), "success")
    return _to(made.id)


@blueprint.route("/quotes/<int:testimonial_id>/words", methods=["GET", "POST"])
@may("quotes.edit")
def words(testimonial_id: int) -> ResponseReturnValue:
    found = _quote(testimonial_id)
    form = WordsForm(words=_suggested(found), incentive=found.current.incentive if found.current else "")
    if not form.sent():
        return render_template("testimonials/words.html", form=form, quote=found), form.status
    with transaction():
        edit_words(_quote(testimonial_id, lock=True), form.words.data or "", _actor(), form.incentive.data or "")
    flash(_("The next version is written. Whatever was allowed before is void; ask again."), "success")
    return _to(testimonial_id)


@blueprint.post("/quotes/<int:testimonial_id>/request")
@may("quotes.edit")
def ask(testimonial_id: int) -> ResponseReturnValue:
    form = AskForm()
    if not form.sent():
        return _page(_quote(testimonial_id), ask=form)
    with transaction():
        ask_customer(_quote(testimonial_id, lock=True), form.ask(), _actor())
    flash(_("The mail is on its way. If they do not answer, we do not use it."), "success")
    return _to(testimonial_id)


@blueprint.post("/quotes/<int:testimonial_id>/release")
@may("quotes.release")
def give_free(testimonial_id: int) -> ResponseReturnValue:
    form = ReleaseForm()
    if not form.sent():
        return _page(_quote(testimonial_id), give=form)
    with transaction():
        release(_quote(testimonial_id, lock=True), _actor(), form.reason.data or "")
    flash(_("Available, for what the customer allowed."), "success")
    return _to(testimonial_id)


Act = Callable[[Testimonial, User], None]
ACTS: dict[str, tuple[Act, Any]] = {
    "suspension": (suspend, _l("Suspended. Nobody uses it until you take it up again.")),
    "resumption": (lambda quote, _actor: resume(quote), _l("It is a draft again.")),
    "withdrawal": (withdraw, _l("Withdrawn. Nothing is allowed any more.")),
    "review": (lambda quote, _actor: ask_review(quote), _l("Noted: to be looked at.")),
    "renewal": (lambda quote, _actor: renew(quote), _l("Looked at, and available.")),
}


@blueprint.post("/quotes/<int:testimonial_id>/<any(suspension, resumption, withdrawal, review, renewal):act>")
@may("quotes.edit")
def change(testimonial_id: int, act: str) -> ResponseReturnValue:
    do, said = ACTS[act]
    with transaction():
        do(_quote(testimonial_id, lock=True), _actor())
    flash(str(said), "success")
    return _to(testimonial_id)


def _quote(testimonial_id: int, *, lock: bool = False) -> Testimonial:
    wanted = quotes_of(viewer(), now()).where(Testimonial.id == testimonial_id)
    wanted = wanted.with_for_update(of=Testimonial) if lock else with_people(wanted)
    found: Testimonial | None = db.session.scalar(wanted)
    return found or abort(404)


def _piece(feedback_id: int) -> Feedback:
    wanted = Feedback.id == feedback_id, feedback_visible_to(viewer())
    found = db.session.scalar(select(Feedback).where(*wanted))
    return found or abort(404)


def _suggested(found: Testimonial) -> str:
    """The customer's own words where they asked for others, else those that stand."""
    for asked in requests_of(found):
        if asked.version_id == found.current_version_id and asked.answer == "changes_requested":
            return asked.answer_words
    return found.current.words if found.current else ""


def _usable(found: Testimonial) -> bool:
    condition = cleared(Testimonial.current_version_id, at=now())
    usable = db.session.scalar(select(Testimonial.id).where(Testimonial.id == found.id, condition))
    return found.status in {"available", "used"} and usable is not None


def _line(permissions: dict[int, list[Any]]) -> Any:
    """The attribution that the newest standing permission allows; without one, nothing that names the author."""

    def line(quote: Testimonial) -> str:
        standing = permissions.get(quote.current_version_id or 0)
        if standing:
            return attribution_line(quote, standing[-1].attribution)
        return attribution_line(quote, "full_name" if viewer().may("quotes.edit") else "anonymous")

    return line


def _actor() -> User:
    return db.session.get_one(User, viewer().id)


def _to(testimonial_id: int) -> ResponseReturnValue:
    return redirect(url_for("testimonials.quote", testimonial_id=testimonial_id), 303)
