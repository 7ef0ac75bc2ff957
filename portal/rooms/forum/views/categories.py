"""Where categories are made, and whom each is for."""

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.access.guards import may
from portal.kits.admission.actions import Terms
from portal.kits.admission.pages import SpacePages

from ..actions.categories import CategoryPlan, change_category, create_category, retire_category
from ..forms import CategoryForm
from ..models import Category
from ..queries.managing import every_category
from ..queries.seeing import CATEGORIES
from .blueprint import blueprint


@blueprint.get("/categories")
@may("forum.manage")
def categories() -> ResponseReturnValue:
    every = every_category()
    return render_template("forum/categories.html", categories=every, readers=CATEGORIES.count_readers(every))


@blueprint.route("/categories/new", methods=["GET", "POST"])
@may("forum.manage")
def new_category() -> ResponseReturnValue:
    return _PAGES.new()


@blueprint.route("/categories/<int:category_id>/edit", methods=["GET", "POST"])
@may("forum.manage")
def edit_category(category_id: int) -> ResponseReturnValue:
    return _PAGES.edit(category_id)


@blueprint.get("/categories/audience")
@may("forum.manage")
def audience() -> ResponseReturnValue:
    return _PAGES.count()


@blueprint.post("/categories/<int:category_id>/position")
@may("forum.manage")
def place_category(category_id: int) -> ResponseReturnValue:
    return _PAGES.place(category_id)


@blueprint.post("/categories/<int:category_id>/retirement")
@may("forum.manage")
def retire(category_id: int) -> ResponseReturnValue:
    return _PAGES.close(category_id)


@blueprint.post("/categories/<int:category_id>/retirement/end")
@may("forum.manage")
def unretire(category_id: int) -> ResponseReturnValue:
    return _PAGES.close(category_id, back=True)


def _form(category: Category | None) -> CategoryForm:
    if category is None:
        return CategoryForm(members_reply=True, members_create=True, agreement=0)
    names = "name", "description", "tone", "icon", "guides", "members_reply", "members_create"
    shown = {name: getattr(category, name) for name in names}
    return CategoryForm(data=shown | {"agreement": category.agreement_id or 0})


def _plan(form: CategoryForm, audiences: Mapping[str, Terms]) -> CategoryPlan:
    """What the form makes."""
    return CategoryPlan(
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


_PAGES = SpacePages(
    name="category",
    rules=CATEGORIES,
    template="forum/category_form.html",
    all_spaces="forum.categories",
    retired="forum.retire",
    opened="forum.unretire",
    created=_l("Category created."),
    form=_form,
    plan=_plan,
    create=create_category,
    change=change_category,
    retire=retire_category,
)
