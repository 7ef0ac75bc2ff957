"""What works on the older code and has to go on working: sessions, sealed keys, links of mails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from .browsers import Answer, Browser
from .checkouts import HOST, Checkout
from .stores import Store

LINK = re.compile(rf"{HOST}(/[^\s\"<>#]*?/(?:[A-Za-z0-9_-]{{22}}|[0-9a-f]{{32}}))(?=[\s\"<>]|$)")
KEY = "KEPT-SEALED"
BETAS_OF_THE_DEMO = ("/betas/1", "/betas/2", "/betas/3")
OF_A_KIND = 8
"""How many links of each kind of mail are opened."""


@dataclass
class InUse:
    """What people hold in their hands when the code changes, with what it opened."""

    browsers: dict[str, Browser] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, tuple[int, str]] = field(default_factory=dict)


def taken_up(checkout: Checkout, store: Store) -> InUse:
    """Sign in as everybody who can, see a sealed key, and open links of each kind of mail."""
    held = InUse()
    with checkout.served() as server:
        for number, person in enumerate(checkout.told("demo", "people")["people"]):
            browser = held.browsers[person["email"]] = Browser()
            browser.sign_in(server, person["email"], person["password"], remember=bool(number % 2))
            held.pages[person["email"]] = _front(browser.get(server, "/"))
            _seal_keys(browser, server)
        for email, browser in held.browsers.items():
            held.keys |= _keys_of(browser, server, email)
        for link in links_of_mails(store):
            answer = Browser().get(server, link)
            held.links[link] = answer.status, answer.words
    if not (held.keys and held.links and all(held.pages.values())):
        raise LookupError("the older code opens no key, no link or no session: nothing to compare with")
    return held


def broken(held: InUse, checkout: Checkout) -> Iterator[str]:
    """What does not work any more on this code."""
    with checkout.served() as server:
        for email, browser in held.browsers.items():
            if (front := _front(browser.get(server, "/"))) != held.pages[email]:
                yield f"session of {email}: {held.pages[email]!r} was {front!r}"
        for email, (path, key) in held.keys.items():
            if key not in _shown(held.browsers[email], server, path).words:
                yield f"key of {email}: {path} shows it no more"
        for link, (status, words) in held.links.items():
            answer = Browser().get(server, link)
            if (answer.status, answer.words) != (status, words):
                yield f"link {link}: {status} was {answer.status}, or its words are others"


def links_of_mails(store: Store) -> list[str]:
    """Links with a secret, some of each kind, from the newest mails."""
    found: dict[str, list[str]] = {}
    mails = next(
        table for table in store.tables().tables.values() if {"recipient", "subject", "html"} <= {*table.c.keys()}
    )
    with store.open() as connection:
        for (text,) in connection.execute(select(mails.c.text).order_by(mails.c.id.desc())):
            for link in LINK.findall(text):
                kind = found.setdefault(link.rsplit("/", 1)[0], [])
                if len(kind) < OF_A_KIND and link not in kind:
                    kind.append(link)
    return [link for kind in found.values() for link in kind]


def _front(answer: Answer) -> str:
    """Where a signed-in person lands, and the first words there; empty for somebody who is sent away."""
    return "" if answer.status != 200 or "sign-in" in answer.path else f"{answer.path} {answer.page.lines[0]}"


def _betas(browser: Browser, server: str) -> list[str]:
    """Those of the demo, and those on the first page of all."""
    listed = (link for link in browser.get(server, "/betas").page.links if re.fullmatch(r"/betas/\d+", link))
    return list(dict.fromkeys([*BETAS_OF_THE_DEMO, *listed]))


def _seal_keys(browser: Browser, server: str) -> None:
    """Load keys into every beta that this person may equip."""
    for beta in _betas(browser, server):
        if (form := browser.get(server, f"{beta}/tasks").form("/keys")) is not None:
            keys = "\n".join(f"{KEY}-{number}" for number in range(1, 21))
            browser.post(server, form.action, form.fields | {"keys": keys})


def _keys_of(browser: Browser, server: str, email: str) -> dict[str, tuple[str, str]]:
    """A key that this person may see, of any of the betas."""
    for beta in _betas(browser, server):
        if found := re.search(rf"{KEY}-\d+", _shown(browser, server, beta).words):
            return {email: (beta, found[0])}
    return {}


def _shown(browser: Browser, server: str, path: str) -> Answer:
    page = browser.get(server, path)
    form = page.form("/key")
    return browser.post(server, form.action, form.fields) if form else page
