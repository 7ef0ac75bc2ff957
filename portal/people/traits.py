"""What audience lists can ask of a member."""

from typing import Protocol

KINDS = ("segment", "stage", "company", "kind", "plan", "region", "country", "member")
"""`kind` is the company's: customer, partner or former."""


class Someone(Protocol):
    """A member, or as much of one as was read."""

    @property
    def id(self) -> int: ...
    @property
    def segment(self) -> str: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def company_id(self) -> int | None: ...
    @property
    def country(self) -> str | None: ...


class Somewhere(Protocol):
    """Their company, likewise."""

    @property
    def kind(self) -> str | None: ...
    @property
    def plan(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...


def traits_of(member: Someone, company: Somewhere | None) -> dict[str, str]:
    """Each kind of list with what the member is; what is not known of them is left out."""
    known = {
        "segment": member.segment,
        "stage": member.stage,
        "company": str(member.company_id) if member.company_id else None,
        "kind": company.kind if company else None,
        "plan": company.plan if company else None,
        "region": company.region if company else None,
        "country": member.country,
        "member": str(member.id),
    }
    return {kind: value for kind, value in known.items() if value}
