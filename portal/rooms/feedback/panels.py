"""What feedback adds to other pages."""

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import ColumnElement

from portal.core.database import db
from portal.core.slots import panel
from portal.people.absences import NOBODY_AWAY
from portal.people.models import Company, Member
from portal.people.timeline import fact_label
from portal.people.viewer import Viewer, viewer

from .forms import GiveForm
from .labels import SOURCE_LABELS
from .models import Feedback
from .outcomes import told_by
from .queries import pieces
from .reading import due_today, readers_of

SHOWN = 5
MAX_OWN_PIECES = 10


@fact_label("source")
def _source(code: str) -> str | None:
    return str(SOURCE_LABELS[code]) if code in SOURCE_LABELS else None


@fact_label("rating")
def _rating(rating: int) -> str:
    return str(_("rated %(rating)d of 5", rating=rating))


@panel("member", order=40)
def said_by(member: Member) -> str | None:
    """What a person said, for staff."""
    return _said(Feedback.member_id == member.id, member.email)


@panel("company", order=40)
def said_for(company: Company) -> str | None:
    """What the people of a company said, for staff."""
    return _said(Feedback.company_id == company.id)


def _said(whose: ColumnElement[bool], who: str | None = None) -> str | None:
    if not current_user.may("feedback.read"):
        return None
    newest = pieces(current_user).where(whose).order_by(Feedback.said_at.desc(), Feedback.id.desc()).limit(SHOWN)
    newest_pieces = list(db.session.scalars(newest))
    return render_template("feedback/_said.html", pieces=newest_pieces, who=who)


@panel("member_home", order=30)
def tell_us(_member: Member) -> str:
    """The box in which a member tells us something."""
    return render_template("feedback/_give.html", form=GiveForm(formdata=None))


@panel("you", order=30)
def my_feedback(member: Member) -> str | None:
    """What the member told us, with what became of it; what they said last comes first."""
    return render_template("feedback/_mine.html", told=told_by(viewer(), member, MAX_OWN_PIECES))


@panel("today", order=22)
def unread(person: Viewer) -> str | None:
    """What the viewer promised to read, from the last day on."""
    if not person.may("feedback.read"):
        return None
    waiting = list(db.session.scalars(due_today(person).limit(SHOWN)))
    if not waiting:
        return None
    whose = readers_of([piece.id for piece in waiting], NOBODY_AWAY)
    return render_template("feedback/_unread.html", pieces=waiting, whose=whose)
