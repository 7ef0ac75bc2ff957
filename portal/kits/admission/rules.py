"""Who sees a space and who may do what there: each one SQL condition, used by page, search, feed, mail and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true, union_all

from portal.access.models import StaffRole, User
from portal.access.roles import roles_with
from portal.core.database import db
from portal.people.audience import admits, members_in
from portal.people.models import Audience, AudienceTerm, Company, Member
from portal.people.viewer import Nobody, Viewer

from .agreements import has_signed, signed_by
from .spaces import Space

S = TypeVar("S", bound=Space)
Someone = Viewer | Nobody


@dataclass(frozen=True)
class Admission(Generic[S]):
    """The rules of the spaces of one `model`. Staff with the capability `reads` see every space.

    `acts` are what a space has an audience of its own for, besides seeing it.
    """

    model: type[S]
    reads: str
    acts: tuple[str, ...]

    def sees(self, viewer: Someone) -> ColumnElement[bool]:
        """The spaces that `viewer` may see: staff by capability, members by audience, both by agreement.

        A page asks this in most of its statements, so the condition (not its answer) is made once for each viewer; a
        viewer lasts as long as a request, and so does what the audience asks of the member.
        """
        name = f"_sees_{self.model.__name__}"
        known: ColumnElement[bool] | None = viewer.__dict__.get(name)
        if known is None:
            known = and_(self._admitted(viewer), has_signed(self.model.agreement_id, viewer))
            viewer.__dict__[name] = known
        return known

    def awaits_signature(self, viewer: Viewer) -> ColumnElement[bool]:
        """The spaces that `viewer` would see if they signed: their names are shown, nothing in them is."""
        agreement_id = self.model.agreement_id
        return and_(self._admitted(viewer), agreement_id.is_not(None), ~signed_by(agreement_id, viewer.id))

    def seen_ids(self, viewer: Someone) -> Select[Any]:
        """The ids of the spaces that `viewer` sees, for `column.in_(…)`."""
        return select(self.model.id).where(self.sees(viewer))

    def members_may(self, viewer: Viewer, act: str) -> ColumnElement[bool]:
        """The spaces (already seen, not retired) whose members may do this, if `viewer` is one whom it is for."""
        allowed: ColumnElement[bool] = getattr(self.model, f"members_{act}").expression
        audience_id = getattr(self.model, f"{act}_audience_id")
        return and_(allowed, self.model.retired_at.is_(None), admits(audience_id, viewer))

    def holds(self, space_id: int, *conditions: ColumnElement[bool]) -> bool:
        """Whether all of these are true of this space, now."""
        return db.session.scalar(select(self.model.id).where(self.model.id == space_id, *conditions)) is not None

    def opened_by(self, viewer: Viewer, agreement_id: int) -> Select[int, str]:
        """The (id, name) of the spaces behind an agreement that `viewer` sees, or would see if they signed."""
        behind = self.model.agreement_id == agreement_id
        seen = or_(self.awaits_signature(viewer), self.sees(viewer))
        return select(self.model.id, self.model.name).where(behind, seen).order_by(self.model.position, self.model.id)

    def readers_of(self, space: S) -> Select[Any]:
        """The ids of the users who see this space: `sees` from the other side, for counting and telling."""
        if space.agreement_id is None:
            return self.readers_by(space.see_audience)
        own = select(self.model.agreement_id).where(self.model.id == space.id).scalar_subquery()
        return self.readers_by(space.see_audience, own)

    def readers_by(self, audience: Audience | None, agreement_id: ColumnElement[int] | None = None) -> Select[Any]:
        """The ids of the users whom this audience and agreement would let in."""
        member = and_(Member.joined_at.is_not(None), Member.merged_into_id.is_(None), members_in(audience))
        staff = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(roles_with(self.reads)))
        readers = (
            select(User.id)
            .outerjoin(Member, Member.id == User.member_id)
            .outerjoin(Company, Company.id == Member.company_id)
            .where(User.active, or_(member, staff))
        )
        return readers if agreement_id is None else readers.where(signed_by(agreement_id, User.id))

    def count_let_in(self, terms: Mapping[str, Sequence[str]], agreement_id: int | None) -> int:
        """How many people a rule that is not kept yet would let in."""
        rule = [AudienceTerm(kind=kind, value=value) for kind, values in terms.items() for value in values]
        readers = self.readers_by(Audience(terms=rule), literal(agreement_id) if agreement_id else None)
        return db.session.scalar(select(func.count()).select_from(readers.subquery())) or 0

    def count_readers(self, spaces: Sequence[S]) -> dict[int, int]:
        """By space, how many people see it: one statement."""
        if not spaces:
            return {}
        counts = [
            select(literal(each.id), func.count()).select_from(self.readers_of(each).subquery()).correlate(None)
            for each in spaces
        ]
        return dict(db.session.execute(union_all(*counts)).all())

    def _admitted(self, viewer: Someone) -> ColumnElement[bool]:
        return true() if viewer.may(self.reads) else admits(self.model.see_audience_id, viewer)
