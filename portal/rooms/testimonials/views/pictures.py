"""Portraits and logos: given by the link in the email, shown to those who may see them."""

from flask import Blueprint, Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import signed_in
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.files import picture_path
from portal.people.viewer import viewer

from ..actions.pictures import add_picture
from ..models import QuotePicture
from ..picture_rules import pictures_of, sees_picture
from .asked import asked_by, of_customer

blueprint = Blueprint("quote_pictures", __name__)


@blueprint.post("/quote/<token>/pictures/<any(photo, logo):kind>")
def add(token: str, kind: str) -> ResponseReturnValue:
    asked = of_customer(token)
    if not asked.fallen:
        try:
            _take(asked.request.id, kind)
        except Refused as refusal:
            flash(refusal.message, "danger")
        else:
            flash(_("Thank you, we have it. It's used only together with these words."), "success")
    return redirect(url_for("approval.approve", token=token), 303)


@blueprint.get("/quote/<token>/pictures/<any(photo, logo):kind>")
def given(token: str, kind: str) -> Response:
    """What goes with the answer, to whoever gives it."""
    asked = asked_by(token)
    theirs = [] if asked.fallen else pictures_of(asked.request)
    return _shown(next((each for each in theirs if each.kind == kind), None), thumb=True)


@blueprint.get("/quotes/pictures/<string(length=32):key>")
@signed_in
def picture(key: str) -> Response:
    return _shown(_seen(key), thumb=False)


@blueprint.get("/quotes/pictures/<string(length=32):key>/thumb")
@signed_in
def thumb(key: str) -> Response:
    return _shown(_seen(key), thumb=True)


def _take(request_id: int, kind: str) -> None:
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise Refused(_("Choose a picture first."))
    add_picture(request_id, kind, file.stream)


def _seen(key: str) -> QuotePicture | None:
    """Asked for anew each time whether it may still be seen."""
    return db.session.scalar(select(QuotePicture).where(QuotePicture.key == key, sees_picture(viewer())))


def _shown(picture: QuotePicture | None, *, thumb: bool) -> Response:
    """The file; the same 404 for everybody else."""
    path = picture_path(picture.key, thumb=thumb) if picture is not None else None
    if picture is None or path is None or not path.is_file():
        abort(404)
    kind = "webp" if thumb else picture.file_kind
    etag = f"{picture.key}-thumb" if thumb else picture.key
    answer = send_file(path, mimetype=f"image/{kind}", conditional=True, etag=etag)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = "inline"
    return answer
