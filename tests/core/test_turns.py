"""Each person has one picture under way; the next waits, and nobody waits behind all that somebody else sends."""

import io
import threading
from contextlib import ExitStack

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.core.errors import TooMany
from portal.core.turns import Turns
from portal.rooms.forum.actions import pictures
from tests.rooms.forum.writing.conftest import a_room_of_talk

PATIENCE = 30


def test_one_thing_of_each_person_at_a_time() -> None:
    turns = Turns(3, _l("Wait a little."))
    order: list[str] = []

    def work(user_id: int, name: str) -> None:
        with turns.of(user_id):
            order.append(name)

    with turns.of(1):
        waiting = [threading.Thread(target=work, args=(1, f"mine {number}")) for number in range(2)]
        for thread in waiting:
            thread.start()
        while turns._asked[1] < 3:
            pass
        with pytest.raises(TooMany, match=r"Wait a little\.") as refused:
            work(1, "too much")
        work(2, "somebody else's")
    for thread in waiting:
        thread.join(PATIENCE)
    assert order[0] == "somebody else's"
    assert sorted(order[1:]) == ["mine 0", "mine 1"]
    assert refused.value.retry_after
    assert (dict(turns._asked), turns._locks) == ({}, {}), "nobody is remembered"


@pytest.mark.one_database
def test_pictures_are_taken_in_turns(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = a_room_of_talk(app)
    seen: list[str] = []
    monkeypatch.setattr(pictures, "take_picture", lambda _stream: seen.append("taken"))
    with ExitStack() as stack:
        stack.enter_context(pictures.TURNS.of(scene.ana.id))
        monkeypatch.setattr(pictures.TURNS, "_most", 1)
        sent = {"picture": (io.BytesIO(b"x"), "a.png")}
        answer = scene.browser(scene.ana).post("/pictures", data=sent, headers={"Accept": "application/json"})
    assert (answer.status_code, seen) == (429, [])
    assert "still being prepared" in answer.get_json()["error"]
    assert int(answer.headers["Retry-After"]) > 0
