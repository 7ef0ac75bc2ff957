"""The one queue in which moderators look at what readers flagged."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import may
from portal.core.database import db
from portal.core.forms import shown_alone
from portal.core.paging import By, page_by_key
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.flags import DECISIONS, Outdated, decide
from ..forms import DecisionForm
from ..labels import REASON_LABELS
from ..lifecycle import REVIEW
from ..models import Post, Review, Topic
from ..queries.moderating import OLDEST_FIRST, count_waiting
from ..queries.moderating import reviews as reviews_of
from ..queries.seeing import sees_post
from ..writing import html_of
from .blueprint import blueprint

NEWEST_FIRST = (By(Review.opened_at, descending=True), By(Review.id, descending=True))
SIZE = 20


@blueprint.get("/reviews")
@may("forum.moderate")
def reviews() -> ResponseReturnValue:
    return _queue()


@blueprint.post("/reviews/<int:review_id>/decision")
@may("forum.moderate")
def decision(review_id: int) -> ResponseReturnValue:
    """Decide on the version that one has looked at; 409 where something has happened since."""
    form = DecisionForm()
    valid = form.sent()
    if form.decision.data not in DECISIONS or form.version.errors:
        abort(422)

    def act() -> str:
        review = _the_review(review_id)
        decide(review, actor(), form.decision.data or "", form.version.data or 0, form.note.data or "")
        return review.status

    if not (valid and form.submit(act, at=form.note)):
        if isinstance(form.refusal, Outdated):
            return _queue(message=form.refusal.message, about=review_id, note=form.note.data or "")
        return shown_alone(form, _("Message to the author"), _("Save decision"), url_for("forum.reviews"))
    flash(_("%(status)s. Author and readers are told.", status=_(REVIEW.labels[form.result])), "success")
    return redirect(url_for("forum.reviews"), 303)


def _queue(message: str = "", about: int = 0, note: str = "") -> ResponseReturnValue:
    """The page; after a decision that came too late with what has happened, and the note that was typed."""
    shelf = "decided" if request.args.get("show") == "decided" else "open"
    opened = shelf == "open"
    order = OLDEST_FIRST if opened else NEWEST_FIRST
    page = page_by_key(reviews_of(viewer(), opened=opened), order, request.args.get("page"), size=SIZE)
    shown = render_template(
        "forum/reviews.html",
        page=page,
        html=html_of([review.post for review in page.rows]),
        shelf=shelf,
        waiting=count_waiting(viewer()),
        labels=REVIEW.labels,
        reasons=REASON_LABELS,
        message=message,
        about=about,
        note=note,
    )
    return shown, 409 if message else 200


def _the_review(review_id: int) -> Review:
    statement = (
        select(Review)
        .join(Post, Post.id == Review.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Review.id == review_id, sees_post(viewer()))
    )
    return db.session.scalar(statement) or abort(404)
