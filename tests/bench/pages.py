"""Pages against a bare Flask and Jinja page with the same HTML, and many people against few."""

import time
from collections.abc import Callable, Iterator

from flask import Flask, render_template_string
from flask.testing import FlaskClient

from tests.bench.site import owner_of, populate, site
from tests.bench.table import Row

BARE = "{% for line in lines %}{{ line|safe }}\n{% endfor %}"
GOAL_GROWTH = 1.5


def rows(few: int, many: int, requests: int) -> Iterator[Row]:
    """The people list and a member's page, at `few` and at `many` people."""
    took: dict[tuple[str, int], float] = {}
    for people in (few, many):
        with site() as app:
            member_id = populate(people)
            browser = owner_of(app)
            for name, url in (("people list", "/people"), ("member's page", f"/people/{member_id}")):
                html = browser.get(url).get_data(as_text=True)
                ours, bare = _side_by_side(_opens(browser, url), _opens(_bare(html).test_client(), "/"), requests)
                took[name, people] = ours
                yield Row(
                    f"{name}, {people:,} people", f"{1 / ours:,.0f}/s", f"bare page {1 / bare:,.0f}/s", bare / ours
                )
    for name in ("people list", "member's page"):
        growth = took[name, many] / took[name, few]
        yield Row(
            f"{name}, {many:,} people against {few:,}",
            f"{took[name, many] * 1e3:.1f} ms",
            f"{took[name, few] * 1e3:.1f} ms",
            growth,
            GOAL_GROWTH,
            at_most=True,
        )


def _bare(html: str) -> Flask:
    app = Flask("bare")
    lines = html.split("\n")

    @app.get("/")
    def page() -> str:
        return render_template_string(BARE, lines=lines)

    return app


def _opens(browser: FlaskClient, url: str) -> Callable[[], None]:
    def open_it() -> None:
        assert browser.get(url).status_code == 200

    return open_it


def _side_by_side(ours: Callable[[], None], theirs: Callable[[], None], times: int) -> tuple[float, float]:
    """Median seconds of each, taken in turns so that both see the same machine."""
    for _ in range(5):
        ours()
        theirs()
    seconds = [(_seconds(ours), _seconds(theirs)) for _ in range(times)]
    middle = times // 2
    return sorted(one for one, _ in seconds)[middle], sorted(other for _, other in seconds)[middle]


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
