"""Choosing whom something is for: what can be chosen, what a form carries, and what stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.core.database import db
from portal.people.audience import terms_of
from portal.people.labels import COMPANY_KINDS, countries
from portal.people.models import Audience, Company

from .actions import LISTS
from .models import Agreement

MAX_VALUES = 500
Choices = Mapping[str, Sequence[tuple[str, Any]]]
Chosen = dict[str, dict[str, list[str]]]
"""By act and list, the values: `chosen["see"]["country"]`."""


def audience_choices() -> dict[str, list[tuple[str, Any]]]:
    """By list, what can be chosen for it: (value, name)."""
    companies = db.session.execute(select(Company.id, Company.name).order_by(Company.name, Company.id))
    return {
        "kind": list(COMPANY_KINDS.items()),
        "company": [(str(company.id), company.name) for company in companies],
        "plan": _values_of(Company.plan),
        "region": _values_of(Company.region),
        "country": [(code, name) for code, name in countries() if code],
    }


def with_standing(choices: Choices, standing: Chosen) -> dict[str, list[tuple[str, Any]]]:
    """The same with what stands already: the last company of a plan may be gone, and the rule goes on."""
    values = {kind: {value for lists in standing.values() for value in lists.get(kind, ())} for kind in LISTS}
    known = {kind: {value for value, _name in choices[kind]} for kind in LISTS}
    return {kind: [*choices[kind], *((each, each) for each in sorted(values[kind] - known[kind]))] for kind in LISTS}


def agreement_choices() -> list[tuple[int, str]]:
    """Every agreement by name: (id, name)."""
    rows = db.session.execute(select(Agreement.id, Agreement.name).order_by(Agreement.name, Agreement.id))
    return [(row.id, row.name) for row in rows]


def every_agreement() -> list[Agreement]:
    """Every agreement with its versions, by name. Two statements."""
    by_name = select(Agreement).options(selectinload(Agreement.versions)).order_by(Agreement.name, Agreement.id)
    return list(db.session.scalars(by_name))


def chosen_in_query(act: str) -> dict[str, list[str]]:
    """What was chosen for one act, as the address carries it ("see-country")."""
    return {kind: request.args.getlist(f"{act}-{kind}")[:MAX_VALUES] for kind in LISTS}


def chosen_now(audiences: Mapping[str, Audience | None]) -> Chosen:
    """What stands for each act."""
    return {act: {kind: terms_of(audience).get(kind, []) for kind in LISTS} for act, audience in audiences.items()}


def counts_only() -> bool:
    """Whether the button was the one that counts readers, for browsers without scripts."""
    return "count" in request.form


def readers_label(people: int) -> str:
    """How many people see it, as the form says it."""
    return str(ngettext("%(num)s person will see this", "%(num)s people will see this", people))


def _values_of(column: Any) -> list[tuple[str, Any]]:
    values = db.session.scalars(select(column).where(column.is_not(None), column != "").distinct().order_by(column))
    return [(value, value) for value in values]
