"""The community as a feed for one's own reader, at a secret address, under its holder's rights of the moment."""

from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.endings import end_feed
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.urls import mail_url
from portal.people.acting import actor
from portal.people.feeds import feed_reader, renew_feed

from ..atom import Entry, atom
from ..queries.newest import newest_posts
from .blueprint import admitted, topic_url
from .blueprint import blueprint as forum

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feeds/<token>/community.xml")
def community(token: str) -> ResponseReturnValue:
    """The newest posts that the holder sees; 404 for an address that is over, as for one that never was."""
    reader = feed_reader(token)
    if reader is None or not admitted(reader):
        abort(404)
    base = current_app.config["BASE_URL"]
    entries = [
        Entry(
            key=f"{base}{url_for('forum.community')}/posts/{post.id}",
            title=post.title,
            url=base + topic_url(post.topic_id, post.number),
            author=post.author or _("A former member"),
            category=post.category,
            html=post.html,
            written=post.created_at,
            updated=post.edited_at or post.created_at,
        )
        for post in newest_posts(reader)
    ]
    changed = max((entry.updated for entry in entries), default=None)
    home = base + url_for("forum.community")
    title = _("Community of %(name)s", name=current_app.config["COMPANY_NAME"])
    return _answer(atom(title, home, base, entries), changed)


@forum.post("/feed")
def make_feed() -> ResponseReturnValue:
    """A secret address for the reader's own program; one made before ends at once."""
    with transaction():
        token = renew_feed(actor())
    url = mail_url("feeds.community", token=token)
    flash(_("Your feed's address, shown only once; earlier ones no longer work: %(url)s", url=url), "success")
    return redirect(url_for("forum.community"), 303)


@forum.post("/feed/end")
def stop_feed() -> ResponseReturnValue:
    """End the secret address at once."""
    with transaction():
        end_feed(actor().id)
    flash(_("That address shows nothing any more."), "success")
    return redirect(url_for("forum.community"), 303)


def _answer(body: bytes, changed: datetime | None) -> Response:
    """The feed, or "not modified" to a program that has it already."""
    response = Response(body, mimetype="application/atom+xml", headers={"Cache-Control": "private, no-cache"})
    response.set_etag(sha256(body).hexdigest()[:32])
    response.last_modified = changed or now()
    response.make_conditional(request)
    return response
