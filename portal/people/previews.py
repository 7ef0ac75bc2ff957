"""What becomes of two records before they become one."""

from datetime import date
from typing import NamedTuple

from flask_babel import format_date
from flask_babel import gettext as _

from portal.access.models import User
from portal.core.models import Base

from .actions.merge import merged_company_values, merged_values
from .labels import COMPANY_KINDS, country_name, euros
from .logins import login_of
from .merging import counts_of
from .models import Company, Member


class Detail(NamedTuple):
    """One detail of both records; `filled` where the one who stays takes it from the double."""

    label: str
    stays: str
    double: str
    filled: bool

    @property
    def said(self) -> bool:
        """Whether either of them says anything about it."""
        return bool(self.stays or self.double)


def member_details(stays: Member, double: Member) -> list[Detail]:
    """What both records say, side by side."""
    kept = merged_values(stays, double)

    def detail(label: str, name: str, own: object, other: object) -> Detail:
        return Detail(label, str(own or ""), str(other or ""), kept.get(name, own) != getattr(stays, name))

    return [
        Detail(_("Name"), stays.name, double.name, stays.name == stays.email and double.name != double.email),
        Detail(_("Email address"), stays.email, double.email, filled=False),
        detail(_("Company"), "company_id", _named(stays.company), _named(double.company)),
        detail(_("Job title"), "job_title", stays.job_title, double.job_title),
        detail(_("Country"), "country", country_name(stays.country), country_name(double.country)),
        detail(_("Looked after by"), "owner_user_id", _named(stays.owner), _named(double.owner)),
        Detail(_("Known since"), _day(stays.created_at), _day(double.created_at), filled=False),
        detail(_("Joined"), "joined_at", _day(stays.joined_at), _day(double.joined_at)),
        detail(
            _("No promotional email since"),
            "unsubscribed_at",
            _day(stays.unsubscribed_at),
            _day(double.unsubscribed_at),
        ),
    ]


def company_details(stays: Company, double: Company) -> list[Detail]:
    """What both records say, side by side."""
    kept = merged_company_values(stays, double)

    def detail(label: str, name: str, own: object, other: object) -> Detail:
        return Detail(label, str(own or ""), str(other or ""), kept[name] != getattr(stays, name))

    return [
        Detail(_("Name"), stays.name, double.name, filled=False),
        Detail(_("Relationship"), _kind(stays), _kind(double), filled=False),
        detail(_("Web domain"), "domain", stays.domain, double.domain),
        detail(_("Plan"), "plan", stays.plan, double.plan),
        detail(_("Yearly revenue"), "revenue", euros(stays.revenue), euros(double.revenue)),
        detail(_("Contract renews on"), "renews_on", _day(stays.renews_on), _day(double.renews_on)),
        detail(_("Industry"), "industry", stays.industry, double.industry),
        detail(_("Region"), "region", stays.region, double.region),
        detail(_("External ID"), "external_id", stays.external_id, double.external_id),
        detail(_("Looked after by"), "owner_user_id", _named(stays.owner), _named(double.owner)),
    ]


def what_moves(kind: str, double_id: int) -> list[tuple[str, int]]:
    """How many rows of each sort go over, in words."""
    labels = {mapper.class_.__tablename__: mapper.class_.rows_label for mapper in Base.registry.mappers}
    return [(str(labels.get(name) or _plainly(name)), number) for name, number in counts_of(kind, double_id).items()]


def suggested_to_stay(one: Member, other: Member) -> Member:
    """The record that people have used: the one with a login, else who joined or acted, else the older one."""

    def worth(member: Member) -> tuple[bool, bool, bool, int]:
        return (
            login_of(member) is not None,
            member.joined_at is not None,
            member.last_act_at is not None,
            -member.id,
        )

    return max(one, other, key=worth)


def _named(row: Company | User | None) -> str:
    return row.name if row else ""


def _kind(company: Company) -> str:
    return str(COMPANY_KINDS.get(company.kind, company.kind))


def _day(moment: date | None) -> str:
    return str(format_date(moment, "long")) if moment else ""


def _plainly(table: str) -> str:
    return table.replace("_", " ").capitalize()
