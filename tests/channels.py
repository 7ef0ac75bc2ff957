"""Every way on which words reach somebody: pages, mails, digests, feeds; and refusals that tell nothing."""

import html
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import write_due_digests
from portal.ledger.models import Mail
from portal.people.feeds import renew_feed
from tests.actors import signed_in

SHAPE = re.compile(
    r'"request_id":\s*"[\w-]+"|<code>[\w-]+</code>|content="[\w-]{20,}"|nonce="[\w-]+"|name="csrf_token" value="[^"]+"'
)
APART = ("/static", "/bootstrap", "/healthz", "/readyz")
"""What begins so is no page."""
EVERY_READER = os.environ.get("READERS") == "all"
"""Whether every page is opened by all whom it must not tell anything. `make torture` does that; `make test` lets a few
of them open the pages of the feature, since tests/matrix/ opens every page for everybody who stands nearer or farther.
"""
FORMER = "former."
"""Addresses of the version before lead everybody on, whoever they are and whatever there is."""
_NOTHING: WeakKeyDictionary[FlaskClient, dict[tuple[str, str], str]] = WeakKeyDictionary()


def addresses(
    app: Flask, places: Mapping[str, object], queries: Mapping[str, str], method: str = "GET"
) -> Iterator[str]:
    """The address of each page that takes this method and needs nothing but these `places`.

    `queries` has what is asked behind the "?" of some endpoints.
    """
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if method in (rule.methods or ()) and rule.arguments <= set(places) and not _apart(rule):
            path = adapter.build(rule.endpoint, {name: places[name] for name in rule.arguments})
            query = queries.get(rule.endpoint)
            yield from (path, f"{path}?{query}") if query else (path,)


def of_the_part(paths: Collection[str], beginning: str) -> list[str]:
    """These addresses, or those of them that begin so: see EVERY_READER."""
    return [path for path in paths if EVERY_READER or path.startswith(beginning)]


def _apart(rule: Rule) -> bool:
    return rule.rule.startswith(APART) or rule.endpoint.startswith(FORMER)


def browser_of(app: Flask, user: User | None) -> FlaskClient:
    """A browser in which they are signed in; nobody is where they cannot."""
    able = user is not None and db.session.get_one(User, user.id, populate_existing=True).active
    return signed_in(app, user) if able and user else app.test_client()


def said_at(client: FlaskClient, path: str, nowhere: str) -> str:
    """What the address answers, as JSON and as a page; asked once where it has no JSON (see `errors.wants_json`).

    A refusal must be the same as for what never was: `nowhere` is an address of the same kind with nothing behind it.
    """
    said: list[str] = []
    for accept in ("application/json", "*/*"):
        answer = client.get(path, headers={"Accept": accept})
        said.append(answer.text)
        if answer.status_code in (403, 404, 410):
            refusal = plain(answer.text, path)
            assert answer.status_code == 404, path
            same = refusal == _of_nothing(client, nowhere, accept)
            assert same or refusal == _of_nothing(client, nowhere, accept, afresh=True), path
        elif answer.status_code in (301, 302, 303, 308):
            said[-1] = answer.headers["Location"].replace(path, "")
        assert answer.status_code < 500, path
        answer.close()
        if answer.status_code < 400 and not answer.is_json:
            break
    return html.unescape("\n".join(said))


def _of_nothing(client: FlaskClient, nowhere: str, accept: str, *, afresh: bool = False) -> str:
    """What is answered where nothing is. Asked once for each browser, and again if something new came meanwhile."""
    known = _NOTHING.setdefault(client, {})
    if afresh or (nowhere, accept) not in known:
        answer = client.get(nowhere, headers={"Accept": accept})
        assert answer.status_code == 404
        known[nowhere, accept] = plain(answer.text, nowhere)
        answer.close()
    return known[nowhere, accept]


def said_everywhere(client: FlaskClient, paths: Iterable[str], nowhere: str) -> dict[str, str]:
    """The same for each of these addresses."""
    return {path: said_at(client, path, nowhere) for path in sorted(paths)}


def named_in(words: str, secrets: Mapping[str, str]) -> set[str]:
    """The names of those secrets whose word stands there."""
    low = words.lower()
    return {name for name, word in secrets.items() if word in low}


def said_by_mail(who: User | None) -> str:
    """Everything that they were ever written, once what is due by tomorrow's morning is."""
    with at(_on_day(1)):
        while write_due_mails():
            pass
    return _mails_to(who)


def said_in_digests(who: User | None) -> str:
    """The same with the digests of a week."""
    for days in range(1, 9):
        with at(_on_day(days)):
            while write_due_digests():
                pass
    return _mails_to(who)


def said_in_feeds(app: Flask, who: User | None) -> str:
    """What programs of theirs read, signed out."""
    if who is None:
        return ""
    with transaction() as session:
        token = renew_feed(session.get_one(User, who.id))
    client = app.test_client()
    return "".join(client.get(f"/feeds/{token}/{file}").text for file in ("calendar.ics", "community.xml"))


def _on_day(days: int) -> datetime:
    """In the morning so many days on, whatever the time is now: no mail goes out at night."""
    return (now() + timedelta(days=days)).replace(hour=9, minute=5)


def _mails_to(who: User | None) -> str:
    db.session.rollback()
    mails = db.session.scalars(select(Mail).where(Mail.recipient == (who.email if who else "")))
    return "\n".join(f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in mails)


def plain(text: str, path: str) -> str:
    """A refusal without what differs at every request: its id, its nonce, and the address that was asked for."""
    return SHAPE.sub("", text.replace(html.escape(path), "").replace(path, ""))
