"""Making the forum's categories and saying whom each is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, fold, one_line
from portal.ledger.ledger import record
from portal.people.audience import Terms, put_audience
from portal.people.models import User

from ..models import Category
from ..verbs import CATEGORY_CHANGED, CATEGORY_CREATED

ACTS = ("see", "reply", "create")


@dataclass(frozen=True)
class Wanted:
    """What a category is to be. `audiences` says for each act whom it is for; an empty one is every member."""

    name: str
    description: str = ""
    tone: str = "brand"
    icon: str = "messages"
    guides: bool = False
    members_reply: bool = True
    members_create: bool = True
    agreement_id: int | None = None
    audiences: Mapping[str, Terms] = field(default_factory=dict)


def create_category(wanted: Wanted, actor: User) -> Category:
    """A new category, behind the others."""
    last = db.session.scalar(select(func.max(Category.position))) or 0
    category = Category(position=last + 1, name="", folded="", created_at=now())
    _write(category, wanted)
    db.session.add(category)
    record(CATEGORY_CREATED, actor=actor, about=category)
    return category


def change_category(category: Category, wanted: Wanted, actor: User) -> None:
    """Say anew what it is and whom it is for; it holds from the next page on."""
    _write(category, wanted)
    record(CATEGORY_CHANGED, actor=actor, about=category)


def shift_category(category: Category, step: int) -> None:
    """Move it up (-1) or down (1) in the order."""
    ordered = list(db.session.scalars(select(Category).order_by(Category.position, Category.id).with_for_update()))
    at = ordered.index(category)
    to = min(max(at + step, 0), len(ordered) - 1)
    ordered.insert(to, ordered.pop(at))
    for position, each in enumerate(ordered, 1):
        each.position = position


def retire_category(category: Category, actor: User, *, back: bool = False) -> None:
    """Nothing new begins there; what stands stays readable. `back` opens it again."""
    if (category.retired_at is None) is back:
        return
    category.retired_at = None if back else now()
    record(CATEGORY_CHANGED, actor=actor, about=category)


def _write(category: Category, wanted: Wanted) -> None:
    name = one_line(wanted.name)[:80]
    if not fold(name):
        raise Refused(_("Give the category a name."))
    same = select(Category.id).where(Category.folded == fold(name))
    if category.id is not None:
        same = same.where(Category.id != category.id)
    if db.session.scalar(same) is not None:
        raise Refused(_("There is a category of that name."))
    category.name, category.folded, category.description = name, fold(name), clean(wanted.description)
    category.tone, category.icon, category.guides = wanted.tone, wanted.icon, wanted.guides
    category.members_reply, category.members_create = wanted.members_reply, wanted.members_create
    category.agreement_id = wanted.agreement_id
    for act in ACTS:
        put_audience(category, act, wanted.audiences.get(act, {}))
