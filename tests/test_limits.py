"""Every route that writes stands in the one table of limits, and what it says holds."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter

from config import ROOT
from portal.core.limits import EXPORTS, MACHINES, MARKS, TAPS, TEXTS, Limit, add_limit, limits
from portal.core.limits import _limits as table
from tests.actors import a_member, a_user, signed_in, staff
from tests.registries import restored
from tests.waiting import told_when

pytestmark = pytest.mark.one_database
TWICE = Limit("twice", "2/minute", "5/minute")
READING = {"GET", "HEAD", "OPTIONS"}
FILES = (".csv", ".json", ".ics", ".xml")
LEADS_ON = "former."
"""Addresses of the version before write nothing: they lead on to a route that stands in the table."""


def test_every_route_that_writes_stands_in_the_table(app: Flask) -> None:
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if set(rule.methods or ()) - READING}
    named = {endpoint for endpoint in limits() if endpoint in app.view_functions}
    assert {endpoint for endpoint in writing - named if not endpoint.startswith(LEADS_ON)} == set()
    assert set(limits()) == named, "the table names a route that is not there"


def test_a_file_and_a_feed_stand_there_too(app: Flask) -> None:
    files = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith(FILES)}
    assert {endpoint for endpoint in files if not limits()[endpoint].reads} == set()


def test_people_have_room(app: Flask) -> None:
    """Nobody types sixty posts a minute, nor presses two buttons a second."""
    assert (limits()["forum.reply"], limits()["ideas.vote"], limits()["drafts.draft"]) == (TEXTS, TAPS, MARKS)
    assert limits()["people.export_people"] == EXPORTS


@pytest.mark.parametrize("path", ["/answer/{}", "/unsubscribe/{}", "/feeds/community/{}.xml"])
def test_a_whole_company_behind_one_address_reads_its_letters(app: Flask, path: str) -> None:
    browser = app.test_client()
    assert 429 not in {browser.get(path.format(f"{number:043}")).status_code for number in range(70)}


def test_unsubscribing_and_taking_back_are_limited_for_machines_alone() -> None:
    endpoints = ("notices.unsubscribe", "notices.unsubscribe_one_click", "approval.take_back")
    assert [limits()[endpoint] for endpoint in endpoints] == [MACHINES] * 3
    assert not MACHINES.reads, "opening the page is never refused"


def theme(browser: FlaskClient, address: str = "198.51.100.7") -> int:
    return browser.post("/theme", data={"theme": "dark"}, environ_base={"REMOTE_ADDR": address}).status_code


def test_a_person_is_told_when_to_come_back(app: Flask) -> None:
    with restored(table):
        add_limit(TWICE, "home.set_theme")
        mei, jonas = (signed_in(app, a_user(a_member(name))) for name in ("Mei Tanaka", "Jonas Lind"))
        assert [theme(mei) for _each in range(3)] == [303, 303, 429]
        assert theme(mei, "203.0.113.9") == 429, "from wherever"
        assert theme(jonas) == 303, "another person at the same address"
        answer = mei.post("/theme", data={"theme": "dark"})
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert "Try again in 1 minute" in answer.text
        told = mei.post("/theme", headers={"Accept": "application/json"})
        assert (told.status_code, (told.json or {})["status"]) == (429, 429)
        assert mei.get("/you").status_code == 200, "reading goes on"


@pytest.mark.parametrize("addresses", [["198.51.100.7"] * 6, [f"2001:db8::{number}" for number in range(6)]])
def test_an_address_has_an_end_and_a_household_is_one(app: Flask, addresses: list[str]) -> None:
    with restored(table):
        add_limit(TWICE, "home.set_theme")
        browsers = [signed_in(app, a_user(a_member(f"Person {number}"))) for number in range(6)]
        answers = [theme(browser, address) for browser, address in zip(browsers, addresses, strict=True)]
        assert answers == [*[303] * 5, 429]
        assert theme(browsers[0], "203.0.113.9") == 303


FLOODS = {
    "access/sign_in_attempts.py": ("access/test_sign_in.py", "access/test_passwords.py", "access/test_confirming.py"),
    "people/actions/addresses.py": ("people/test_own_address.py",),
    "rooms/forum/actions/flags.py": ("rooms/forum/writing/test_flagging.py",),
    "rooms/forum/actions/pictures.py": ("rooms/forum/writing/test_pictures.py",),
    "rooms/forum/actions/posts.py": ("rooms/forum/writing/test_answering.py", "rooms/forum/writing/test_beginning.py"),
    "rooms/ideas/actions/ideas.py": ("rooms/ideas/pages/test_floods.py",),
    "rooms/ideas/actions/talk.py": ("rooms/ideas/pages/test_talking.py",),
    "rooms/ideas/actions/votes.py": ("rooms/ideas/pages/test_floods.py",),
    "rooms/testimonials/actions/pictures.py": ("rooms/testimonials/test_pictures.py",),
}
"""What is counted in the database, and where its page is looked at."""


def test_every_limit_of_the_table_says_when_to_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.limits._wait", lambda _limiter, _limit: 725)
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        limit, methods = limits().get(rule.endpoint), sorted(set(rule.methods or ()) - READING)
        if limit is None or not (methods or limit.reads):
            continue
        path = rule.build({name: _some(each) for name, each in rule._converters.items()})[1]  # type: ignore[index]
        answer = browser.open(path, method=methods[0] if methods else "GET")
        assert (rule.rule, told_when(answer)) == (rule.rule, 725)


def _some(converter: BaseConverter) -> object:
    """Something that this part of an address takes."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        return 1
    return next("a" * length for length in (32, 1) if re.fullmatch(converter.regex, "a" * length))


def test_every_limit_of_the_database_says_when_to_come_back() -> None:
    """A new one gets its line, and a test that looks at its page with `told_when`; nothing refuses but by these."""
    sources = {path.relative_to(ROOT / "portal").as_posix(): path.read_text() for path in ROOT.glob("portal/**/*.py")}
    counting = re.compile(r"(?<!def )refuse_flood\(|^LIMITS = ", re.MULTILINE)
    assert {name for name, text in sources.items() if counting.search(text)} == FLOODS.keys()
    raising = {name for name, text in sources.items() if "TooMany(" in text.replace("class TooMany(", "")}
    assert raising == {"core/floods.py", "core/limits.py", "core/turns.py", "access/sign_in_attempts.py"}
    for tests in FLOODS.values():
        assert [name for name in tests if "told_when(" not in (ROOT / "tests" / name).read_text()] == []


def test_limits_come_before_the_work_and_before_the_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with restored(table):
        add_limit(Limit("once", "1/hour", "1/hour"), "forum.preview")
        browser = signed_in(app, staff("owner"))
        assert [browser.post("/community/preview").status_code for _each in range(2)] == [400, 429]
        answer = browser.post("/community/preview")
        assert "Try again in" in answer.text
        assert 0 < int(answer.headers["Retry-After"]) <= 3_600


def test_without_the_store_people_write_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object) -> bool:
        raise ConnectionError("nobody answers")

    with restored(table):
        add_limit(TWICE, "home.set_theme")
        monkeypatch.setattr("limits.strategies.FixedWindowRateLimiter.hit", away)
        browser = signed_in(app, staff("owner"))
        assert {theme(browser) for _each in range(4)} == {303}


def test_what_was_typed_is_sent_again_by_a_button_but_for_secrets_and_forms_of_others(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with restored(table):
        add_limit(Limit("once", "1/hour", "100/hour"), "join.welcome")
        browser = signed_in(app, a_user(a_member("Mei Tanaka")))
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/welcome/2").text)[0]
        typed = {"worries": 'Faxes & "scans"', "password": "seven quiet herons", "csrf_token": token}
        browser.post("/welcome/2", data=typed)
        page = browser.post("/welcome/2", data=typed)
        assert page.status_code == 429
        assert 'action="/welcome/2"' in page.text
        assert 'name="worries" value="Faxes &amp; &#34;scans&#34;"' in page.text
        assert "herons" not in page.text
        foreign = browser.post("/welcome/2", data=typed | {"csrf_token": "somebody else's"})
        assert (foreign.status_code, "Faxes" in foreign.text) == (429, False)
