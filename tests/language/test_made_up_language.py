"""A made-up language in which every sentence of the catalogue is marked shows whatever is still said in English."""

import shutil
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import product
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import default_exceptions
from werkzeug.routing import Rule

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.notices.letter_samples import samples
from portal.ledger.models import Mail
from portal.people.feeds import renew_feed
from tests.actors import signed_in
from tests.applications import opened, settings_for
from tests.language.known import CLICKS, KNOWN, MAP, said_by_others
from tests.language.made_up import Ear, spoken
from tests.language.reading import read, texts_of
from tests.test_pages import PAGES, address
from tests.world import World, a_world

FOR_PROGRAMS = {
    "people.export_people": "an import of contacts understands these headings, so that the file can come back",
    "ideas.export_csv": "an import of ideas understands these headings and codes",
    "ideas.export_json": "an import of ideas understands these names and codes",
    "betas.people_file": "columns and codes for a spreadsheet of one's own",
    "betas.reports_file": "columns and codes for a spreadsheet of one's own",
    "health.healthz": "probes read it",
    "brand_style": "browsers read it",
}
REFUSED = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST}
ENDING = {"sign_in.sign_out", "sessions.end_others", "sessions.end"}
"""After these nobody would be signed in any more."""
COMMANDS = (
    ("ledger", "verify"),
    ("search", "query", "fax"),
    ("search", "query", "fax", "--kind", "nothing"),
    ("search", "query", "fax", "--as", "nobody@example.org"),
    ("search", "rebuild"),
    ("search", "verify"),
    ("nurture", "check", str(MAP)),
    ("nurture", "check", "/nowhere"),
    ("nurture", "tick"),
    ("nurture", "tick", "--now", "tomorrow"),
    ("nurture", "status"),
    ("betas", "verify"),
    ("forum", "verify"),
    ("ideas", "recount"),
    ("demo", "load"),
    ("demo", "load", "--only-if-empty"),
    ("demo", "people"),
    ("mail", "receive"),
    ("surveys", "ask", "nobody@example.org"),
    ("members", "add-staff", "nobody", "--name", "Nobody", "--role", "owner"),
    ("members", "add-staff", "olga@example.org", "--name", "Olga Berg", "--role", "owner"),
)


class Community(NamedTuple):
    """A world whose people all read the made-up language, and who may look at it."""

    app: Flask
    world: World
    owner: FlaskClient
    promoter: FlaskClient
    ear: Ear


@pytest.fixture(scope="module")
def community(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    folder = tmp_path_factory.mktemp("made-up")
    shutil.copy(empty_sqlite, folder / "test.db")
    with opened(settings_for(f"sqlite:///{folder}/test.db", folder)) as app, spoken():
        world = a_world(app)
        ear = Ear(said_by_others(), KNOWN)
        yield Community(app, world, signed_in(app, world.owner), signed_in(app, world.promoter), ear)


def test_no_page_says_anything_in_english(community: Community) -> None:
    shown: dict[str, Iterable[str]] = {}
    for endpoint, (audience, path) in PAGES.items():
        if not path or endpoint in FOR_PROGRAMS:
            continue
        capability = "." in audience
        for name, browser in (("owner", community.owner), ("promoter", community.promoter)):
            answer = browser.get(address(endpoint, community.world)) if name == "owner" or not capability else None
            if answer is not None and answer.status_code == 200:
                shown[f"{endpoint} {name}"] = texts_of(answer)
    assert len(shown) > 140
    community.ear.hears_none_in(shown)


def test_no_mail_says_anything_in_english(community: Community) -> None:
    sent = {f"mail {mail.id}": [mail.subject, mail.text, *read(mail.html)] for mail in db.session.scalars(select(Mail))}
    with community.app.test_request_context():
        mails = {name: sample.mail for name, sample in samples().items()}
    written = {name: [mail.subject, mail.text, *read(mail.html)] for name, mail in mails.items()}
    assert len(sent) > 5
    community.ear.hears_none_in(sent | written)


def test_no_feed_says_anything_in_english(community: Community) -> None:
    texts = {}
    for user, file in product((community.world.owner, community.world.promoter), ("calendar.ics", "community.xml")):
        with transaction() as session:
            token = renew_feed(session.get_one(User, user.id))
        answer = community.app.test_client().get(f"/feeds/{token}/{file}")
        assert answer.status_code == 200
        texts[f"{file} of {user.name}"] = texts_of(answer)
    community.ear.hears_none_in(texts)


def test_no_error_says_anything_in_english(community: Community) -> None:
    with community.app.test_request_context():
        pages = {
            str(code): read(render_template("error.html", code=code, message=None, request_id=""))
            for code in default_exceptions
        }
    community.ear.hears_none_in(pages)


def test_no_answer_to_a_form_says_anything_in_english(community: Community) -> None:
    """Every form is sent as it should not be: empty, twice, or by somebody for whom it is not. Whatever is answered,
    refused or done is said in words."""
    answers: dict[str, list[str]] = {}
    for rule in community.app.url_map.iter_rules():
        where = _filled_in(rule, community.world) if "POST" in (rule.methods or ()) else None
        for name, browser in (("promoter", community.promoter), ("owner", community.owner)) if where else ():
            answer = browser.post(where, data={}, headers={"Accept": "text/html"})
            with browser.session_transaction() as cookie:
                said = [str(text["text"] if isinstance(text, dict) else text) for _, text in cookie.pop("_flashes", [])]
            if answer.status_code < 300 or answer.status_code in REFUSED:
                said += texts_of(answer)
            answers[f"{rule.endpoint} {name} {answer.status_code}"] = said
    assert len([said for said in answers.values() if said]) > 100
    community.ear.hears_none_in(answers)


def test_no_command_says_anything_in_english(community: Community) -> None:
    run = community.app.test_cli_runner().invoke
    commands = [words for words in _commands(community.app.cli) if words[0] != "db"]  # which is Flask-Migrate's
    helps = {words: run(args=[*words, "--help"]) for words in commands}
    assert [(words, help_.exception) for words, help_ in helps.items() if help_.exit_code] == []
    texts = {f"{words} --help": [_without_list(help_.output)] for words, help_ in helps.items()}
    texts |= {str(words): [run(args=list(words)).output] for words in COMMANDS}
    names = {name for words in [*commands, *COMMANDS] for name in ("portal", *words)} | {"No such file or directory"}
    ear = Ear([*names, *said_by_others()], [*KNOWN, *CLICKS])
    ear.hears_none_in(texts)


def _without_list(text: str) -> str:
    """Without the list of commands, which has the beginning of what each says by itself."""
    return text.partition("\nCommands:")[0]


def _filled_in(rule: Rule, world: World) -> str | None:
    """The address with what the world has in its places; None where it has nothing that fits, or would end all."""
    known = {**vars(world), "token": "", "handle": world.promoter.handle, "kind": "contacts"}
    if rule.endpoint in ENDING or not all(known.get(name) for name in rule.arguments):
        return None
    return str(rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)[1])


def _commands(group: click.Group) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, *rest) for rest in _commands(command))
