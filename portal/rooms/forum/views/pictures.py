"""Pictures: taken in from whoever writes, and shown to those who may read the post that they stand in."""

from flask import Blueprint, Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.guards import signed_in
from portal.access.principal import whoever
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.files import picture_path
from portal.people.viewer import viewer

from ..actions.pictures import upload_picture
from ..models import UploadedPicture
from ..queries.seeing import sees_picture
from .blueprint import admitted

blueprint = Blueprint("pictures", __name__, url_prefix="/pictures")


@blueprint.post("")
@signed_in
def upload() -> ResponseReturnValue:
    """One picture as a file of a form: its key and address as JSON; a browser without scripts goes to look at it."""
    if not admitted(viewer()):
        abort(404)
    file = request.files.get("picture") or request.files.get("file")
    if file is None:
        raise Refused(_("Choose a picture first."))
    key = upload_picture(file.stream, viewer().id)
    url = url_for("pictures.picture", key=key)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        return redirect(url, 303)
    return {"key": key, "url": url}, 201


@blueprint.get("/<string(length=32):key>")
def picture(key: str) -> Response:
    return _shown(key, thumb=False)


@blueprint.get("/<string(length=32):key>/thumb")
def thumb(key: str) -> Response:
    return _shown(key, thumb=True)


def _shown(key: str, *, thumb: bool) -> Response:
    """The file, asked for anew each time whether it may still be seen; the same 404 for everybody else."""
    who = whoever()
    statement = select(UploadedPicture).where(UploadedPicture.key == key, sees_picture(who))
    picture = db.session.scalar(statement) or abort(404)
    path = picture_path(key, thumb=thumb)
    if not path.is_file():
        abort(404)
    kind = "webp" if thumb else picture.kind
    answer = send_file(path, mimetype=f"image/{kind}", conditional=True, etag=f"{key}-thumb" if thumb else key)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = "inline"
    return answer
