"""A key is shown to its tester, on one answer: its text is in no log, table, list, file, index, mail or address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, build_opener

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.search.actions import index_due
from portal.ledger.models import Activity, Mail
from portal.ledger.worker import drain
from portal.rooms.betas.actions.reports import Finding, report
from portal.rooms.betas.actions.seats import remove_tester
from portal.rooms.betas.models import BetaKey, KeyReveal
from tests.actors import signed_in, staff
from tests.browser.conftest import served
from tests.channels import addresses, said_by_mail, said_in_digests, said_in_feeds
from tests.kept import Keeper
from tests.remains import everything_logged, tables_with
from tests.rooms.betas.pages.rooms import Round, a_round
from tests.rooms.betas.rooms import act, row

KEYS = ("NW-7F3K-LANTERNLESS-0042", "NW-9Q2Z-WHALEBONED-0043", "NW-4X1M-COPPERPLATE-0044")
PARTS = ("LANTERNLESS", "WHALEBONED", "COPPERPLATE", "7F3K", "9Q2Z", "4X1M")


@pytest.fixture
def round_(kept: Keeper) -> Round:
    """A beta that runs, with a pool of its own beside the keys of this test."""
    return kept(a_round)


def parts_in(words: str) -> list[str]:
    """Which parts of the keys stand there."""
    loud = words.upper()
    return [part for part in PARTS if part in loud]


def post(app: Flask, site: str, cookie: str, path: str, **fields: str) -> str:
    """The answer to a form that goes over the network, after a redirect if there is one."""
    request = Request(f"{site}{path}", urlencode(fields).encode(), {"Cookie": cookie})
    try:
        answer = build_opener().open(request)
    except HTTPError as refusal:
        answer = refusal
    with answer:
        assert parts_in(answer.url) == []
        return str(answer.read().decode())


@pytest.mark.slow
@pytest.mark.one_database
def test_a_key_is_loaded_shown_and_taken_back_and_its_text_is_nowhere(
    app: Flask, round_: Round, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    beta, mei, pm = round_.beta, round_.mei, round_.pm
    name = app.config["SESSION_COOKIE_NAME"]
    cookies = {}
    for user in (mei, pm):
        cookie = signed_in(app, user).get_cookie(name)
        assert cookie
        cookies[user.id] = f"{name}={cookie.value}"
    with transaction() as session:
        for key in session.scalars(select(BetaKey).where(BetaKey.beta_id == beta.id)):
            session.delete(key)
    with everything_logged() as written, served(app) as site:
        app.config["WTF_CSRF_ENABLED"] = False
        said = post(app, site, cookies[pm.id], f"/betas/{beta.id}/keys", keys="\n".join(KEYS))
        assert parts_in(said) == []
        shown = post(app, site, cookies[mei.id], f"/betas/{beta.id}/key")
        again = post(app, site, cookies[mei.id], f"/betas/{beta.id}/key")
        act(report, row(beta, mei), Finding("praise", "It is there"), mei)
        act(remove_tester, row(beta, mei), pm, "You asked us to.")
        refused = post(app, site, cookies[mei.id], f"/betas/{beta.id}/key")
        drain()
        while index_due():
            pass
    assert KEYS[0] in shown
    assert KEYS[0] in again
    assert parts_in(refused) == [], "what is taken back is not shown again"
    logged = written.getvalue() + "".join(capfd.readouterr())
    for sign in ("INSERT INTO beta_keys", f"POST /betas/{beta.id}/key", '"rule": "/betas/<int:beta_id>/key"'):
        assert sign in logged, "it was logged"
    assert parts_in(logged) == []
    assert tables_with(parts_in) == [], "the sealed column holds none either"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if parts_in(path.read_bytes().decode("latin-1"))] == []
    assert on_pages(app, round_) == []
    assert parts_in(repr(db.session.scalars(select(BetaKey)).all())) == []
    assert [parts_in(say(who)) for who in (mei, pm) for say in (said_by_mail, said_in_digests)] == [[]] * 4
    assert [parts_in(said_in_feeds(app, who)) for who in (mei, pm)] == [[], []]
    looks = db.session.scalars(select(KeyReveal).order_by(KeyReveal.id)).all()
    assert [(look.user_id, abs(look.at - now()).total_seconds() < 3_600) for look in looks] == [(mei.id, True)] * 2


@contextmanager
def no_table_of_keys() -> Iterator[None]:
    """The table is away until the end of the block, so that whatever writes to it fails."""
    for away in ("beta_keys RENAME TO keys_put_away", "keys_put_away RENAME TO beta_keys"):
        with transaction() as session:
            session.execute(text(f"ALTER TABLE {away}"))
        if away.startswith("beta_keys"):
            yield


def on_pages(app: Flask, round_: Round) -> list[str]:
    """The pages, files and answers in JSON on which anybody of us finds a part of a key, and the tester herself."""
    mail_id = db.session.scalars(select(Mail.id)).first()
    places: dict[str, object] = {
        "beta_id": round_.beta.id,
        "member_id": round_.mei.member_id,
        "agreement_id": round_.agreement.id,
    }
    places |= {"handle": round_.mei.handle, "user_id": round_.mei.id}
    places |= {"mail_id": mail_id} if mail_id else {}
    queries = {"search.results": "q=LANTERNLESS+NW", "betas.testers": "show=others"}
    found = []
    for user in (round_.pm, staff("owner"), round_.mei, round_.jonas):
        client = signed_in(app, user)
        for path in addresses(app, places, queries):
            for headers in ({}, {"Accept": "application/json"}):
                words = client.get(path, headers=headers).text
                if parts_in(words.replace("LANTERNLESS NW", "").replace("LANTERNLESS+NW", "")):
                    found.append(path)
    return found


def test_no_error_tells_a_key(app: Flask, round_: Round) -> None:
    browser = round_.browser(round_.pm)
    too_long = "LANTERNLESS" * 60
    with everything_logged() as written:
        for typed in (too_long, f"{KEYS[0]}\n{too_long}", "\x00LANTERNLESS"):
            answer = browser.post(f"{round_.url}/keys", data={"keys": typed}, follow_redirects=True)
            assert parts_in(answer.text) == []
        with no_table_of_keys():
            answers = [
                browser.post(f"{round_.url}/keys", data={"keys": KEYS[0]}),
                browser.post(f"{round_.url}/keys", data={"keys": KEYS[1]}, headers={"Accept": "application/json"}),
            ]
    assert all(answer.status_code >= 500 for answer in answers)
    assert [parts_in(answer.text) for answer in answers] == [[], []]
    assert "beta_keys" in written.getvalue(), "the error was logged"
    assert parts_in(written.getvalue()) == []


def test_the_ledger_says_who_saw_a_key_and_not_which(round_: Round) -> None:
    browser = round_.browser(round_.mei)
    for _twice in range(2):
        assert browser.post(f"{round_.url}/key").status_code == 200
    lines = db.session.scalars(select(Activity).where(Activity.verb == "key.revealed").order_by(Activity.id)).all()
    assert [(line.actor_user_id, line.facts["first"]) for line in lines] == [
        (round_.mei.id, True),
        (round_.mei.id, False),
    ]
    assert {name for line in lines for name in line.facts} <= {"beta", "first"}
