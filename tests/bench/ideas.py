"""Ideas: boards, search as one types and the roadmap in a full house against a small one; and what a vote costs.

Both houses stand open at the same time and are asked in turns. The search goes through the index, as it does in use:
the words of a title typed half, which many ideas share, and six words that no two ideas have together, for which it
asks most.
"""

from collections.abc import Iterator
from contextlib import ExitStack

from flask import Flask
from flask.testing import FlaskClient

from portal.core.database import db
from portal.core.paging import after
from portal.kits.search.actions import rebuild
from portal.people.models import Member
from portal.rooms.ideas.models import Idea
from tests.actors import a_user, signed_in, staff
from tests.bench import voting
from tests.bench.house_of_ideas import MEMBERS, fill, most_voters
from tests.bench.pages import GOAL_GROWTH, bare_page, in_turns, opens
from tests.bench.site import site
from tests.bench.table import Row, milliseconds

VOTES_EACH = 10
TYPED, ASKED_MOST = "Compare scanned contra", "letters invoices calendars signatures remind scan"
PAGES = {
    "board, moving now": "/ideas/boards/1",
    "all boards, moving": "/ideas",
    "all boards, newest": "/ideas?order=newest",
    "all boards, wanted": "/ideas?order=voters",
    "planned, most wanted": "/ideas?status=planned&order=voters",
    "roadmap": "/ideas/roadmap",
    "similar, as typed": f"/ideas/similar?title={TYPED}",
    "similar, words apart": f"/ideas/similar?title={ASKED_MOST}",
}
FAR = "board, half way down"
NO_GOAL = {"similar, words apart"}


def rows(few: int, many: int, requests: int) -> Iterator[Row]:
    """Pages with `many` ideas against `few`, ten votes for each; a decision with many votes against fifty; a vote."""
    with ExitStack() as houses:
        small, full = (_house(houses, ideas) for ideas in (few, many))
        readers = [_reader(app) for app in (small, full)]
        half_way = [_half_way(app, ideas) for app, ideas in ((small, few), (full, many))]
        urls = {FAR: half_way, **{name: [url, url] for name, url in PAGES.items()}}
        for name, (url_of_few, url_of_many) in urls.items():
            least, ours = in_turns([opens(readers[0], url_of_few), opens(readers[1], url_of_many)], requests)
            what, goal = f"{name}, {many:,} against {few:,}", None if name in NO_GOAL else GOAL_GROWTH
            yield Row(what, milliseconds(ours), milliseconds(least), ours / least, goal, at_most=True)
        yield _against_a_bare_page(readers[1], requests)
        yield _decision(full, most_voters(many * VOTES_EACH), requests)
        yield from voting.rows(full, requests)


def _house(houses: ExitStack, ideas: int) -> Flask:
    app = houses.enter_context(site())
    with app.app_context():
        fill(ideas, ideas * VOTES_EACH)
        rebuild()
    return app


def _reader(app: Flask) -> FlaskClient:
    with app.app_context():
        return signed_in(app, a_user(db.session.get_one(Member, MEMBERS)))


def _half_way(app: Flask, ideas: int) -> str:
    with app.app_context():
        middle = db.session.get_one(Idea, ideas // 2)
        return f"/ideas/boards/1?page={after(middle.rank, middle.id)}"


def _against_a_bare_page(reader: FlaskClient, requests: int) -> Row:
    url = PAGES["board, moving now"]
    bare = bare_page(reader.get(url).get_data(as_text=True)).test_client()
    ours, plain = in_turns([opens(reader, url), opens(bare, "/")], requests)
    return Row(
        "board, moving now, with its HTML alone", f"{1 / ours:,.0f}/s", f"bare page {1 / plain:,.0f}/s", plain / ours
    )


def _decision(app: Flask, most: int, requests: int) -> Row:
    """What product reads of one idea; it looks at every vote, so it is told apart and has no goal."""
    with app.app_context():
        browser = signed_in(app, staff("product"))
    ours, least = in_turns([opens(browser, f"/ideas/{idea_id}/decision") for idea_id in (1, 2)], max(requests // 4, 5))
    what = f"a decision, {most:,} votes against 50"
    return Row(what, milliseconds(ours), milliseconds(least), ours / least)
