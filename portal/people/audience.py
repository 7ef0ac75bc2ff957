"""Audience rules: OR within a list, AND across lists, empty for every signed-in member."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, false, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.core.database import db

from .models import Audience, AudienceTerm
from .traits import KINDS, TRAITS
from .viewer import Nobody, Viewer

TERM, MATCH = aliased(AudienceTerm), aliased(AudienceTerm)
"""Made once: a new alias at each question would cost more than the question."""

AudienceId = ColumnElement[int] | InstrumentedAttribute[int | None]


def make_audience(terms: Mapping[str, Iterable[str]]) -> Audience:
    """An audience of these lists by kind; raises ValueError for a kind that does not exist."""
    unknown = set(terms) - set(KINDS)
    if unknown:
        raise ValueError(f"no such audience list: {', '.join(sorted(unknown))}")
    audience = Audience(
        terms=[AudienceTerm(kind=kind, value=value) for kind, values in terms.items() for value in values]
    )
    db.session.add(audience)
    db.session.flush()
    return audience


def terms_of(audience: Audience | None) -> dict[str, list[str]]:
    """The lists of an audience by kind."""
    lists: dict[str, list[str]] = {}
    for term in audience.terms if audience else ():
        lists.setdefault(term.kind, []).append(term.value)
    return lists


def admits(audience_id: AudienceId, viewer: Viewer | Nobody) -> ColumnElement[bool]:
    """The SQL condition: does the audience in this column admit `viewer`? Null means every signed-in member.

    A member is admitted when no list of the audience is without a match. Staff are judged by capability
    elsewhere; one without a membership is in no audience.
    """
    if not isinstance(viewer, Viewer) or not viewer.is_member:
        return false()
    traits = viewer.traits
    term, match = TERM, MATCH
    fits = or_(*(and_(match.kind == kind, match.value == value) for kind, value in traits.items()), false())
    matched = select(literal(1)).where(match.audience_id == term.audience_id, match.kind == term.kind, fits).exists()
    unmatched = select(literal(1)).where(term.audience_id == audience_id, ~matched).exists()
    return or_(audience_id.is_(None), and_(true(), ~unmatched))


def members_in(audience: Audience | None) -> ColumnElement[bool]:
    """The same rule from the other side: which members (outer joined with their company) the audience admits.

    For counting and telling readers; what somebody may see is always asked by `admits`.
    """
    return and_(true(), *(TRAITS[kind].expression.in_(values) for kind, values in sorted(terms_of(audience).items())))
