"""Quotes for staff: the shelves, and one quote with all that is known of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select

from portal.access.guards import may
from portal.core.clock import now
from portal.core.database import db
from portal.core.differences import difference
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key
from portal.kits.notices.opening import note_opened
from portal.people.timeline import describe
from portal.people.viewer import viewer
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.queries import visible_to as feedback_visible_to

from ..actions import Ask
from ..codes import places_of
from ..forms import AskForm, ReleaseForm
from ..labels import EVIDENCE, also_allowed, channels_of, how_approved, named, renamed, status_label, strip_of
from ..lifecycle import TESTIMONIAL
from ..models import Permission, Testimonial
from ..notices import questions_about
from ..picture_rules import covered_by, pictures_with
from ..queries import (
    USABLE,
    WITHDRAWN,
    cleared_versions,
    delegates_by_request,
    lines_of,
    permissions_of,
    quotes_of,
    requests_of,
    standing_permissions,
    usable,
    versions_of,
    with_people,
)

blueprint = Blueprint("testimonials", __name__)
add_menu_entry(
    Entry(_l("Quotes"), "testimonials.quotes", "quote", 55, lambda viewer: viewer.may("quotes.read"), ("quotes",))
)
SHELVES: dict[str, tuple[Any, Callable[[], ColumnElement[bool]]]] = {
    "available": (_l("Available"), lambda: usable(now())),
    "approved": (_l("To release"), lambda: Testimonial.status == "approved"),
    "sent": (_l("With the customer"), lambda: Testimonial.status == "sent"),
    "drafted": (_l("Drafts"), lambda: Testimonial.status.in_(("captured", "drafted", "changes_requested"))),
    "review": (_l("To review"), lambda: Testimonial.status.in_(("review_due", "suspended"))),
    "ended": (_l("Ended"), lambda: or_(Testimonial.status.in_(("declined", "expired")), _over())),
    "withdrawn": (_l("Withdrawn"), lambda: Testimonial.status.in_(WITHDRAWN)),
}
PAGE = 15


def _over() -> ColumnElement[bool]:
    """Those whose permission has ended, before that was noted."""
    return and_(Testimonial.status.in_(USABLE), ~usable(now()))


@blueprint.get("/quotes")
@may("quotes.read")
def quotes() -> ResponseReturnValue:
    shelf = request.args.get("show", "available")
    shelves = SHELVES if viewer().may("quotes.edit") else {"available": SHELVES["available"]}
    if shelf not in shelves:
        abort(404)
    statement = with_people(quotes_of(viewer(), now())).where(SHELVES[shelf][1]())
    order = [By(Testimonial.changed_at, descending=True), By(Testimonial.id, descending=True)]
    page = page_by_key(statement, order, request.args.get("page"), size=PAGE)
    versions = [quote.current_version_id for quote in page.rows]
    permissions = standing_permissions(versions, now())
    return render_template(
        "testimonials/quotes.html",
        page=page,
        shelf=shelf,
        shelves={name: label for name, (label, _which) in shelves.items()},
        permissions=permissions,
        cleared=cleared_versions(versions, now()),
        strip_of=strip_of,
        status_label=status_label,
        line=_line(permissions),
    )


@blueprint.get("/quotes/<int:testimonial_id>")
@may("quotes.read")
def quote(testimonial_id: int) -> ResponseReturnValue:
    note_opened(viewer(), {"approvalrequest": questions_about(testimonial_id), "testimonial": [testimonial_id]})
    row = quote_or_404(testimonial_id, erased=True)
    return quote_page(row) if row.member_id else erased_page(row)


def quote_page(quote: Testimonial, ask: AskForm | None = None, give: ReleaseForm | None = None) -> ResponseReturnValue:
    """The quote's page; a form that was refused comes back with what was typed."""
    permissions = standing_permissions([quote.current_version_id], now())
    standing = permissions.get(quote.current_version_id, [])
    cleared = bool(cleared_versions([quote.current_version_id], now()))
    refused = next((each for each in (ask, give) if each is not None and each.errors), None)
    return render_template(
        "testimonials/quote.html",
        quote=quote,
        strip=strip_of(standing, cleared=cleared),
        also=also_allowed(standing[-1]) if standing else None,
        line=_line(permissions)(quote),
        renamed=renamed(quote, standing) if viewer().may("quotes.edit") else "",
        usable=cleared,
        ask=ask or _next_question(quote),
        give=give or ReleaseForm(formdata=None),
        label=status_label(quote, cleared=cleared),
        can=set(TESTIMONIAL.triggers(quote.status)),
        own_text=quote.current is not None and quote.current.edited_by_id == viewer().id,
        **(_workshop(quote) if viewer().may("quotes.edit") else {}),
    ), (refused.status if refused else 200)


def erased_page(quote: Testimonial) -> ResponseReturnValue:
    """What stays of a quote whose author was erased."""
    return render_template(
        "testimonials/erased.html",
        permissions=permissions_of(quote),
        channels_of=channels_of,
        places_of=places_of,
        evidence=EVIDENCE,
    )


def _next_question(quote: Testimonial) -> AskForm:
    """The form of a question, filled in as the last one was."""
    last = next(iter(requests_of(quote)), None) if viewer().may("quotes.edit") else None
    return AskForm.like(Ask.of(last), last.needed_by) if last else AskForm.like(None)


def _workshop(quote: Testimonial) -> dict[str, Any]:
    """What only those see who work on quotes: earlier words, what was asked, what happened."""
    versions = versions_of(quote)
    verbatim = verbatim_of(quote)
    asked = requests_of(quote)
    return {
        "versions": [
            (version, difference(before.text, version.text) if before else [])
            for version, before in zip(versions, [*versions[1:], None], strict=True)
        ],
        "changes": difference(verbatim, quote.current.text) if verbatim and quote.current else [],
        "pictures": pictures_with(quote.current_version_id),
        "covered_by": covered_by,
        "requests": asked,
        "delegates": delegates_by_request([each.id for each in asked]),
        "events": [describe(line, by=by) for line, by in lines_of(quote)],
        "readable": bool(verbatim),
        "places_of": places_of,
        "how_approved": how_approved,
    }


def quote_or_404(testimonial_id: int, *, erased: bool = False) -> Testimonial:
    """The quote, if the viewer may see it; one whose author was erased only to be looked at."""
    statement = with_people(quotes_of(viewer(), now())).where(Testimonial.id == testimonial_id)
    quote: Testimonial | None = db.session.scalar(statement)
    return quote if quote is not None and (quote.member_id or erased) else abort(404)


def verbatim_of(quote: Testimonial) -> str:
    """What was said, where the viewer may read it: what was said in confidence is not told by a quote either."""
    statement = select(Feedback.text).where(Feedback.id == quote.feedback_id, feedback_visible_to(viewer()))
    return db.session.scalar(statement) or ""


def to_quote(testimonial_id: int, place: str | None = None) -> ResponseReturnValue:
    """Back to the quote; to a place on its page where the one of the form is gone now."""
    return redirect(url_for("testimonials.quote", testimonial_id=testimonial_id, _anchor=place), 303)


def _line(permissions: Mapping[int | None, Sequence[Permission]]) -> Callable[[Testimonial], str]:
    """The line under each quote: as its permission allows it; without one, in full for those who work on quotes."""
    otherwise = "full_name" if viewer().may("quotes.edit") else "anonymous"

    def line(quote: Testimonial) -> str:
        return named(quote, permissions.get(quote.current_version_id, ()), otherwise=otherwise)

    return line
