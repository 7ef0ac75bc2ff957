"""What stands behind a beta's agreement reaches nobody who has not signed the newest version, on any channel."""

import pytest
from sqlalchemy import select

from portal.core.database import db
from portal.kits.admission.agreements import change_agreement, sign
from portal.rooms.betas.models import Applicant, BetaReport, KeyReveal
from tests.channels import EVERY_READER, addresses, browser_of
from tests.databases import on_postgresql
from tests.kept import Keeper
from tests.rooms.betas.leaking import CHANNELS, INSIDE, OF_PEOPLE, House, a_house, secrets_in, told_by_pages
from tests.rooms.betas.rooms import act, again

KEPT_OUT: dict[str, set[str]] = {
    "signed out": set(),
    "old signature": set(),
    "removed": {"told no"},
    "offered": set(),
    "pending": set(),
    "waiting": set(),
    "left": set(),
    "turned away": {"told no"},
    "not in it": set(),
    "other audience": set(),
    "locked out": set(),
    "unsigned colleague": OF_PEOPLE,
    "staff without the right": set(),
    "administrator": set(),
}
"""Who may not look in → what they may read all the same: of people for colleagues, one's own no for oneself."""
FEW = ("old signature", "removed", "not in it", "unsigned colleague")
"""Of each kind of them one: who was let in once, who was told no, who never was, and a colleague. They open every page,
and PostgreSQL is asked about them."""
BY_MAIL_FIRST = sorted(CHANNELS.items(), key=lambda channel: channel[0] != "mail")
"""What somebody has opened is not mailed any more."""


@pytest.fixture(autouse=True)
def no_end_of_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many come at once is asked elsewhere."""
    monkeypatch.setattr("portal.kits.notices.actions.at_once.may_get_more", lambda _user: True)


@pytest.fixture
def house(kept: Keeper) -> House:
    return kept(a_house)


def found(house: House, who: str) -> dict[str, set[str]]:
    """By channel, which secrets this person finds there."""
    user = house.viewers.get(who)
    client = browser_of(house.app, user)
    return {name: secrets_in(ask(house, client, user)) for name, (ask, *_rest) in BY_MAIL_FIRST}


def leaks(house: House, who: str, readable: set[str]) -> dict[str, set[str]]:
    """By channel, what this person finds beyond what they may."""
    return {name: secrets - readable for name, secrets in found(house, who).items() if secrets - readable}


def page_leaks(house: House, who: str, readable: set[str]) -> dict[str, set[str]]:
    """The same by page, of every page that there is."""
    found_there = {page: secrets_in(words) - readable for page, words in told_by_pages(house, who).items()}
    return {page: secrets for page, secrets in found_there.items() if secrets}


def test_a_tester_who_has_signed_finds_it_on_every_channel_and_nothing_of_others(house: House) -> None:
    told = found(house, "inside")
    assert {name: wanted - told[name] for name, (_ask, wanted, _us) in CHANNELS.items() if wanted - told[name]} == {}
    for who in ("inside", "inside on a break"):
        assert leaks(house, who, INSIDE) == {}, who


def test_a_colleague_who_has_signed_finds_all_but_keys(house: House) -> None:
    told = found(house, "colleague")
    assert {name: wanted - told[name] for name, (_ask, _in, wanted) in CHANNELS.items() if wanted - told[name]} == {}
    assert leaks(house, "colleague", INSIDE | OF_PEOPLE) == {}


def test_whoever_is_kept_out_finds_it_nowhere(house: House) -> None:
    whoever = FEW if on_postgresql() and not EVERY_READER else KEPT_OUT
    assert {who: more for who in whoever if (more := leaks(house, who, KEPT_OUT[who]))} == {}


@pytest.mark.slow
@pytest.mark.one_database
def test_no_page_of_the_portal_says_more_than_its_reader_may_know(house: House) -> None:
    kept_out = KEPT_OUT if EVERY_READER else {who: KEPT_OUT[who] for who in FEW}
    may = {"inside": INSIDE, "colleague": INSIDE | OF_PEOPLE, **kept_out}
    assert {who: more for who, readable in may.items() if (more := page_leaks(house, who, readable))} == {}
    act(change_agreement, house.agreement, "Tell nobody, ever.", house.viewers["colleague"])
    for who, readable in (("inside", set()), ("colleague", OF_PEOPLE)):
        assert page_leaks(house, who, readable) == {}, who


@pytest.mark.one_database
def test_a_new_version_gates_again_at_once_and_a_signature_opens_at_once(house: House) -> None:
    act(change_agreement, house.agreement, "Tell nobody, ever.", house.viewers["colleague"])
    for who, readable in (("inside", set()), ("colleague", OF_PEOPLE)):
        assert leaks(house, who, readable) == {}, who
        act(sign, again(house.agreement).newest, house.viewers[who])
        assert found(house, who)["a report"] >= {"report", "answer"}, who


@pytest.mark.one_database
def test_nobody_who_is_kept_out_does_anything_in_it(house: House) -> None:
    inside = f"/betas/{house.beta.id}/"
    acts = [path for path in addresses(house.app, house.places, {}, "POST") if path.startswith(inside)]
    members_acts = [path for path in acts if path.endswith(("/key", "/setup", "/done", "/presence", "/reports/new"))]
    assert len(members_acts) == 5
    before = _everything()
    for who in KEPT_OUT:
        client = browser_of(house.app, house.viewers.get(who))
        for address in acts if who in NO_RIGHT else members_acts:
            answer = client.post(address, data={"title": "In.", "text": "In.", "kind": "praise", "trigger": "pause"})
            assert answer.status_code in (303, 404), (who, address, answer.status_code)
            assert secrets_in(answer.text) == set(), (who, address)
    assert _everything() == before


NO_RIGHT = ("signed out", "not in it", "other audience", "locked out", "staff without the right", "administrator")
"""Those who can do nothing at all in it. The others answer an offer, leave, or sign."""


def _everything() -> list[object]:
    db.session.rollback()
    people = select(Applicant.id, Applicant.status, Applicant.seen_at).order_by(Applicant.id)
    reports = select(BetaReport.id, BetaReport.title, BetaReport.status).order_by(BetaReport.id)
    return [*db.session.execute(people), *db.session.execute(reports), *db.session.execute(select(KeyReveal.id))]
