"""What somebody has begun to write: kept while they type, listed, and thrown away."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.errors import Refused, wants_json
from portal.core.forms import shown_alone
from portal.core.inputs import json_object, number_in
from portal.core.markdown import excerpt
from portal.core.paging import By, page_by_key
from portal.people.acting import actor, only_for
from portal.people.viewer import viewer

from .actions import Saved, forget_draft, save_draft
from .forms import LongDraftForm
from .models import Draft
from .places import names_of, place_of, writes_somewhere
from .queries import drafts_of

blueprint = Blueprint("drafts", __name__, url_prefix="/community/drafts")


only_for(blueprint, writes_somewhere)


@blueprint.get("")
def drafts() -> ResponseReturnValue:
    order = (By(Draft.saved_at, descending=True), By(Draft.place))
    page = page_by_key(drafts_of(viewer().id), order, request.args.get("page"))
    names = names_of([draft.place for draft in page.rows])
    return render_template("writing/drafts.html", page=page, names=names, url_of=url_of, excerpt=excerpt)


@blueprint.post("/<place>")
def draft(place: str) -> ResponseReturnValue:
    """Keep what was typed: JSON from a page that saves by itself, or a button without scripts."""
    typed: Mapping[str, Any] = json_object() if request.is_json else request.form
    _look_at(place)
    title, body = str(typed.get("title") or ""), str(typed.get("body") or "")
    sequence = number_in(str(typed.get("sequence", "0"))) or 0
    try:
        with transaction():
            saved = save_draft(actor(), place, title, body, sequence)
    except Refused as refusal:
        if wants_json() or request.is_json:
            raise
        return _too_long(refusal, place)
    if wants_json() or request.is_json:
        return _as_object(saved), 200 if saved.taken else 409
    if not saved.taken:
        shown = {"saved": saved, "title": title, "body": body, "place": place, "url": url_of(place)}
        return render_template("writing/draft_newer.html", **shown), 409
    flash(_("Saved. You'll find it in your drafts."), "success")
    return redirect(url_for("drafts.drafts"), 303)


@blueprint.post("/<place>/end")
def drop(place: str) -> ResponseReturnValue:
    if place_of(place) is None:
        abort(404)
    with transaction():
        forget_draft(actor(), place)
    flash(_("Draft deleted."), "success")
    return redirect(url_for("drafts.drafts"), 303)


def _too_long(refusal: Refused, place: str) -> ResponseReturnValue:
    form = LongDraftForm()
    form.refuse(refusal, form.body)
    return shown_alone(form, _("Shorten your draft"), _("Save as draft"), url_of(place))


def url_of(place: str) -> str:
    """The page where these words would be sent."""
    known = place_of(place)
    return known[0].url(known[1]) if known else url_for("drafts.drafts")


def _look_at(place: str) -> None:
    """404 unless the viewer sees the place."""
    found, number = place_of(place) or abort(404)
    found.look(number)


def _as_object(saved: Saved) -> dict[str, Any]:
    return {"taken": saved.taken, "sequence": saved.sequence, "title": saved.title, "body": saved.body}
