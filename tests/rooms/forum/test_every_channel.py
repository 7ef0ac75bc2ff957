"""Whoever may not read something finds it on no channel, and each refuses in the same words as for what never was."""

import pytest

from portal.access.models import User
from portal.core.database import db, transaction
from portal.rooms.forum.models import Post
from tests.actors import signed_in
from tests.kept import Keeper
from tests.kits.notices.post import a_reply, last_in, received
from tests.letters import reply_address
from tests.rooms.forum.leaking import CHANNELS, QUIET, WORD, House, a_house, deleted, merged, moved, split_away

KEPT_OUT = ("other audience", "unsigned", "unsigned staff", "removed", "signed out")


@pytest.fixture
def house(kept: Keeper) -> House:
    return kept(a_house)


def told(house: House, who: str) -> dict[str, str]:
    """What every channel says to this person."""
    user = house.viewers.get(who)
    signed = user is not None and db.session.get_one(User, user.id).active
    client = signed_in(house.app, user) if signed and user else house.app.test_client()
    return {name: ask(house, client, user) for name, ask in CHANNELS.items()}


def leaks(house: House, who: str) -> list[str]:
    return [name for name, words in told(house, who).items() if WORD in words or words.startswith("picture")]


def test_a_reader_finds_it_on_every_channel(house: House) -> None:
    found = set(leaks(house, "reader"))
    assert found >= set(CHANNELS) - QUIET


@pytest.mark.parametrize("who", KEPT_OUT)
def test_whoever_is_kept_out_finds_it_nowhere(house: House, who: str) -> None:
    assert leaks(house, who) == []


@pytest.mark.parametrize("what_happens", [deleted, moved, merged, split_away])
def test_what_is_gone_is_gone_at_once_for_its_readers_too(house: House, what_happens: object) -> None:
    what_happens(house)  # type: ignore[operator]
    assert leaks(house, "reader") == []


@pytest.mark.parametrize("who", ["other audience", "unsigned", "removed"])
def test_nobody_who_is_kept_out_writes_into_it_by_mail(house: House, who: str) -> None:
    user = house.viewers[who]
    with transaction():
        address = reply_address(user.id, ("topic", house.topic.id))
    assert address
    received(a_reply(user.email, "Let me in."), address)
    assert last_in().state in {"returned", "ignored"}
    assert db.session.query(Post).filter_by(topic_id=house.topic.id).count() == 2


@pytest.mark.one_database
@pytest.mark.parametrize("who", KEPT_OUT)
def test_nobody_who_is_kept_out_does_anything_to_it(house: House, who: str) -> None:
    user = house.viewers.get(who)
    signed = user is not None and db.session.get_one(User, user.id).active
    client = signed_in(house.app, user) if signed and user else house.app.test_client()
    topic, post = f"/community/t/{house.topic.id}", f"/community/posts/{house.post_id}"
    room = f"/community/c/{house.room.id}"
    for address in (
        f"{topic}/posts", f"{topic}/reading", f"{topic}/level", f"{topic}/vote", f"{topic}/receipt", f"{topic}/closure",
        f"{topic}/pin", f"{topic}/deletion", f"{topic}/move", f"{post}/reactions", f"{post}/flag", f"{post}/edit",
        f"{post}/deletion", f"{post}/solution", f"{room}/new", f"{room}/level",
    ):  # fmt: skip
        data = {"body": "In.", "number": "2", "level": "watching", "kind": "like", "reason": "spam", "title": "In"}
        answer = client.post(address, data=data)
        assert answer.status_code == (404 if signed else 303), address
        assert signed or "/sign-in" in answer.headers["Location"], address
