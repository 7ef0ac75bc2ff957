"""Two records become one: choose the other one, look at what is kept, merge."""

from typing import TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import may
from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.inputs import argument, row_id

from ...actions.merge import merge_companies, merge_members
from ...logins import login_of
from ...models import Company, Member
from ...previews import company_details, member_details, suggested_to_stay, what_moves
from ...queries.companies import company_or_404
from ...queries.doubles import company_could_be, could_be
from ...queries.people import person_or_404
from ...viewer import viewer
from . import blueprint

Kept = TypeVar("Kept", Member, Company)


@blueprint.get("/people/<int:member_id>/merge")
@may("people.edit")
def merge(member_id: int) -> ResponseReturnValue:
    """Choose who the double is; with `with`, see what is kept."""
    member = person_or_404(member_id, merged=True)
    if member.merged_into_id is not None:
        return redirect(url_for("people.merge", member_id=member.merged_into_id), 303)
    other = _other(Member, member)
    if other is None:
        words = argument("q")
        return render_template(
            "people/people/merge_whom.html", member=member, words=words, found=could_be(member, words)
        )
    return _person_preview(member, other, None), 200


@blueprint.post("/people/<int:member_id>/merge")
@may("people.edit")
def merge_person(member_id: int) -> ResponseReturnValue:
    """Make the double a part of the one who stays."""
    double_id, login_id = request.form.get("double", type=row_id), request.form.get("login", type=row_id)
    try:
        with transaction():
            stays, double = _both(Member, member_id, double_id)
            merge_members(stays, double, viewer().user, db.session.get(User, login_id) if login_id else None)
    except Refused as refusal:
        stays, double = _both(Member, member_id, double_id)
        if double.merged_into_id or stays.merged_into_id:
            raise
        return _person_preview(stays, double, refusal.message, turned=True), 422
    flash(_("%(name)s is one person again.", name=stays.name), "success")
    return redirect(url_for("people.person", member_id=member_id), 303)


@blueprint.get("/companies/<int:company_id>/merge")
@may("people.edit")
def merge_company(company_id: int) -> ResponseReturnValue:
    """Choose which company the double is; with `with`, see what is kept."""
    company = company_or_404(company_id, merged=True)
    if company.merged_into_id is not None:
        return redirect(url_for("people.merge_company", company_id=company.merged_into_id), 303)
    other = _other(Company, company)
    if other is None:
        words = argument("q")
        return render_template(
            "people/companies/merge_whom.html", company=company, words=words, found=company_could_be(company, words)
        )
    return render_template(
        "people/companies/merge.html",
        stays=company,
        double=other,
        details=company_details(company, other),
        moves=what_moves("company", other.id),
    )


@blueprint.post("/companies/<int:company_id>/merge")
@may("people.edit")
def merge_the_company(company_id: int) -> ResponseReturnValue:
    """Make the double a part of the company that stays."""
    with transaction():
        stays, double = _both(Company, company_id, request.form.get("double", type=row_id))
        merge_companies(stays, double, viewer().user)
    flash(_("%(name)s is one company again.", name=stays.name), "success")
    return redirect(url_for("people.company", company_id=company_id), 303)


def _person_preview(one: Member, other: Member, refusal: str | None, *, turned: bool = False) -> str:
    """What is kept; the one that was used more stays, unless the address or the form says otherwise."""
    chosen = turned or request.args.get("keep", type=row_id) == one.id
    stays = one if chosen else suggested_to_stay(one, other)
    double = other if stays is one else one
    logins = [login for login in (login_of(stays), login_of(double)) if login is not None]
    return render_template(
        "people/people/merge.html",
        stays=stays,
        double=double,
        details=member_details(stays, double),
        moves=what_moves("member", double.id),
        logins=logins,
        refusal=refusal,
    )


def _other(kind: type[Kept], row: Kept) -> Kept | None:
    other_id = request.args.get("with", type=row_id)
    if other_id is None or other_id == row.id:
        return None
    other = db.session.get(kind, other_id)
    return other if other is not None and other.merged_into_id is None else None


def _both(kind: type[Kept], stays_id: int, double_id: int | None) -> tuple[Kept, Kept]:
    """Both rows, locked in one order so that two people who merge at once wait for each other."""
    ids = {stays_id, double_id} - {None}
    rows = {
        row.id: row
        for row in db.session.scalars(select(kind).where(kind.id.in_(ids)).order_by(kind.id).with_for_update())
    }
    if stays_id not in rows or double_id not in rows:
        abort(404)
    return rows[stays_id], rows[double_id]
