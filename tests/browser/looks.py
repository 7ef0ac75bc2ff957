"""Looking at pages: pictures and faults in light, dark, on a phone, and at the narrowest width.

For the tests of this folder and for the script that makes the README's picture.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

CHROMIUM = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
"""The machine's own, the one without a window first: every page costs a tenth less in it."""
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NARROWEST = 360
DRAWN = """() => [...document.querySelectorAll("html.has-script .chart-plot")]
  .every((plot) => !plot.offsetParent || plot.querySelector("svg"))"""
AT_REST = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? NaN)).map((one) => one.finished))"""
AXE = Axe()
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,
}
"""Nothing is loaded first: that is for rules about films, and for one that axe itself leaves out."""
RULES_OF_COLOURS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules that find something else where a page differs by its colours alone."""
SHAPE = """() => [innerWidth, innerHeight, ...[...document.querySelectorAll("body *")].map(
  (one) => one.checkVisibility() ? one.tagName : ".")].join(" ")"""
SEEN = """() => [...document.querySelectorAll("main *")].map((one) => one.checkVisibility())"""
OPEN_WHAT_IS_FOLDED = """() => {
  for (const one of document.querySelectorAll("main details:not(.menu)")) one.open = true;
}"""


Part = Literal["first", "others", "all"]
"""In which of its looks a page is judged: `make test` takes the first of them, `make looks` the others."""


@dataclass(frozen=True)
class Look:
    """One way of looking at a page."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]


LIGHT = Look("light", 1280, 860, "light")
DARK = Look("dark", 1280, 860, "dark")
PHONE = Look("phone", 390, 844, "light")
PHONE_DARK = Look("phone-dark", 390, 844, "dark")
LOOKS = (LIGHT, DARK, PHONE, PHONE_DARK)


def looks_at(page: Page) -> Iterator[Look]:
    """The looks in which a page is judged: each width and each scheme once, and what a phone hides in both schemes."""
    yield LIGHT
    on_a_screen = page.evaluate(SEEN)
    yield PHONE_DARK
    if any(seen and not stays for seen, stays in zip(on_a_screen, page.evaluate(SEEN), strict=False)):
        yield DARK


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium where there is one, else Playwright's."""
    with sync_playwright() as playwright:
        path = next((path for path in CHROMIUM if path.exists()), None)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def looking(browser: Browser, look: Look, **options: Any) -> Iterator[Page]:
    """A page in a context of its own. `options` go to the context: storage_state, java_script_enabled, …"""
    context: BrowserContext = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        reduced_motion="reduce",
        has_touch=look.width < 800,
        **options,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def picture(page: Page, url: str, path: Path, *, whole: bool = True) -> None:
    """Open `url` and keep a picture of it once letters and charts are there."""
    settle(page, url)
    page.screenshot(path=path, full_page=whole)


def faults(
    browser: Browser,
    url: str,
    looks: Sequence[Look] = (),
    first: Callable[[Page], object] | None = None,
    status: int = 200,
    part: Part = "all",
    **options: Any,
) -> list[str]:
    """Everything that is wrong with the page at `url`, in a browser of its own for which `options` are."""
    with looking(browser, LIGHT, **options) as page:
        return faults_of(page, url, looks, first, status, part)


def faults_of(
    page: Page,
    url: str,
    looks: Sequence[Look] = (),
    first: Callable[[Page], object] | None = None,
    status: int = 200,
    part: Part = "all",
) -> list[str]:
    """Everything that is wrong with the page at `url`, each with the look in which it shows; empty is good.

    Without `looks` it is judged in those of `looks_at`, of which `part` are taken.

    axe's findings, words printed to the browser's log (policy violations among them), and sideways scroll.
    `first` may act on the page before it is judged: open a menu, send a form. A page that answers anything
    but `status` is at fault. Style sheets follow a change of look by themselves; pictures are drawn afresh.
    A shape that was judged in another look is judged again for its colours.
    """
    found: list[str] = []
    judged: set[str] = set()
    with listening(page, url) as logged:
        for number, look in enumerate(looks or looks_at(page)):
            page.set_viewport_size({"width": look.width, "height": look.height})
            page.emulate_media(color_scheme=look.scheme)
            if number == 0 or page.locator("data-chart").count():
                answered = settle(page, url)
                if answered != status:
                    found.append(f"{look.name}: answered {answered}, not {status}")
                if first:
                    first(page)
            if not _takes(part, number):
                continue
            page.evaluate(AT_REST)
            shape = page.evaluate(SHAPE)
            rules = RULES_OF_COLOURS if shape in judged else RULES
            judged.add(shape)
            found += [f"{look.name}: {fault}" for fault in (*_axe(page, rules), *logged)]
            logged.clear()
            if part == "first":
                break
    return found + sideways(page)


def _takes(part: Part, number: int) -> bool:
    """Whether the look of this number belongs to the part."""
    return part == "all" or (part == "first") == (number == 0)


@contextmanager
def listening(page: Page, url: str) -> Iterator[list[str]]:
    """What the browser complains of while it shows `url`."""
    logged: list[str] = []
    heard: dict[Any, Callable[[Any], None]] = {
        "console": lambda line: logged.extend(_complaint(line, url)),
        "pageerror": lambda error: logged.append(str(error)),
    }
    for event, listen in heard.items():
        page.on(event, listen)
    try:
        yield logged
    finally:
        for event, listen in heard.items():
            page.remove_listener(event, listen)


def sideways(page: Page, width: int = NARROWEST) -> list[str]:
    """Elements that make the page scroll sideways at `width`."""
    before = page.viewport_size or {"width": width, "height": 800}
    page.set_viewport_size({"width": width, "height": before["height"]})
    wide: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
             [...document.body.querySelectorAll("*")]
               .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
               .map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class")} is wider than ${innerWidth} px`)
               .slice(0, 5)"""
    )
    page.set_viewport_size(before)
    return wide


def settle(page: Page, url: str) -> int:
    """Open `url` and wait until its letters are loaded and its charts are drawn; what it answered."""
    response = page.goto(url, wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_function(DRAWN)
    return response.status if response else 0


def unfold(page: Page) -> None:
    """Open every fold of the page, so that what is in it can be judged too."""
    page.evaluate(OPEN_WHAT_IS_FOLDED)


def _complaint(line: ConsoleMessage, url: str) -> list[str]:
    """What the browser complains of; the status of the page itself is judged elsewhere."""
    ours = line.text.startswith("Failed to load resource") and line.location["url"] == url
    return [line.text] if line.type in {"error", "warning"} and not ours else []


def _axe(page: Page, rules: dict[str, Any]) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    violations = page.evaluate("(rules) => axe.run(rules).then((answer) => answer.violations)", rules)
    return [
        f"{fault['id']}: {fault['help']} · {node['target']} · {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in violations
        for node in fault["nodes"]
    ]
