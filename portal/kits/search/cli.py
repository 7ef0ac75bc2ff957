"""`flask search`: ask it, rebuild it, prove it."""

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import StaffRole, User
from portal.core.cli import as_json, fail, refuse, say
from portal.core.database import db
from portal.people.viewer import Viewer
from search_index import IndexUnavailable

from .actions import index_due, index_faults
from .actions import rebuild as rebuild_index
from .queries import Answer, Asked, find
from .sources import Found, sources

search = AppGroup("search", help="The index of what customers said.")


@search.command("query", help="Search as marketing would, or as the person of --as.")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", help="Only this kind, e.g. feedback or testimonial.")
@click.option("--as", "email", help="Search with this person's rights.")
@as_json
def query(words: tuple[str, ...], kind: str | None, email: str | None, as_json: bool) -> None:
    if kind and kind not in sources():
        refuse(_("There is no kind %(kind)s; there are %(kinds)s.", kind=kind, kinds=", ".join(sorted(sources()))))
    asked = Asked(words=" ".join(words), kinds=frozenset({kind} if kind else ()))
    try:
        with current_app.test_request_context():
            answer = find(asked, _viewer(email))
    except IndexUnavailable as error:
        refuse(_("The index is unavailable (%(reason)s); `flask search rebuild` rebuilds it.", reason=error.reason))
    say(as_object(answer), as_json, _as_text(answer))


@search.command("rebuild", help="Rebuild the whole index and switch over to it.")
@as_json
def rebuild(as_json: bool) -> None:
    count = rebuild_index()
    say({"documents": count}, as_json, _("%(count)s documents are in the index.", count=count))


@search.command("verify", help="Apply waiting changes, then check that index and database agree.")
@as_json
def verify(as_json: bool) -> None:
    try:
        while index_due():
            pass
        faults = list(index_faults())
    except IndexUnavailable as error:
        faults = [_("the index is unavailable: %(reason)s", reason=error.reason)]
    say({"faults": faults}, as_json, "\n".join(faults) or _("Index and database agree."))
    if faults:
        fail()


def as_object(answer: Answer) -> dict[str, Any]:
    """The answer as JSON has it."""
    return {
        "total": answer.total,
        "hits": [_hit(found) for found, _parts in answer.hits],
        "facets": {name: dict(counts) for name, counts in answer.facets.items()},
    }


def _hit(found: Found) -> dict[str, Any]:
    hit = {"kind": found.kind, "id": found.id, "title": found.title, "text": found.text, "url": found.url}
    return hit | dict(found.exported)


def _as_text(answer: Answer) -> str:
    lines = [_("%(count)s found", count=answer.total)]
    lines += [f"{found.kind} {found.id}  {found.title}\n    {found.text[:160]}" for found, _parts in answer.hits]
    return "\n".join(lines)


def _viewer(email: str | None) -> Viewer:
    if email is None:
        return Viewer(User(email="", name="", roles=[StaffRole(role="marketing")]))
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None or not user.active:
        refuse(_("Nobody signs in as %(email)s.", email=email))
    return Viewer(user)


COMMANDS = (search,)
