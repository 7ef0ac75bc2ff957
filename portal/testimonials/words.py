"""Permissions and attributions as people say them."""

from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from babel import Locale
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..core.clock import now
from .models import ANYWHERE, Permission, Testimonial

CHANNELS: dict[str, Any] = {
    "press": _l("Press"),
    "web": _l("Our website"),
    "social": _l("Social media"),
    "sales": _l("Sales talks"),
    "analyst": _l("Analysts"),
    "event": _l("Events"),
}
ATTRIBUTIONS: dict[str, Any] = {
    "full_name": _l("Full name, title and company"),
    "first_name": _l("First name and company"),
    "initials": _l("Initials and company"),
    "role_company": _l("Title and company, no name"),
    "role_industry": _l("Title and industry, no name"),
    "anonymous": _l("A customer, nothing else"),
}
SOON = timedelta(days=30)


class Change(NamedTuple):
    """A stretch of words: `kind` is same, gone or new."""

    kind: str
    words: str


def attribution_line(testimonial: Testimonial, attribution: str) -> str:
    """How the author is named under the quote: never more than the customer allowed."""
    member, company = testimonial.member, testimonial.company
    title = testimonial.job_title or _("customer")
    company_name = company.name if company else ""
    industry = company.industry if company and company.industry else _("a company")
    parts = {
        "full_name": [member.name, testimonial.job_title, company_name],
        "first_name": [member.given_name or member.name[:1], company_name],
        "initials": ["".join(f"{part[0]}." for part in member.name.split() if part), company_name],
        "role_company": [title.capitalize(), company_name],
        "role_industry": [title.capitalize(), industry],
        "anonymous": [_("A customer")],
    }[attribution]
    return ", ".join(str(part) for part in parts if part)


def territory_name(code: str) -> str:
    """The country of a code in the reader's language."""
    if code == ANYWHERE:
        return str(_("everywhere"))
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def strip_of(permissions: list[Permission]) -> list[tuple[str, str, str]]:
    """The permission strip: (channel, yes|no|soon, detail) for every channel that is allowed somewhere."""
    today = now().date()
    found: list[tuple[str, str, str]] = []
    for permission in permissions:
        if permission.revoked_at is not None or (permission.until is not None and permission.until < today):
            continue
        soon = permission.until is not None and permission.until - today <= SOON
        places = ", ".join(territory_name(code) for code in permission.values("territory"))
        detail = (
            _("%(places)s, until %(day)s", places=places, day=_short(permission.until)) if permission.until else places
        )
        found += [
            (str(CHANNELS[each]), "soon" if soon else "yes", str(detail)) for each in permission.values("channel")
        ]
    return found or [(str(_("nothing is allowed")), "no", "")]


def difference(before: str, after: str) -> list[Change]:
    """What changed between two texts, word by word (Ratcliff and Obershelp's matching, as in difflib)."""
    old, new = before.split(), after.split()
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", " ".join(old[a:b])))
            continue
        if b > a:
            changes.append(Change("gone", " ".join(old[a:b])))
        if d > c:
            changes.append(Change("new", " ".join(new[c:d])))
    return changes


def _short(day: date | None) -> str:
    return str(format_date(day, "medium")) if day else ""
