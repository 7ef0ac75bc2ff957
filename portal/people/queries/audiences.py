"""What audiences are built of."""

from typing import Any

from sqlalchemy import select

from portal.core.database import db

from ..labels import COMPANY_KINDS, countries
from ..models import Company

Choices = list[tuple[str, Any]]


def audience_choices() -> dict[str, Choices]:
    """By list, what can be chosen for it: (value, name)."""
    companies = select(Company.id, Company.name).order_by(Company.name, Company.id)
    return {
        "kind": list(COMPANY_KINDS.items()),
        "company": [(str(id), name) for id, name in db.session.execute(companies)],
        "plan": _known(Company.plan),
        "region": _known(Company.region),
        "country": [(code, name) for code, name in countries() if code],
    }


def _known(column: Any) -> Choices:
    values = db.session.scalars(select(column).where(column.is_not(None), column != "").distinct().order_by(column))
    return [(value, value) for value in values]
