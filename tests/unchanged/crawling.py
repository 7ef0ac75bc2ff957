"""Following every link of one person's pages: a bounded number of rows of each kind of page."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from .asking import ways_to_ask
from .forms import Form
from .product import Demo
from .reading import Page, Reader
from .tokens import Tokens

PASSED_OVER = ("/static/", "/bootstrap/", "/sign-out")


@dataclass(frozen=True)
class Bounds:
    """How many addresses of one page are opened: its rows, ways to ask it with the same words, all ways, as JSON."""

    rows: int
    ways: int
    all_ways: int
    json: int


THOROUGH, LIGHT = Bounds(rows=60, ways=8, all_ways=30, json=2), Bounds(rows=6, ways=2, all_ways=4, json=1)


@dataclass(frozen=True)
class Read:
    """One page as it is kept: `address` has names for its secrets."""

    address: str
    as_json: bool
    status: int
    final: str
    to: str
    kind: str
    text: str


class Crawl:
    """What one person finds. Addresses that are given are opened whatever the bounds say."""

    def __init__(self, demo: Demo, tokens: Tokens, reader: Reader, bounds: Bounds) -> None:
        self._tokens, self._reader, self._bounds = tokens, reader, bounds
        self.map: MapAdapter = demo.app.url_map.bind("advocates.northwind.example", url_scheme="https")
        self._opened: set[tuple[str, bool]] = set()
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._waiting: deque[str] = deque()
        self._found: set[str] = set()
        self.forms: dict[str, tuple[Form, str]] = {}

    def read(self, first: Iterable[tuple[str, bool]], then: Iterable[str]) -> Iterator[dict[str, object]]:
        """Open what is given first, then all else, and follow what is found."""
        for address, as_json in first:
            yield self._open(address, as_json=as_json)
        for address in then:
            self._wait_for(address)
        while self._waiting:
            address = self._waiting.popleft()
            for as_json in (False, True):
                if self._wants(address, as_json=as_json):
                    page = self._open(address, as_json=as_json)
                    if not as_json or page["kind"] == "application/json":
                        yield page

    def _open(self, address: str, *, as_json: bool) -> dict[str, object]:
        page = self._reader.open(self._tokens.show(address), as_json=as_json)
        hide = self._tokens.hide
        for known in {address, hide(page.final)}:
            self._opened.add((known, as_json))
        self._counts.update(self._kinds(hide(page.final), as_json=as_json).keys())
        astray = [] if as_json else self._take_in(page)
        text = "\n".join((page.text, *astray))
        final = hide(page.final)
        return asdict(Read(hide(address), as_json, page.status, final, page.to, page.kind, text))

    def _wait_for(self, address: str) -> None:
        if address not in self._found:
            self._found.add(address)
            self._waiting.append(address)

    def _take_in(self, page: Page) -> list[str]:
        """Note where the page leads; what leads nowhere comes back in words."""
        sent = [form for form in page.forms if form.method == "post"]
        asked = [way for form in page.forms if form.method == "get" for way in ways_to_ask(form, page.final)]
        astray = []
        for link in dict.fromkeys(map(self._tokens.hide, [*page.links, *asked])):
            if link.startswith(PASSED_OVER):
                continue
            if self._leads(link, "GET"):
                self._wait_for(link)
            elif not self._leads(link, "POST"):
                astray.append(f"‹leads nowhere: {link}›")
        for form in sent:
            action = urlsplit(form.action or page.final).path
            self.forms.setdefault(action, (form, page.final))
            if form.sends and not self._leads(action, "POST"):
                astray.append(f"‹leads nowhere: POST {self._tokens.hide(action)}›")
        return astray

    def _wants(self, address: str, *, as_json: bool) -> bool:
        if (address, as_json) in self._opened:
            return False
        return all(self._counts[kind] < most for kind, most in self._kinds(address, as_json=as_json).items())

    def _kinds(self, address: str, *, as_json: bool) -> dict[tuple[str, ...], int]:
        """What the address counts as, each with how many of it are opened."""
        parts, bounds = urlsplit(address), self._bounds
        endpoint = self._leads(parts.path, "GET")
        if as_json:
            return {(endpoint, "as JSON"): bounds.json}
        if not parts.query:
            return {(endpoint,): bounds.rows}
        words = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
        return {(endpoint, "?"): bounds.all_ways, (endpoint, "?", *words): bounds.ways}

    def _leads(self, address: str, method: str) -> str:
        """The endpoint at an address; empty where there is none."""
        try:
            return str(self.map.match(urlsplit(self._tokens.show(address)).path, method=method)[0])
        except RequestRedirect as redirect:
            return urlsplit(redirect.new_url).path
        except HTTPException:
            return ""
