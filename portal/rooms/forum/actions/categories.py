"""Making the forum's categories and saying whom each is for."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.kits.admission.actions import SpacePlan, last_position, retire, write_space
from portal.ledger.ledger import record

from ..models import Category
from ..models.categories import ACTS
from ..verbs import CATEGORY_CHANGED, CATEGORY_CREATED


@dataclass(frozen=True)
class CategoryPlan(SpacePlan):
    """What a category is to be."""

    icon: str = "messages"
    guides: bool = False
    members_reply: bool = True
    members_create: bool = True


def create_category(plan: CategoryPlan, actor: User) -> Category:
    """A new category, behind the others."""
    category = Category(position=last_position(Category) + 1, name="", folded="", created_at=now())
    _write(category, plan)
    db.session.add(category)
    record(CATEGORY_CREATED, actor=actor, about=category)
    return category


def change_category(category: Category, plan: CategoryPlan, actor: User) -> None:
    """Say anew what it is and whom it is for; it holds from the next page on."""
    _write(category, plan)
    record(CATEGORY_CHANGED, actor=actor, about=category)


def retire_category(category: Category, actor: User, *, back: bool = False) -> bool:
    """Nothing new begins there; what stands stays readable. `back` opens it again. Whether that was news."""
    if not retire(category, back=back):
        return False
    record(CATEGORY_CHANGED, actor=actor, about=category)
    return True


def _write(category: Category, plan: CategoryPlan) -> None:
    unnamed, taken = _("Enter a name for the category."), _("There's already a category with that name.")
    write_space(category, plan, ACTS, unnamed=unnamed, taken=taken)
    category.guides = plan.guides
