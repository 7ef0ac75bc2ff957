"""Whatever somebody writes, a real browser runs nothing of it and shows only what may be shown."""

from collections.abc import Iterator, Set

import pytest
from flask import Flask
from markupsafe import Markup, escape
from playwright.sync_api import Browser

from portal.core.headers import register_headers
from portal.core.markdown import Person, parse_markdown
from tests.browser.conftest import served
from tests.browser.hostile import inputs
from tests.browser.looks import LIGHT, looking

pytestmark = pytest.mark.browser

EVIL = {"evil": Person('"><img src=x onerror=window.ran=1>', 'javascript:window.ran=1"onclick="window.ran=1')}
FRAME = Markup(
    '<!doctype html><meta charset="utf-8"><title>Written</title><link rel="icon" href="data:,"><main>{}</main>'
)
ONE = Markup('<section><p class="source">{}</p><div class="written">{}</div></section>')
PLAIN = (
    "p", "br", "hr", "em", "strong", "s", "blockquote", "ul", "li", "h3", "h4", "h5", "h6", "table", "thead", "tbody",
    "tr",
)  # fmt: skip
ALLOWED: dict[str, Set[str]] = {
    "a": {"href", "title", "class", "rel"},
    "img": {"src", "alt", "loading", "class"},
    "code": {"class"},
    "pre": {"tabindex"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    **dict.fromkeys(PLAIN, frozenset[str]()),
}
READ = """() => [...document.querySelectorAll(".written")].map((box) => [...box.querySelectorAll("*")].map((one) => ({
  tag: one.localName,
  space: one.namespaceURI,
  attributes: Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])),
  leads: one.protocol ?? null,
  host: one.host ?? null,
})))"""
TOUCH = """() => {
  for (const one of document.querySelectorAll(".written *"))
    for (const kind of ["mouseover", "mouseenter", "focus", "pointerdown", "toggle", "error", "load"])
      one.dispatchEvent(new Event(kind, { bubbles: true }));
}"""
CLICK = """() => {
  const runs = (target) => target.closest("a")?.protocol === "javascript:";
  addEventListener("click", (event) => runs(event.target) || event.preventDefault());
  for (const one of document.querySelectorAll(".written *")) one.click?.();
}"""


@pytest.fixture(scope="module", params=["with our policy", "without any policy"])
def hostile_site(request: pytest.FixtureRequest) -> Iterator[str]:
    """The page under our headers, and without them: the words have to be harmless by themselves."""
    app = Flask(__name__)
    app.config["BASE_URL"] = "http://127.0.0.1"
    if request.param == "with our policy":
        register_headers(app)

    @app.get("/")
    def _page() -> str:
        shown = (ONE.format(escape(text), parse_markdown(text).html(EVIL)) for text in inputs())
        return FRAME.format(Markup("").join(shown))

    @app.get("/pictures/<key>")
    def _picture(key: str) -> tuple[bytes, dict[str, str]]:
        return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;", {
            "Content-Type": "image/gif"
        }

    with served(app) as address:
        yield address


def test_there_are_many() -> None:
    assert len(list(inputs())) >= 300


def test_nothing_that_is_written_runs(browser: Browser, hostile_site: str) -> None:
    texts = list(inputs())
    said: list[str] = []
    asked: list[str] = []
    with looking(browser, LIGHT) as page:
        page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda line: said.append(line.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("popup", lambda other: said.append(f"popup {other.url}"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(hostile_site, wait_until="load")
        boxes = page.evaluate(READ)
        page.evaluate(TOUCH)
        page.evaluate(CLICK)
        page.wait_for_timeout(300)
        assert page.evaluate("() => window.ran") is None
        assert page.url == f"{hostile_site}/"
        assert page.title() == "Written"
    assert said == []
    assert {url for url in asked if not url.startswith(f"{hostile_site}/pictures/")} == {f"{hostile_site}/"}
    assert len(boxes) == len(texts)
    wrong = [(text, fault) for text, box in zip(texts, boxes, strict=True) for one in box for fault in faults(one)]
    assert wrong == []


def faults(one: dict[str, object]) -> Iterator[str]:
    """What an element has that it must not have."""
    tag, attributes = str(one["tag"]), one["attributes"]
    assert isinstance(attributes, dict)
    if tag not in ALLOWED or one["space"] != "http://www.w3.org/1999/xhtml":
        yield f"element {tag}"
        return
    if extra := attributes.keys() - ALLOWED[tag]:
        yield f"attributes {extra} of {tag}"
    if tag == "a" and one["leads"] not in {"http:", "https:", "mailto:", ":"}:
        yield f"a link to {attributes.get('href')}"
    if tag == "a" and str(attributes.get("href", "")).startswith("/") and "127.0.0.1" not in str(one["host"]):
        yield f"a path that leaves the site: {attributes['href']}"
    if tag == "img" and not str(attributes.get("src")).startswith("/pictures/"):
        yield f"an image from {attributes.get('src')}"
