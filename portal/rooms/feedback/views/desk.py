"""The feedback desk for staff, and the box for members."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select

from portal.access.guards import may, members_only
from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.inputs import argument, row_id
from portal.core.links import add_link, link_to
from portal.core.menu import Entry, add_menu_entry
from portal.core.paging import By, page_by_key
from portal.kits.notices.opening import note_opened
from portal.people.models import Member
from portal.people.viewer import the_member, viewer

from ..actions import attribute, capture_feedback, edit_feedback, free_tags, give_feedback
from ..forms import SOURCES, AuthorForm, CaptureForm, GiveForm, PieceForm
from ..labels import FACET_LABELS, SOURCE_LABELS
from ..models import Feedback, FeedbackTag, Tag
from ..outcomes import promise_of
from ..queries import offered_tags, pieces
from ..reading import UNREAD

blueprint = Blueprint("feedback", __name__)
add_menu_entry(
    Entry(_l("Feedback"), "feedback.feedback", "message-2", 50, lambda viewer: viewer.may("feedback.read"), ("tags",))
)
add_link("feedback", "feedback.feedback")


@blueprint.get("/feedback")
@may("feedback.read")
def feedback() -> ResponseReturnValue:
    page = page_by_key(
        _wanted(), [By(Feedback.said_at, descending=True), By(Feedback.id, descending=True)], request.args.get("page")
    )
    return render_template(
        "feedback/feedback.html",
        page=page,
        tags=offered_tags(),
        facet_labels=FACET_LABELS,
        sources=SOURCE_LABELS,
        chosen=request.args,
    )


def _wanted() -> Select[Any]:
    statement = pieces(viewer())
    if (source := argument("source")) in SOURCE_LABELS:
        statement = statement.where(Feedback.source == source)
    if (segment := argument("segment")) and segment != "unattributed":
        statement = statement.where(Feedback.member.has(Member.segment == segment))
    elif segment:
        statement = statement.where(Feedback.member_id.is_(None))
    if argument("read") == "no":
        statement = statement.where(*UNREAD)
    if tag := request.args.get("tag", type=row_id):
        carries = exists().where(FeedbackTag.feedback_id == Feedback.id, FeedbackTag.tag_id == tag)
        statement = statement.where(carries)
    return statement


@blueprint.get("/feedback/<int:feedback_id>")
@may("feedback.read")
def piece(feedback_id: int) -> ResponseReturnValue:
    note_opened(viewer(), {"feedback": [feedback_id]})
    return _page(piece_or_404(feedback_id), AuthorForm(formdata=None))


@blueprint.route("/feedback/new", methods=["GET", "POST"])
@may("feedback.edit")
def capture() -> ResponseReturnValue:
    form = CaptureForm(who=request.args.get("who", ""), source=next(iter(SOURCES)))
    form.offer(offered_tags())
    if not form.sent():
        return render_template("feedback/capture.html", form=form), form.status
    with transaction():
        made = capture_feedback(
            form.text.data or "",
            _actor(),
            source=form.source.data,
            member=db.session.get(Member, form.member.id) if form.member else None,
            title=form.title.data or "",
            tags=_tags(form),
            between_us=form.between_us.data,
        )
    flash(_("Saved."), "success")
    return redirect(url_for("feedback.piece", feedback_id=made.id), 303)


@blueprint.route("/feedback/<int:feedback_id>/edit", methods=["GET", "POST"])
@may("feedback.edit")
def edit(feedback_id: int) -> ResponseReturnValue:
    piece = piece_or_404(feedback_id)
    form = PieceForm(obj=piece, facet_tags=[tag.id for tag in piece.tags], free=_free_of(piece))
    form.offer(offered_tags(), piece.tags)
    if not form.sent():
        return render_template("feedback/edit.html", form=form, piece=piece), form.status
    with transaction():
        edit_feedback(
            piece_or_404(feedback_id),
            title=form.title.data or "",
            text=form.text.data or "",
            tags=_tags(form),
            between_us=form.between_us.data,
            by=_actor(),
        )
    flash(_("Saved."), "success")
    return redirect(url_for("feedback.piece", feedback_id=feedback_id), 303)


@blueprint.post("/feedback/<int:feedback_id>/author")
@may("feedback.edit")
def author(feedback_id: int) -> ResponseReturnValue:
    form = AuthorForm()
    if not form.sent():
        return _page(piece_or_404(feedback_id), form)
    with transaction():
        member = db.session.get(Member, form.member.id) if form.member else None
        attribute(piece_or_404(feedback_id), member or abort(404), _actor())
    flash(_("Author saved."), "success")
    return redirect(url_for("feedback.piece", feedback_id=feedback_id), 303)


@blueprint.route("/tell-us", methods=["GET", "POST"])
@members_only
def give() -> ResponseReturnValue:
    form = GiveForm()
    if not form.sent():
        return render_template("feedback/give.html", form=form), form.status
    with transaction():
        member = db.session.get_one(Member, the_member().id)
        given = give_feedback(member, form.text.data or "", between_us=form.between_us.data)
        promise = promise_of(given)
    flash(_("Thank you. %(promise)s. You'll find what comes of it on your page.", promise=promise), "success")
    return redirect(link_to("home"), 303)


def _page(piece: Feedback, author: AuthorForm) -> ResponseReturnValue:
    promise = promise_of(piece) if piece.is_unread else ""
    return render_template("feedback/piece.html", piece=piece, author=author, promise=promise), author.status


def piece_or_404(feedback_id: int) -> Feedback:
    """The piece, if the viewer may read it."""
    piece: Feedback | None = db.session.scalar(pieces(viewer()).where(Feedback.id == feedback_id))
    return piece or abort(404)


def _tags(form: PieceForm) -> list[Tag]:
    managed = db.session.scalars(select(Tag).where(Tag.id.in_(form.facet_tags.data or [])))
    return [*managed, *free_tags(form.free.data or "")]


def _free_of(piece: Feedback) -> str:
    return ", ".join(tag.name for tag in piece.tags if tag.facet == "free")


def _actor() -> User:
    return db.session.get_one(User, viewer().id)
