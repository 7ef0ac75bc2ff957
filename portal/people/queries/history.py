"""The ledger as the history of a person and of a company."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import aliased

from portal.access.models import User
from portal.access.verbs import USER_SIGNED_IN
from portal.core.database import db
from portal.ledger.models import Activity
from portal.ledger.queries import company_history, member_history

from ..history import Before, Event, Stretch, history_source, stretch
from ..models import Company, Member
from ..timeline import companies_in, describe

NOT_TOLD = (USER_SIGNED_IN,)
"""Verbs that would only fill the page."""


@history_source("ledger")
def ledger_of_member(member_id: int, before: Before | None, limit: int) -> list[Event]:
    """A member's lines, each with the name of whoever did it for them."""
    lines = _page(_OF_MEMBER, member_id, before, limit)
    companies = _names(companies_in([line for line, *_ in lines]))
    return [describe(line, by="" if own else actor or "", companies=companies) for line, actor, own, *_ in lines]


def history_of_company(company_id: int, cursor: str | None) -> Stretch:
    """A page of everything that happened with a company and its people."""
    return stretch({"ledger": partial(_ledger_of_company, company_id)}, cursor)


def _ledger_of_company(company_id: int, before: Before | None, limit: int) -> list[Event]:
    lines = _page(_OF_COMPANY, company_id, before, limit)
    companies = _names(companies_in([line for line, *_ in lines]))
    return [
        describe(line, by="" if own else actor or "", who=f"{given} {family}".strip(), companies=companies)
        for line, actor, own, given, family in ((*row[:3], row[3] or "", row[4] or "") for row in lines)
    ]


def _page(lines: Select[Any], whose: int, before: Before | None, limit: int) -> list[Any]:
    if before is not None:
        lines = lines.where(before.older(Activity.occurred_at, Activity.id))
    return list(db.session.execute(lines, {"whose": whose, "most": limit}).all())


def _told(lines: Select[Activity]) -> Select[Any]:
    """Lines with (actor's name, whether it was the member themselves, given name, family name)."""
    actor = aliased(User)
    return (
        lines.where(Activity.verb.not_in(NOT_TOLD))
        .outerjoin(actor, actor.id == Activity.actor_user_id)
        .outerjoin(Member, Member.id == Activity.member_id)
        .add_columns(actor.name, actor.member_id == Activity.member_id, Member.given_name, Member.family_name)
        .order_by(Activity.occurred_at.desc(), Activity.id.desc())
        .limit(bindparam("most"))
    )


_WHOSE: BindParameter[int] = bindparam("whose")
_OF_MEMBER = _told(member_history(_WHOSE))
_OF_COMPANY = _told(company_history(_WHOSE))


def _names(ids: Iterable[int]) -> dict[int, str]:
    named = set(ids)
    if not named:
        return {}
    return dict(db.session.execute(select(Company.id, Company.name).where(Company.id.in_(named))).all())
