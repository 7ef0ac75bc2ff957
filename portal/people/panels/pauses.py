"""The way to a pause by hand, on the pages of a person and of a company."""

from flask import render_template
from flask_login import current_user

from portal.core.slots import panel

from ..models import Company, Member
from ..queries.pauses import standing_pause_of


@panel("member_actions", order=40)
def pause_member(member: Member) -> str | None:
    """The way to a pause of a person; one that stands is changed in its panel."""
    if not current_user.may("people.edit") or standing_pause_of(member) is not None:
        return None
    return render_template("people/people/_pause.html", member=member, company=None)


@panel("company_actions", order=40)
def pause_company(company: Company) -> str | None:
    """The way to a pause of a company."""
    if not current_user.may("people.edit") or standing_pause_of(company) is not None:
        return None
    return render_template("people/people/_pause.html", member=None, company=company)
