"""Where categories are made, and whom each is for."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import transaction
from portal.core.filters import flash_undo
from portal.core.loading import row_or_404
from portal.core.urls import row_id
from portal.kits.admission.actions import shift
from portal.kits.admission.choices import (
    Chosen,
    agreement_choices,
    audience_choices,
    chosen_in_form,
    chosen_in_query,
    chosen_now,
    counts_only,
    offered,
    readers_label,
)
from portal.people.acting import actor

from ..actions.categories import CategoryPlan, change_category, create_category, retire_category
from ..forms import ICONS, CategoryForm
from ..models import Category
from ..queries.managing import every_category
from ..queries.seeing import CATEGORIES
from .blueprint import blueprint

ACTS = ("see", *CATEGORIES.acts)


@blueprint.get("/categories")
@may("forum.manage")
def categories() -> ResponseReturnValue:
    every = every_category()
    return render_template("forum/categories.html", categories=every, readers=CATEGORIES.count_readers(every))


@blueprint.route("/categories/new", methods=["GET", "POST"])
@may("forum.manage")
def new_category() -> ResponseReturnValue:
    form = _with_choices(CategoryForm(members_reply=True, members_create=True, agreement=0))
    choices, chosen = audience_choices(), chosen_in_form(ACTS)
    if request.method == "GET" or counts_only() or not form.sent():
        return _page(form, chosen, choices)
    if not form.submit(lambda: create_category(_plan(form, chosen, choices), actor()), at=form.name):
        return _page(form, chosen, choices)
    flash(_("The category is there."), "success")
    return redirect(url_for("forum.categories"), 303)


@blueprint.route("/categories/<int:category_id>/edit", methods=["GET", "POST"])
@may("forum.manage")
def edit_category(category_id: int) -> ResponseReturnValue:
    category = row_or_404(Category, category_id)
    form = _with_choices(CategoryForm(obj=category, data={"agreement": category.agreement_id or 0}))
    if request.method == "GET":
        form.agreement.data = category.agreement_id or 0
    choices = audience_choices()
    chosen = chosen_in_form(ACTS) if request.method == "POST" else _chosen_for(category)
    if request.method == "GET" or counts_only() or not form.sent():
        return _page(form, chosen, choices, category)

    def act() -> None:
        change_category(row_or_404(Category, category_id), _plan(form, chosen, choices), actor())

    if not form.submit(act, at=form.name):
        return _page(form, chosen, choices, row_or_404(Category, category_id))
    flash(_("Kept. It holds from now on."), "success")
    return redirect(url_for("forum.categories"), 303)


@blueprint.get("/categories/audience")
@may("forum.manage")
def audience() -> ResponseReturnValue:
    """How many people would see a category of this rule, while it is put together."""
    people = CATEGORIES.count_let_in(chosen_in_query("see"), request.args.get("agreement", type=row_id))
    return {"people": people, "words": readers_label(people)}


@blueprint.post("/categories/<int:category_id>/position")
@may("forum.manage")
def place_category(category_id: int) -> ResponseReturnValue:
    with transaction():
        shift(row_or_404(Category, category_id), -1 if request.form.get("step") == "up" else 1)
    return redirect(url_for("forum.categories"), 303)


@blueprint.post("/categories/<int:category_id>/retirement")
@may("forum.manage")
def retire(category_id: int) -> ResponseReturnValue:
    with transaction():
        retire_category(row_or_404(Category, category_id), actor())
    undo = url_for("forum.unretire", category_id=category_id)
    flash_undo(_("Retired: it stays readable, and nothing new begins there."), undo)
    return redirect(url_for("forum.categories"), 303)


@blueprint.post("/categories/<int:category_id>/retirement/end")
@may("forum.manage")
def unretire(category_id: int) -> ResponseReturnValue:
    with transaction():
        retire_category(row_or_404(Category, category_id), actor(), back=True)
    flash_undo(_("Open again."), url_for("forum.retire", category_id=category_id))
    return redirect(url_for("forum.categories"), 303)


def _page(
    form: CategoryForm, chosen: Chosen, choices: Mapping[str, Any], category: Category | None = None
) -> ResponseReturnValue:
    people = CATEGORIES.count_let_in(chosen["see"], form.agreement.data or None)
    page = render_template(
        "forum/category_form.html",
        form=form,
        chosen=chosen,
        choices=choices,
        category=category,
        icons=ICONS,
        readers=readers_label(people),
    )
    return page, 422 if request.method == "POST" else 200


def _with_choices(form: CategoryForm) -> CategoryForm:
    form.agreement.choices = [(0, _("None")), *agreement_choices()]
    return form


def _chosen_for(category: Category) -> Chosen:
    return chosen_now({act: getattr(category, f"{act}_audience") for act in ACTS})


def _plan(form: CategoryForm, chosen: Chosen, choices: Mapping[str, Any]) -> CategoryPlan:
    """What the form makes; only what can be chosen is taken."""
    return CategoryPlan(
        name=form.name.data or "",
        description=form.description.data or "",
        tone=form.tone.data,
        icon=form.icon.data,
        guides=bool(form.guides.data),
        members_reply=bool(form.members_reply.data),
        members_create=bool(form.members_create.data),
        agreement_id=form.agreement.data or None,
        audiences=offered(chosen, choices),
    )
