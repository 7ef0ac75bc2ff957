"""Making a space, saying whom it is for, putting it into the order, and retiring it. Features record what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, fold, one_line
from portal.people.audience import make_audience, terms_of
from portal.people.models import Audience

from .spaces import MAX_NAME_CHARS, Space

LISTS = ("kind", "company", "plan", "region", "country")
"""What audiences of spaces are built of. Never segment or stage: a lower score must not change what somebody reads."""
Terms = Mapping[str, Sequence[str]]
S = TypeVar("S", bound=Space)


@dataclass(frozen=True)
class SpacePlan:
    """What a space is to be. `audiences` says for each act whom it is for; an empty one is every member."""

    name: str
    description: str = ""
    tone: str = "brand"
    icon: str = ""
    agreement_id: int | None = None
    audiences: Mapping[str, Terms] = field(default_factory=dict)


def last_position(model: type[Space]) -> int:
    """The position of the last space in the order; 0 where there is none."""
    return db.session.scalar(select(func.max(model.position))) or 0


def write_space(space: Space, plan: SpacePlan, acts: Sequence[str], *, unnamed: str, taken: str) -> None:
    """Write the plan into the space. Raises Refused with `unnamed` or `taken` for a name that cannot be."""
    name = one_line(plan.name)[:MAX_NAME_CHARS]
    folded = fold(name)[:MAX_NAME_CHARS]
    if not folded:
        raise Refused(unnamed)
    model = type(space)
    same = select(model.id).where(model.folded == folded, model.id.is_distinct_from(space.id))
    if db.session.scalar(same) is not None:
        raise Refused(taken)
    space.name, space.folded, space.description = name, folded, clean(plan.description)
    space.tone, space.icon, space.agreement_id = plan.tone, plan.icon, plan.agreement_id
    for act in acts:
        setattr(space, f"members_{act}", getattr(plan, f"members_{act}"))
    for act in ("see", *acts):
        put_audience(space, f"{act}_audience", plan.audiences.get(act, {}))


def put_audience(row: Any, attribute: str, terms: Terms) -> None:
    """Say whom something is for, as the audience in this attribute of the row. One that says the same stays."""
    terms = {kind: list(values) for kind, values in terms.items() if values}
    if set(terms) - set(LISTS):
        raise Refused(_("This can't be limited to a score or a stage. Choose something else."))
    before: Audience | None = getattr(row, attribute)
    if _sorted(terms_of(before)) == _sorted(terms):
        return
    setattr(row, attribute, make_audience(terms) if terms else None)
    if before is not None:
        db.session.flush()
        db.session.delete(before)


def shift(space: Space, step: int) -> None:
    """Move it up (-1) or down (1) in the order."""
    model = type(space)
    ordered = list(db.session.scalars(select(model).order_by(model.position, model.id).with_for_update()))
    at = ordered.index(space)
    ordered.insert(min(max(at + step, 0), len(ordered) - 1), ordered.pop(at))
    for position, each in enumerate(ordered, 1):
        each.position = position


def retire(space: Space, *, back: bool = False) -> bool:
    """Nothing new begins there; what stands stays readable. `back` opens it again. Whether that was news."""
    db.session.refresh(space, ["retired_at"], with_for_update={"of": type(space)})
    if (space.retired_at is None) is back:
        return False
    space.retired_at = None if back else now()
    return True


def _sorted(terms: Terms) -> dict[str, list[str]]:
    return {kind: sorted(values) for kind, values in terms.items()}
