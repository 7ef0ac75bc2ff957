"""A capture: everything that everybody reads, as one object."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from .crawling import LIGHT, THOROUGH, Crawl
from .feeds import made_feeds
from .letters import links_in, readable
from .more import add_to
from .product import MAILS, USERS, Demo
from .reading import Reader
from .rules import known_rules, probes, without_arguments
from .tokens import Tokens

VISITOR = "nobody"
Like = dict[str, Any]


def capture(moment: datetime, like: Like | None = None, only: Iterable[str] = ()) -> dict[str, Any]:
    """Play the demo at `moment` and read it; what a capture before it has read is read first."""
    with tempfile.TemporaryDirectory(prefix="unchanged-") as folder:
        demo = Demo(Path(folder), moment)
        add_to(demo)
        return Capture(demo, like or {}).all(set(only))


class Capture:
    """One demo, and what has been read of it so far."""

    def __init__(self, demo: Demo, like: Like) -> None:
        self.demo, self.like, self.tokens = demo, like, Tokens()
        self.rules = known_rules(demo)
        self.mails = demo.rows(MAILS, "created_at DESC, recipient, subject, text")
        for mail in self.mails:
            self.tokens.meet_in_mail(mail)

    def all(self, only: set[str]) -> dict[str, Any]:
        emails = [str(row["email"]) for row in self.demo.rows(USERS, "id")]
        people = {}
        for email in [VISITOR, *emails]:
            if not only or email in only:
                people[email] = self._timed(email, self._visitor if email == VISITOR else self._person)
        return {
            "moment": self.demo.moment.isoformat(),
            "only": sorted(only),
            "rules": self.rules,
            "probes": self._probes(),
            "people": people,
            "mails": [readable(mail, self.tokens) for mail in self.mails],
            "leads": self._leads(people),
        }

    def _visitor(self, _email: str) -> list[dict[str, Any]]:
        links = links_in(self.mails)
        return self._read(Reader(self.demo, self.tokens), VISITOR, map(self.tokens.hide, links), thorough=True)

    def _person(self, email: str) -> list[dict[str, Any]]:
        reader = Reader(self.demo, self.tokens, email)
        if not reader.is_in:
            return []
        links = links_in([mail for mail in self.mails if mail["recipient"] == email])
        open_ones = [link for link in links if self.tokens.hide(link) == link]
        return self._read(reader, email, open_ones, thorough=email in self.demo.passwords)

    def _read(self, reader: Reader, email: str, links: Iterable[str], *, thorough: bool) -> list[dict[str, Any]]:
        crawl = Crawl(self.demo, self.tokens, reader, THOROUGH if thorough else LIGHT)
        before = [(page["address"], page["as_json"]) for page in self.like.get("people", {}).get(email, ())]
        fed = [given for given in before if "‹feed_" in given[0]]
        pages = list(
            crawl.read([given for given in before if given not in fed], [*without_arguments(self.rules), *links])
        )
        for secret, feeds in made_feeds(reader, list(crawl.forms.values()), self.tokens):
            pages += crawl.read([given for given in fed if secret in given[0]], feeds)
        return pages

    def _probes(self) -> dict[str, tuple[int, str]]:
        self.demo.restore()
        return probes(Reader(self.demo, self.tokens), self.rules, self.like.get("rules", []))

    def _leads(self, people: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
        """Where addresses of today or of the capture before lead for good, by what was read."""
        read = [page for pages in people.values() for page in pages]
        leads = {page["address"]: page["final"] for page in read if page["address"] != page["final"]}
        visitor = Reader(self.demo, self.tokens)
        for address in dict.fromkeys(path for mail in self.like.get("mails", ()) for path in mail["links"]):
            final = self.tokens.hide(visitor.open(self.tokens.show(address)).final)
            if address not in leads and final != address:
                leads[address] = final
        return leads

    def _timed(self, email: str, read: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
        begun = time.monotonic()
        self.demo.restore()
        pages = read(email)
        print(f"{email:<45} {len(pages):>5} pages {time.monotonic() - begun:6.0f} s", file=sys.stderr, flush=True)
        return pages
