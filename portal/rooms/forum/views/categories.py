"""Where categories are made, and whom each is for."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.filters import flash_undo
from portal.core.urls import row_id
from portal.people.audience import LISTS, terms_of
from portal.people.queries.audiences import audience_choices

from ..actions.categories import (
    ACTS,
    Wanted,
    change_category,
    create_category,
    retire_category,
    shift_category,
)
from ..forms import ICONS, CategoryForm
from ..models import Category
from ..queries.managing import agreements, count_let_in, count_readers_of, every_category
from .blueprint import actor, blueprint

Terms = dict[str, dict[str, list[str]]]


@blueprint.get("/categories")
@may("forum.manage")
def categories() -> ResponseReturnValue:
    found = every_category()
    return render_template("forum/categories.html", categories=found, readers=count_readers_of(found))


@blueprint.route("/categories/new", methods=["GET", "POST"])
@may("forum.manage")
def new_category() -> ResponseReturnValue:
    form = _with_choices(CategoryForm(members_reply=True, members_create=True, agreement=0))
    choices, chosen = audience_choices(), _chosen()
    if request.method == "GET" or _only_counting() or not form.sent():
        return _page(form, chosen, choices)
    try:
        with transaction():
            create_category(_wanted(form, chosen, choices), actor())
    except Refused as refusal:
        form.name.errors = [refusal.message]
        return _page(form, chosen, choices)
    flash(_("The category is there."), "success")
    return redirect(url_for("forum.categories"), 303)


@blueprint.route("/categories/<int:category_id>/edit", methods=["GET", "POST"])
@may("forum.manage")
def edit_category(category_id: int) -> ResponseReturnValue:
    found = _the_category(category_id)
    form = _with_choices(CategoryForm(obj=found, data={"agreement": found.agreement_id or 0}))
    if request.method == "GET":
        form.agreement.data = found.agreement_id or 0
    choices = audience_choices()
    chosen = _chosen() if request.method == "POST" else _kept(found)
    if request.method == "GET" or _only_counting() or not form.sent():
        return _page(form, chosen, choices, found)
    try:
        with transaction():
            change_category(_the_category(category_id), _wanted(form, chosen, choices), actor())
    except Refused as refusal:
        form.name.errors = [refusal.message]
        return _page(form, chosen, choices, _the_category(category_id))
    flash(_("Kept. It holds from now on."), "success")
    return redirect(url_for("forum.categories"), 303)


@blueprint.get("/categories/audience")
@may("forum.manage")
def audience() -> ResponseReturnValue:
    """How many people would see a category of this rule, while it is put together."""
    terms = {kind: request.args.getlist(f"see-{kind}")[:500] for kind in LISTS}
    people = count_let_in(terms, request.args.get("agreement", type=row_id))
    return {"people": people, "words": _readers_in_words(people)}


@blueprint.post("/categories/<int:category_id>/position")
@may("forum.manage")
def place_category(category_id: int) -> ResponseReturnValue:
    with transaction():
        shift_category(_the_category(category_id), -1 if request.form.get("step") == "up" else 1)
    return redirect(url_for("forum.categories"), 303)


@blueprint.post("/categories/<int:category_id>/retirement")
@may("forum.manage")
def retire(category_id: int) -> ResponseReturnValue:
    back = "back" in request.args
    with transaction():
        retire_category(_the_category(category_id), actor(), back=back)
    undo = url_for("forum.retire", category_id=category_id, back=None if back else 1)
    flash_undo(_("Open again.") if back else _("Retired: it stays readable, and nothing new begins there."), undo)
    return redirect(url_for("forum.categories"), 303)


def _page(
    form: CategoryForm, chosen: Terms, choices: Mapping[str, Any], found: Category | None = None
) -> ResponseReturnValue:
    people = count_let_in(chosen["see"], form.agreement.data or None)
    page = render_template(
        "forum/category_form.html",
        form=form,
        chosen=chosen,
        choices=choices,
        category=found,
        icons=ICONS,
        readers=_readers_in_words(people),
    )
    return page, 422 if request.method == "POST" else 200


def _with_choices(form: CategoryForm) -> CategoryForm:
    form.agreement.choices = [(0, _("None")), *((each.id, each.name) for each in agreements())]
    return form


def _chosen() -> Terms:
    """What was chosen for each act, as the form carries it ("see-country")."""
    return {act: {kind: request.form.getlist(f"{act}-{kind}")[:500] for kind in LISTS} for act in ACTS}


def _kept(found: Category) -> Terms:
    """What is chosen now."""
    kept = {act: terms_of(getattr(found, f"{act}_audience")) for act in ACTS}
    return {act: {kind: terms.get(kind, []) for kind in LISTS} for act, terms in kept.items()}


def _wanted(form: CategoryForm, chosen: Terms, choices: Mapping[str, Any]) -> Wanted:
    """What the form makes; only what can be chosen is taken."""
    offered = {kind: {value for value, _name in choices[kind]} for kind in LISTS}
    audiences = {
        act: {kind: [value for value in values if value in offered[kind]] for kind, values in lists.items()}
        for act, lists in chosen.items()
    }
    return Wanted(
        name=form.name.data or "",
        description=form.description.data or "",
        tone=form.tone.data,
        icon=form.icon.data,
        guides=bool(form.guides.data),
        members_reply=bool(form.members_reply.data),
        members_create=bool(form.members_create.data),
        agreement_id=form.agreement.data or None,
        audiences=audiences,
    )


def _only_counting() -> bool:
    """Whether the button was the one that counts readers, for browsers without scripts."""
    return "count" in request.form


def _readers_in_words(people: int) -> str:
    return str(ngettext("%(num)s person will see this", "%(num)s people will see this", people))


def _the_category(category_id: int) -> Category:
    return db.session.get(Category, category_id) or abort(404)
