"""Care for customers: its blueprint, its entry in the menu, and what its pages share."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.core.database import db
from portal.core.menu import Entry, add_menu_entry
from portal.people.models import Member

from ..models import Case

blueprint = Blueprint("care", __name__)
add_menu_entry(Entry(_l("Cases"), "care.cases", "lifebuoy", 40, lambda viewer: viewer.may("cases.read")))


def locked_case(case_id: int) -> Case:
    """The case, kept from others until this transaction ends; 404 when there is none."""
    return db.session.get(Case, case_id, with_for_update=True) or abort(404)


def the_person(member_id: int) -> Member:
    """The member; 404 when there is none."""
    return db.session.get(Member, member_id) or abort(404)


def back_to_case(case_id: int, message: str) -> ResponseReturnValue:
    """Say what was done, on the case's page."""
    flash(message, "success")
    return redirect(url_for("care.case", case_id=case_id), 303)
