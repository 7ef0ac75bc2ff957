"""One person at a browser: signs in, opens addresses, and says what stands there."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from .forms import Form
from .product import HOST, Demo, plain_path
from .tokens import Tokens
from .visible import Visible

HEADERS = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "X-Request-ID": "the-same-each-time"}
MAX_REDIRECTS = 5


@dataclass
class Page:
    """What stood at an address. `final` is the address behind permanent redirects."""

    status: int
    final: str
    to: str = ""
    kind: str = ""
    text: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


class Reader:
    """A browser of one person; of nobody where no address is given."""

    def __init__(self, demo: Demo, tokens: Tokens, email: str | None = None) -> None:
        self._demo, self._tokens = demo, tokens
        self._client: FlaskClient = demo.app.test_client()
        self.is_in = email is None or self._sign_in(email)

    def open(self, address: str, *, as_json: bool = False) -> Page:
        """Read what stands at an address; permanent redirects are followed, others noted."""
        accept = "application/json" if as_json else "text/html,*/*;q=0.8"
        for _ in range(MAX_REDIRECTS):
            answer = self._ask("GET", address, Accept=accept)
            if answer.status_code not in {301, 308}:
                break
            address = plain_path(urljoin(address, answer.headers["Location"]))
        return self._page(answer, address, as_json=as_json)

    def send(self, form: Form, address: str, **more: Any) -> Page:
        """Send a form as it stands on the page at `address`, filled in with `more`, and read what comes of it."""
        action = form.action or address
        answer = self._ask("POST", action, data=form.fields | more, Referer=HOST + address)
        if answer.status_code in {302, 303}:
            return self.open(plain_path(urljoin(action, answer.headers["Location"])))
        return self._page(answer, address)

    def probe(self, method: str, path: str) -> tuple[int, str]:
        """The answer's status, and where it leads."""
        answer = self._ask(method, path)
        return answer.status_code, plain_path(answer.headers.get("Location", "")) if answer.location else ""

    def _sign_in(self, email: str) -> bool:
        password = self._demo.give_password(email)
        page = self.open("/sign-in")
        form = next(form for form in page.forms if "password" in form.fields)
        form.fields |= {"email": email, "password": password}
        self.send(form, "/sign-in")
        return self.open("/").status != 303 or "/sign-in" not in self.open("/").to

    def _ask(self, method: str, address: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        """With an application context of its own, as behind a server."""
        with self._demo.at_its_moment():
            return self._client.open(
                address, method=method, base_url=HOST, data=data, headers={**HEADERS, **headers}, buffered=True
            )

    def _page(self, answer: TestResponse, address: str, *, as_json: bool = False) -> Page:
        hide = self._tokens.hide
        page = Page(answer.status_code, address, kind=answer.mimetype or "")
        if answer.location:
            page.to = hide(plain_path(answer.location))
        elif as_json and answer.mimetype == "text/html":
            pass  # it is the same page
        elif answer.mimetype == "text/html":
            seen = Visible(answer.text)
            page.text, page.forms = hide("\n".join(seen.lines)), seen.forms
            page.links = list(dict.fromkeys(filter(None, (_here(address, link) for link in seen.links))))
        else:
            page.text = _file_text(answer, hide)
        return page


def _here(address: str, link: str) -> str:
    """The path that a link leads to on this site; empty where it leads elsewhere."""
    whole = urldefrag(urljoin(HOST + address, link)).url
    parts = urlsplit(whole)
    return plain_path(whole) if f"{parts.scheme}://{parts.netloc}" == HOST else ""


def _file_text(answer: TestResponse, hide: Callable[[str], str]) -> str:
    """What a file holds, with the name that it is kept under."""
    name, kind = answer.headers.get("Content-Disposition", ""), answer.mimetype or ""
    if kind == "application/json":
        return hide(json.dumps(answer.get_json(), indent=1, sort_keys=True, ensure_ascii=False))
    if kind.startswith(("text/", "application/xml", "application/atom", "application/rss")):
        return hide("\n".join(filter(None, (name, answer.get_data(as_text=True)))))
    return f"{name} {hashlib.sha256(answer.data).hexdigest()}"
