"""Whoever may not read a board finds nothing of it on any channel; each refusal reads as if it had never been."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.admission.agreements import change_agreement, sign
from portal.kits.admission.models import Agreement
from portal.kits.notices.actions.at_once import write_due_mails
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.ideas.actions.closing import notify_voters
from portal.rooms.ideas.actions.merging import merge_idea
from portal.rooms.ideas.actions.votes import vote_on_behalf
from portal.rooms.ideas.models import IdeaComment, Vote
from tests.actors import a_member, staff
from tests.channels import EVERY_READER, addresses, browser_of
from tests.databases import on_postgresql
from tests.kept import Keeper
from tests.kits.notices.post import a_reply, last_in, received
from tests.letters import reply_address
from tests.rooms.ideas.boards import a_board, an_idea, idea_now, moved
from tests.rooms.ideas.leaking import (
    CHANNELS,
    FOR_MEMBERS,
    SECRETS,
    TO_MEMBERS,
    House,
    a_house,
    secrets_in,
    told_by_pages,
)

KEPT_OUT = (
    "signed out",
    "other audience",
    "moved away",
    "old signature",
    "unsigned",
    "unsigned colleague",
    "staff without the right",
    "removed",
)

FEW = ("other audience", "old signature", "unsigned colleague")
"""Of each kind of them one: who open every page, and whom PostgreSQL is asked about."""

OF_THE_SECRET = ("/ideas/1", "/ideas/boards/1/new", "/ideas/comments/", "/ideas/told/", "/ideas/merges/")
BY_MAIL_FIRST = sorted(CHANNELS.items(), key=lambda channel: channel[0] != "mail")
"""What somebody has opened is not mailed any more."""


@pytest.fixture(autouse=True)
def no_end_of_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many come at once is asked elsewhere."""
    monkeypatch.setattr("portal.kits.notices.actions.at_once.may_get_more", lambda _user: True)


@pytest.fixture
def house(kept: Keeper, app: Flask) -> House:
    app.config["MAIL_IN_DOMAIN"] = "in.northwind.example"
    return kept(a_house)


def found(house: House, who: str) -> dict[str, set[str]]:
    """By channel, which secrets this person finds there."""
    user, client = house.viewers.get(who), browser_of(house.app, house.viewers.get(who))
    return {name: secrets_in(ask(house, client, user)) for name, (ask, *_rest) in BY_MAIL_FIRST}


def leaks(house: House, who: str) -> dict[str, set[str]]:
    """By channel, what this person finds at all."""
    return {name: secrets for name, secrets in found(house, who).items() if secrets}


def page_leaks(house: House, who: str) -> dict[str, set[str]]:
    """The same by page, of every page that there is."""
    found_there = {page: secrets_in(words) for page, words in told_by_pages(house, who).items()}
    return {page: secrets for page, secrets in found_there.items() if secrets}


def test_a_member_who_has_signed_finds_it_on_every_channel_and_no_word_of_colleagues(house: House) -> None:
    told = found(house, "reader")
    for name, (_ask, members, _colleagues) in CHANNELS.items():
        assert told[name] >= members, name
    for who, readable in (("reader", {*TO_MEMBERS, "reader's why"}), ("reader on a break", {*TO_MEMBERS, "why"})):
        everywhere = leaks(house, who)
        assert everywhere["page"] >= {"idea", "comment", "message"}
        assert {name: secrets for name, secrets in everywhere.items() if secrets - readable} == {}


def test_a_colleague_who_has_signed_finds_that_and_what_is_for_colleagues(house: House) -> None:
    told = found(house, "colleague")
    for name, (_ask, members, colleagues) in CHANNELS.items():
        assert told[name] >= (colleagues if name in FOR_MEMBERS else members | colleagues), name


def test_whoever_is_kept_out_finds_it_nowhere(house: House) -> None:
    whoever = FEW if on_postgresql() and not EVERY_READER else KEPT_OUT
    assert {who: found for who in whoever if (found := leaks(house, who))} == {}


@pytest.mark.slow
@pytest.mark.one_database
def test_no_page_of_the_portal_says_more_than_its_reader_may_know(house: House) -> None:
    told = {who: found for who in (KEPT_OUT if EVERY_READER else FEW) if (found := page_leaks(house, who))}
    making = f"/ideas/boards/{house.board.id}/edit"
    assert told == {"unsigned colleague": {making: {"description"}}}, "who makes boards writes what stands above them"
    for who, readable in (("reader", {*TO_MEMBERS, "reader's why"}), ("reader on a break", {*TO_MEMBERS, "why"})):
        assert {page: more for page, secrets in page_leaks(house, who).items() if (more := secrets - readable)} == {}
    with transaction() as session:
        agreement = session.get_one(Agreement, house.agreement.id)
        change_agreement(agreement, "Say nothing at all.", session.get_one(User, house.viewers["colleague"].id))
    for who in ("reader", "colleague"):
        assert set().union(*page_leaks(house, who).values()) <= {"description"}, "where boards are made"


@pytest.mark.one_database
def test_a_new_version_gates_again_at_once_and_a_signature_opens_at_once(house: House) -> None:
    with transaction() as session:
        agreement = session.get_one(Agreement, house.agreement.id)
        change_agreement(agreement, "Say nothing at all.", session.get_one(User, house.viewers["colleague"].id))
    for who in ("reader", "colleague"):
        assert set().union(*leaks(house, who).values()) <= {"description"}, "where boards are made"
        with transaction() as session:
            sign(session.get_one(Agreement, house.agreement.id).newest, session.get_one(User, house.viewers[who].id))
        assert found(house, who)["page"] >= {"idea", "comment", "message"}


@pytest.mark.one_database
def test_nobody_who_is_kept_out_does_anything_to_it(house: House) -> None:
    before = _everything(house)
    for who in KEPT_OUT:
        _tries_everything(house, who)
    assert _everything(house) == before


def _tries_everything(house: House, who: str) -> None:
    client = browser_of(house.app, house.viewers.get(who))
    acts = [path for path in addresses(house.app, house.places, {}, "POST") if path.startswith(OF_THE_SECRET)]
    assert len(acts) > 15
    for address in acts:
        answer = client.post(
            address, data=dict.fromkeys(("body", "title", "reason", "message", "text"), "In.") | {"step": "start"}
        )
        assert answer.status_code in (303, 404), (address, answer.status_code)
        assert answer.status_code != 303 or "/sign-in" in answer.headers["Location"], address
        assert secrets_in(answer.text) == set(), address


def _everything(house: House) -> list[object]:
    db.session.rollback()
    idea = idea_now(house.idea)
    votes = [(vote.id, vote.reason) for vote in db.session.scalars(select(Vote).order_by(Vote.id))]
    said = [(each.id, each.body, each.deleted_at) for each in db.session.scalars(select(IdeaComment))]
    return [idea.title, idea.body, idea.version, idea.voters, idea.followers, idea.deleted_at, votes, said]


@pytest.mark.one_database
def test_nobody_who_is_kept_out_writes_into_it_by_mail(house: House) -> None:
    for who in ("other audience", "moved away", "old signature", "unsigned", "removed"):
        user = house.viewers[who]
        with transaction():
            address = reply_address(user.id, ("idea", house.idea.id))
        assert address
        received(a_reply(user.email, "Let me in.", message_id=f"<{user.id}@orbit.example>"), address)
        assert last_in().state in {"returned", "ignored"}, who
    assert db.session.scalar(select(IdeaComment.id).where(IdeaComment.body == "Let me in.")) is None


def test_whoever_lost_the_right_before_they_were_told_hears_nothing_with_a_login_or_without(app: Flask) -> None:
    priya, board = staff("product"), a_board("Japan", audiences={"see": {"country": ["JP"]}})
    stays, leaves = (a_member(name, country="JP") for name in ("Mei Tanaka", "Moe Moved"))
    idea = an_idea(board, "The lantern plan")
    with transaction() as session:
        for member in (stays, leaves):
            vote_on_behalf(idea_now(idea), session.get_one(Member, member.id), priya, source="call", reason="Walnut.")
    moved(idea, "plan", priya)
    moved(idea, "ship", priya, message="There.")
    with transaction() as session:
        notify_voters(idea_now(idea), session.get_one(User, priya.id), "A harbour.")
        session.get_one(Member, leaves.id).country = "NO"
    drain()
    with at((now() + timedelta(days=1)).replace(hour=11)):
        while write_due_mails():
            pass
    heard = db.session.scalars(select(Mail.recipient).where(Mail.text.contains("harbour"))).all()
    assert heard == [stays.email]


def test_what_stands_behind_an_agreement_becomes_no_part_of_what_does_not(house: House) -> None:
    open_idea = an_idea(a_board("Open"), "In the open")
    with pytest.raises(Refused, match="agreement"), transaction() as session:
        merge_idea(idea_now(house.idea), idea_now(open_idea), session.get_one(User, house.viewers["colleague"].id))
    assert SECRETS["idea"] in idea_now(house.idea).title
    assert idea_now(house.idea).merged_into_id is None
