"""What ideas add to other pages: a member's home and own page, and what product owes on Today."""

from flask import render_template
from flask_login import current_user

from portal.core.database import db
from portal.core.slots import panel
from portal.people.models import Member
from portal.people.viewer import Viewer, viewer
from portal.rooms.feedback.models import Feedback

from .badges import template_context
from .models import Idea
from .queries.evidence import ideas_supported_by
from .queries.gaining import what_moved
from .queries.lists import Filter, first_ideas, ideas
from .queries.news import news_for
from .queries.notes import own_notes
from .queries.overdue import BY_CLOCK, angriest_themes, debts, unanswered
from .views.lists import SHOWN

MAX_IDEAS = 4
MAX_DEBTS = 6


@panel("member_home", order=5)
def closing_notes(_member: Member) -> str | None:
    """What the member wanted and has been told of, until they say whether it fixes it."""
    notes = [note for note in own_notes(viewer()) if note.answer is None]
    return render_template("ideas/_closing_notes.html", notes=notes) if notes else None


@panel("member_home", order=6)
def became(_member: Member) -> str | None:
    """Where those of the member's ideas stand that moved lately."""
    news = news_for(viewer())
    return render_template("ideas/_news.html", news=news, **template_context()) if news else None


@panel("you", order=40)
def own_ideas(member: Member) -> str | None:
    """What the member suggested and wants, with where it stands."""
    if not current_user.is_member or current_user.member_id != member.id:
        return None
    suggested, voted = (_own(how) for how in ("suggested", "voted"))
    return render_template("ideas/_mine.html", suggested=suggested, voted=voted, **template_context())


@panel("feedback", order=30)
def speaks_for(piece: Feedback) -> str | None:
    """The ideas that something a customer said bears out, and the way to another."""
    person = viewer()
    if not person.may("ideas.read"):
        return None
    return render_template(
        "ideas/_speaks_for.html", piece=piece, ideas=ideas_supported_by(person, piece.id), **template_context()
    )


@panel("today", order=15)
def owed(person: Viewer) -> str | None:
    """Voters not yet told, ideas past the answer clock, and what unhappy customers speak of."""
    if not person.may("ideas.decide"):
        return None
    late = db.session.scalars(unanswered(person).order_by(*(by.column for by in BY_CLOCK)).limit(MAX_DEBTS))
    return render_template(
        "ideas/_owed.html",
        debts=debts(person, MAX_DEBTS),
        late=list(late),
        themes=angriest_themes(person),
        **template_context(),
    )


@panel("today", order=16)
def moved(person: Viewer) -> str | None:
    """What gained most within a week."""
    gained = what_moved(person) if person.may("ideas.decide") else []
    return render_template("ideas/_moved.html", gained=gained) if gained else None


def _own(how: str) -> list[object]:
    lines = ideas(viewer(), Filter(statuses=SHOWN, own=how))
    return list(first_ideas(lines, MAX_IDEAS, Idea.id.desc()))
