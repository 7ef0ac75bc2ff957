"""Everybody we know: the list, its file, and adding one more."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.core.cells import csv_table
from portal.core.clock import now
from portal.core.database import db
from portal.core.downloads import download
from portal.core.inputs import argument
from portal.core.paging import page_by_key

from ...actions.people import Contact, add_member
from ...forms.people import PersonForm
from ...labels import country_name
from ...queries.people import ORDER, PeopleFilters, PersonRow, countries_in_use, people_wanted
from ...stages import Stage, known_stages, stage_named
from ...viewer import viewer
from . import blueprint

BATCH_ROWS = 1_000
HEADS = (
    "First name", "Last name", "E-mail", "Company", "Job title", "Country", "Segment", "Score", "Stage", "Joined",
    "Last contact",
)  # fmt: skip
"""In the words that an import of contacts understands, so that the file can come back."""


@blueprint.get("/people")
@may("people.read")
def people() -> ResponseReturnValue:
    """The list, narrowed by what is in the address."""
    filters = _wanted()
    page = page_by_key(people_wanted(filters), ORDER, request.args.get("page"))
    stages = known_stages()
    countries = sorted(((code, country_name(code)) for code in countries_in_use()), key=lambda pair: pair[1])
    return render_template(
        "people/people/people.html",
        page=page,
        wanted=filters,
        stages=stages,
        stage_choices=[(stage.key, stage.title) for stage in stages.values()],
        countries=countries,
    )


@blueprint.get("/people.csv")
@may("people.read")
@confirmed
def export_people() -> ResponseReturnValue:
    """The same people as a file, written page by page while it is sent."""
    return download(csv_table(HEADS, _rows(_wanted())), f"people-{now().date().isoformat()}.csv")


@blueprint.route("/people/new", methods=["GET", "POST"])
@may("people.edit")
def add_person() -> ResponseReturnValue:
    """Add one person."""
    form = PersonForm()
    if not form.sent():
        return render_template("people/people/new.html", form=form), form.status
    contact = Contact(
        email=form.address,
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        company=form.company_name.data or "",
        job_title=form.job_title.data or "",
        country=form.country.data,
    )
    if not form.submit(lambda: add_member(contact, actor=viewer().user), at=form.email):
        return render_template("people/people/new.html", form=form), form.status
    member = form.result
    flash(_("%(name)s added.", name=member.name), "success")
    return redirect(url_for("people.person", member_id=member.id), 303)


def _wanted() -> PeopleFilters:
    return PeopleFilters(
        words=argument("q"),
        segment=argument("segment", 10),
        stage=argument("stage", 40),
        company=argument("company"),
        country=argument("country", 2),
        joined=argument("joined", 3),
        check=argument("check", 3),
    )


def _rows(wanted: PeopleFilters) -> Iterator[tuple[object, ...]]:
    stages = known_stages()
    cursor: str | None = None
    while True:
        page = page_by_key(people_wanted(wanted), ORDER, cursor, BATCH_ROWS)
        db.session.rollback()
        yield from (_cells(row, stage_named(row.stage, stages)) for row in page.rows)
        cursor = page.after
        if cursor is None:
            return


def _cells(row: PersonRow, stage: Stage | None) -> tuple[object, ...]:
    days = [moment.date() if moment else None for moment in (row.joined_at, row.last_touch_at)]
    return (
        row.given_name,
        row.family_name,
        row.email,
        row.company,
        row.job_title,
        row.country,
        row.segment,
        row.nps,
        stage.title if stage else None,
        *days,
    )
