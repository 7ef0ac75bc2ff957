"""What quotes add to other pages."""

from flask import render_template
from flask_login import current_user
from sqlalchemy import ColumnElement

from portal.core.clock import now
from portal.core.database import db
from portal.core.slots import panel
from portal.people.models import Company, Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.models import Feedback

from .ending import ending_soon
from .labels import ASKS, own_labels, own_status, status_label, strip_of
from .models import Testimonial
from .queries import (
    WITHDRAWN,
    cleared_versions,
    last_answers,
    quotes_of,
    shown_to_author,
    standing_permissions,
    with_people,
)

SHOWN = 5


@panel("member", order=50)
def of_member(member: Member) -> str | None:
    """A person's quotes."""
    return _quotes(Testimonial.member_id == member.id)


@panel("company", order=50)
def of_company(company: Company) -> str | None:
    """The quotes in which people speak for a company."""
    return _quotes(Testimonial.company_id == company.id)


@panel("feedback", order=50)
def of_piece(piece: Feedback) -> str | None:
    """The quotes that were taken out of a piece."""
    return _quotes(Testimonial.feedback_id == piece.id)


@panel("feedback_actions", order=50)
def make_quote(piece: Feedback) -> str | None:
    """The way from a piece to a quote of it, where somebody may make one."""
    if not piece.member or piece.between_us or not current_user.may("quotes.edit"):
        return None
    return render_template("testimonials/_make_quote.html", piece=piece)


@panel("job_change", order=50)
def affected(member: Member) -> str | None:
    """What a job change affects: quotes that are looked at again."""
    return _quotes(Testimonial.member_id == member.id)


def _quotes(whose: ColumnElement[bool]) -> str | None:
    if not current_user.may("quotes.read"):
        return None
    shown = with_people(quotes_of(current_user, now())).where(whose, Testimonial.status.not_in(WITHDRAWN))
    quotes = list(db.session.scalars(shown.order_by(Testimonial.changed_at.desc()).limit(SHOWN)))
    if not quotes:
        return None
    cleared = cleared_versions([quote.current_version_id for quote in quotes], now())
    return render_template("testimonials/_quotes.html", quotes=quotes, cleared=cleared, status_label=status_label)


@panel("today", order=40)
def ending(person: Viewer) -> str | None:
    """The quotes that stop being cleared soon, for those who can ask again; nothing where none does."""
    if not person.may("quotes.edit"):
        return None
    soon = ending_soon(now(), SHOWN)
    return render_template("testimonials/_ending.html", ending=soon) if soon.total else None


@panel("you", order=40)
def mine(member: Member) -> str | None:
    """The member's own quotes that they were asked for, and what they allowed."""
    quotes = list(db.session.scalars(shown_to_author(member).order_by(Testimonial.changed_at.desc()).limit(20)))
    versions = [quote.current_version_id for quote in quotes]
    permissions, answers = standing_permissions(versions, now()), last_answers(versions)
    return render_template(
        "testimonials/_mine.html",
        quotes=quotes,
        permissions=permissions,
        strip_of=strip_of,
        labels=own_labels(asks=current_user.may_be_asked),
        statuses={quote.id: own_status(quote, answers) for quote in quotes},
        asks=ASKS,
    )
