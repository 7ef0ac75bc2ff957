"""Whatever happens to quotes: what is not cleared is at no time found, counted, exported or copied as cleared, however
far the index lags."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape
from random import Random

from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core import clock
from portal.core.clock import now
from portal.core.database import db
from portal.kits.search.queries import Asked, find
from portal.people.viewer import Viewer
from portal.rooms.testimonials.labels import attribution_line
from portal.rooms.testimonials.models import Testimonial
from portal.rooms.testimonials.queries import Use, cleared
from tests.actors import a_member, signed_in, staff
from tests.kits.search.test_rights import answer
from tests.rooms.testimonials.histories import CHANNELS, COUNTRIES, WORD, History
from tests.rooms.testimonials.known import LESS
from tests.rooms.testimonials.quoting import index_everything

STEPS = 50
LOOK_EVERY = 10
COPIED = re.compile(r'<span id="quote-(\d+)-cited" hidden>(.*?)</span>', re.DOTALL)
TESTIMONIALS = frozenset({"testimonial"})


def the_predicate_agrees(history: History) -> None:
    """For every use that anybody could ask about."""
    uses: list[Use] = [
        {},
        *({"channel": channel, "territory": country} for channel in CHANNELS for country in COUNTRIES),
        *({"attribution": name} for name in LESS),
    ]
    columns = [cleared(Testimonial.current_version_id, at=now(), **use).label(f"use_{n}") for n, use in enumerate(uses)]
    for id, *answers in db.session.execute(select(Testimonial.id, *columns)):
        known = history.quotes[id]
        for use, said in zip(uses, answers, strict=True):
            wanted = known.cleared(
                now().date(), use.get("channel", ""), use.get("territory", ""), use.get("attribution", "")
            )
            assert bool(said) is wanted, (id, use, known, history.did[-12:])


def nobody_finds_more(app: Flask, history: History, readers: list[int], *, lagging: bool) -> None:
    """A reader finds and counts what is cleared; who works on quotes is told which are; nobody finds withdrawn ones."""
    expected = history.expected()
    reader, editor = (Viewer(db.session.get_one(User, id)) for id in readers)
    asked = Asked(words=WORD, kinds=TESTIMONIALS)
    with app.test_request_context():
        seen, worked_on = find(asked, reader, size=100), find(asked, editor, size=100)
    found = {hit.id for hit, _parts in seen.hits}
    assert found <= expected, history.did[-12:]
    assert (seen.total, dict(seen.facets["kind"]).get("testimonial", 0)) == (len(found), len(found))
    for channel, count in seen.facets["channel"]:
        assert count <= sum(history.quotes[id].cleared(now().date(), channel) for id in expected)
    for hit, _parts in worked_on.hits:
        assert hit.exported["cleared"] == hit.card["usable"] == (hit.id in expected)
        assert not history.quotes[hit.id].gone
    if not lagging:
        assert found == expected


def nothing_else_is_copied(app: Flask, history: History, readers: list[int]) -> None:
    """Shelf, search page and export, as people get them."""
    expected = history.expected()
    reader, editor = (signed_in(app, db.session.get_one(User, id)) for id in readers)
    for page in (editor.get("/quotes"), editor.get(f"/search?q={WORD}&kind=testimonial"), reader.get("/quotes")):
        for id, copied in COPIED.findall(page.text):
            known = history.quotes[int(id)]
            assert int(id) in expected
            assert known.granted is not None
            line = attribution_line(db.session.get_one(Testimonial, int(id)), known.granted.attribution)
            assert unescape(copied) == f"“{known.text}”\n— {line}"
    exported = answer(editor, f"q={WORD}&kind=testimonial&channel=press&territory=AT")["hits"]
    assert {hit["id"] for hit in exported if hit["cleared"]} == {hit["id"] for hit in exported}
    assert all(history.quotes[hit["id"]].cleared(now().date(), "press", "AT") for hit in exported)


def monday_morning() -> datetime:
    """The next one, so that the walk is the same on every weekday: who has no time to answer is not asked."""
    return datetime.combine(now().date() + timedelta(days=7 - now().weekday()), time(9), UTC)


def test_what_is_not_cleared_is_never_found_counted_exported_or_copied_as_cleared(app: Flask) -> None:
    members = [a_member(f"Person {number}", f"Firm {number}").id for number in range(4)]
    readers = [staff("product").id, staff("marketing", name="Lena Vogt").id]
    history, cleared_ever = History(Random(2), readers[1], members, monday_morning()), 0
    history.begin(4)
    index_everything()
    for number in range(STEPS):
        with clock.at(history.moment):
            history.step()
        with clock.at(history.moment):
            the_predicate_agrees(history)
            nobody_finds_more(app, history, readers, lagging=True)
            if number % LOOK_EVERY == 0:
                nothing_else_is_copied(app, history, readers)
            cleared_ever += len(history.expected())
            db.session.rollback()
    with clock.at(history.moment):
        index_everything()
        nobody_finds_more(app, history, readers, lagging=False)
    assert history.renewed_unreleased, "nor does one in which nobody looks at what was not released"
    assert cleared_ever > STEPS, "a history in which nothing is ever cleared proves nothing"
