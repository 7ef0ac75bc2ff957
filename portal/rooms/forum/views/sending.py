"""What all writing has in common: words are composed, sent once, and never lost when they are refused."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from portal.core.errors import DomainError
from portal.kits.writing.actions import forget_draft
from portal.kits.writing.queries import draft_at
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.pictures import upload_picture
from ..forms import WritingForm
from ..models import Post
from ..queries.writing import is_taken, written_before
from ..writing import Composed, compose
from .blueprint import topic_url

Writing = TypeVar("Writing", bound=WritingForm)


def sent(form: WritingForm, place: str, write: Callable[[Composed], Post]) -> Post | None:
    """Write what was typed, once: the post, or None when the form is to be shown again.

    A form that is sent a second time gives the post that the first sending made. What is refused stays typed, and
    is kept as a draft as well. Words are rendered before the transaction begins.
    """
    if form.is_submitted() and form.picture.data:
        _put_in(form)
        return None
    if not form.sent():
        return None
    text = _composed(form)
    if text is None:
        form.keep(actor(), place)
        return None
    return _written_once(form, place, lambda: write(text))


def _written_once(form: WritingForm, place: str, write: Callable[[], Post]) -> Post | None:
    """The post of this form, new or from the first sending; None where it was refused, or where its key is taken."""

    def act() -> Post:
        post = written_before(form.source_key, viewer().id) or write()
        forget_draft(actor(), place)
        return post

    try:
        sent = form.submit(act)
    except IntegrityError:
        made = written_before(form.source_key, viewer().id)
        if made is None and not is_taken(form.source_key):
            raise
        if made is None:
            form.begin_anew()
        return made
    if not sent:
        form.keep(actor(), place)
    post: Post | None = form.result
    return post


def with_draft(form: Writing, place: str) -> Writing:
    """A fresh form, with what was begun there before."""
    if request.method == "GET":
        form.take_up(draft_at(viewer().id, place))
    return form


def to_post(post: Post) -> ResponseReturnValue:
    """The post in its place."""
    return redirect(topic_url(post.topic_id, post.number), 303)


def back_to(topic_id: int, number: int | None, message: str) -> ResponseReturnValue:
    """Say what was done, where it was done."""
    flash(message, "success")
    return redirect(topic_url(topic_id, number), 303)


def _composed(form: WritingForm) -> Composed | None:
    """What was typed, rendered; None where it is too long, which the form then says."""
    try:
        return compose(form.body.data or "")
    except DomainError as refusal:
        form.refuse(refusal)
        return None


def _put_in(form: WritingForm) -> None:
    """Without scripts: take the chosen picture in, and show the form again with it below the words."""
    try:
        key = upload_picture(form.picture.data.stream, viewer().id)
    except DomainError as refusal:
        form.refuse(refusal)
    else:
        form.put_in(url_for("pictures.picture", key=key))
