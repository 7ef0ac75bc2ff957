"""Pages against a bare Flask and Jinja page with the same HTML, and many people against few.

The bare page is what the goals were set against: the HTML is kept in memory as lines, which a template string joins,
with neither database nor sign-in nor anything to decide. Flask parses such a string at every request; `ready` is the
same page with its template parsed once, the least that any page can cost, and has no goal.
"""

import time
from collections.abc import Callable, Iterator

from flask import Flask, render_template, render_template_string
from flask.testing import FlaskClient
from jinja2 import DictLoader

from tests.bench.site import owner_of, populate, site
from tests.bench.table import Row, milliseconds

BARE = "{% for line in lines %}{{ line|safe }}\n{% endfor %}"
GOALS = {"people list": 0.5, "member's page": 0.25, "promises, a light page": 0.5}
GOAL_GROWTH = 1.5


def rows(few: int, many: int, requests: int) -> Iterator[Row]:
    """The people list, a member's page and a light one, at `few` and at `many` people."""
    took: dict[tuple[str, int], float] = {}
    for people in (few, many):
        with site() as app:
            with app.app_context():
                member_id = populate(people)
            browser = owner_of(app)
            urls = zip(GOALS, ("/people", f"/people/{member_id}", "/promises?whose=all"), strict=True)
            for name, url in urls:
                bare = bare_page(browser.get(url).get_data(as_text=True)).test_client()
                ours, parsed, ready = in_turns([opens(browser, url), opens(bare, "/"), opens(bare, "/ready")], requests)
                took[name, people] = ours
                rate, what = f"{1 / ours:,.0f}/s", f"{name}, {people:,} people"
                yield Row(what, rate, f"bare page {1 / parsed:,.0f}/s", parsed / ours, GOALS[name])
                yield Row("… against its template parsed once", rate, f"ready page {1 / ready:,.0f}/s", ready / ours)
    for name in GOALS:
        growth = took[name, many] / took[name, few]
        yield Row(
            f"{name}, {many:,} people against {few:,}",
            milliseconds(took[name, many]),
            milliseconds(took[name, few]),
            growth,
            GOAL_GROWTH,
            at_most=True,
        )


def bare_page(html: str) -> Flask:
    app = Flask("bare")
    app.jinja_loader = DictLoader({"page.html": BARE})  # type: ignore[assignment]
    lines = html.split("\n")

    @app.get("/")
    def page() -> str:
        return render_template_string(BARE, lines=lines)

    @app.get("/ready")
    def ready() -> str:
        return render_template("page.html", lines=lines)

    return app


def opens(browser: FlaskClient, url: str) -> Callable[[], None]:
    def open_it() -> None:
        assert browser.get(url).status_code == 200

    return open_it


def in_turns(works: list[Callable[[], None]], times: int) -> list[float]:
    """Median seconds of processor time of each, taken in turns so that all see the same machine."""
    for work in works * 5:
        work()
    seconds = [[_seconds(work) for work in works] for _ in range(times)]
    return [sorted(each)[times // 2] for each in zip(*seconds, strict=True)]


def _seconds(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
