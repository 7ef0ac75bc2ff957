"""What is secret in a beta reaches nobody without a seat and the newest signature, on any channel; keys stay sealed."""

import io
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db
from portal.core.errors import Refused
from portal.kits.admission.agreements import change_agreement, opened_by, sign
from portal.kits.admission.models import Agreement
from portal.kits.calendar.dates import coming_up
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.digest import sections
from portal.kits.notices.models import Notice
from portal.kits.notices.queries.lines import told_lines
from portal.kits.search.actions import index_due
from portal.kits.search.queries import Asked, find
from portal.ledger.models import Activity, Mail
from portal.ledger.worker import drain
from portal.people.viewer import Nobody, Viewer
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.keys import add_keys, reveal_key
from portal.rooms.betas.actions.reports import Finding, report, settle_report
from portal.rooms.betas.actions.seats import accept_offer, remove_tester, sign_agreement
from portal.rooms.betas.actions.testing import set_task
from portal.rooms.betas.documents import ReportSource
from portal.rooms.betas.exports import people_csv, reports_csv
from portal.rooms.betas.models import Beta, BetaKey, KeyReveal
from portal.rooms.betas.queries import betas as beta_queries
from portal.rooms.betas.queries.dashboard import findings_of, funnel_of, participation_of
from portal.rooms.betas.queries.reports import report_seen_by, reports_of, similar_reports
from portal.rooms.betas.queries.testers import (
    key_log,
    keys_of,
    people_in,
    seat_history,
    silent_in,
    waitlist_of,
    who_tests,
)
from portal.rooms.betas.secrets import seal, unseal
from tests.actors import a_member, a_user, signed_in, staff
from tests.kept import Keeper
from tests.queries import counted
from tests.rooms.betas.rooms import a_beta, a_tester, act, again, an_agreement, applied, go, row, seated

WORD = "lantern"
KEY = "NW-7F3K-LANTERNLESS-0042"


@dataclass
class House:
    app: Flask
    beta: Beta
    agreement: Agreement
    report_id: int
    pm: User
    viewers: dict[str, User]


@pytest.fixture
def house(kept: Keeper) -> House:
    return kept(a_house)


def a_house(app: Flask) -> House:
    """Mei is inside and reported. Jonas signed only the old version; Rob was taken out, and Kim is offered his seat."""
    pm = staff("product")
    agreement = an_agreement(pm)
    audience = {"country": ["JP"]}
    beta = a_beta(
        pm, "recruit", capacity=3, agreement_id=agreement.id, audience=audience,
        instructions=f"The {WORD} is hidden in the menu.", apply_until=now() + timedelta(days=20),
    )  # fmt: skip
    mei, jonas, rob, kim, ana, olaf = (
        a_user(a_member(name, name, country=country))
        for name, country in (
            ("Mei", "JP"),
            ("Jonas", "JP"),
            ("Rob", "JP"),
            ("Kim", "JP"),
            ("Ana", "JP"),
            ("Olaf", "NO"),
        )
    )
    applied(beta, mei, jonas, rob, kim)
    go(beta, pm, "choose")
    seated(beta, pm, mei, jonas, rob)
    for user in (mei, jonas, rob):
        act(sign_agreement, row(beta, user), again(agreement).newest, user)
    go(beta, pm, "onboard", "run")
    act(set_task, beta, 1, f"Light the {WORD}", pm)
    given = act(report, row(beta, mei), Finding("issue", f"The {WORD} is dark", f"No {WORD} at night.", 1), mei)
    act(report, row(beta, jonas), Finding("praise", f"A fine {WORD}"), jonas)
    act(settle_report, given, "accept", pm, f"We look at the {WORD}.")
    act(remove_tester, row(beta, rob), pm, "You asked us to.")
    act(change_agreement, agreement, "Tell nobody, and take no pictures.", pm)
    una = staff("success", name="Una Unsigned")
    for user in (mei, pm, rob, kim, ana):
        act(sign, again(agreement).newest, user)
    drain()
    while index_due():
        pass
    viewers = {
        "inside": mei, "us": pm, "old signature": jonas, "removed": rob, "offered": kim, "not in it": ana,
        "other audience": olaf,
        "unsigned staff": una, "staff without the right": staff("moderator", name="Max"),
    }  # fmt: skip
    return House(app, beta, agreement, given.id, pm, viewers)


def channels(house: House, user: User) -> dict[str, str]:
    """What each channel says to this person."""
    viewer, beta = Viewer(again(user)), again(house.beta)
    seen = beta_queries.beta_seen_by(viewer, beta.id)
    notices = db.session.scalars(select(Notice).where(Notice.user_id == user.id)).all()
    client = signed_in(house.app, user)
    digest = [section.draw(viewer, now() - timedelta(days=1), 9) for section in sections()]
    return {
        "page": seen.beta.instructions if seen and seen.is_open else "",
        "tasks": str([line.task.title for line in beta_queries.tasks_in(beta.id, viewer)]),
        "reports": str([each.title for each in reports_of(beta, viewer).rows]),
        "one report": str(getattr(report_seen_by(viewer, house.report_id), "title", "")),
        "similar": str([each.title for each in similar_reports(beta, viewer, f"The {WORD} is dark")]),
        "file": "".join(reports_csv(beta, viewer)),
        "search": str(ReportSource().read([house.report_id], viewer)),
        "index": str(find(Asked(words=WORD), viewer)),
        "search page": re.sub("<[^>]*>", "", client.get(f"/search?q={WORD}").text),
        "inbox": str(told_lines(notices, viewer)),
        "digest": str(digest),
        "calendar": str(coming_up(viewer, now(), now() + timedelta(days=90), 99)),
        "people": "".join(people_csv(beta)) if viewer.may("betas.read") else "",
    }


def leaks(house: House, who: str) -> set[str]:
    told = channels(house, house.viewers[who])
    return {name for name, words in told.items() if f"{WORD} is" in words.lower() or f"the {WORD}" in words.lower()}


def test_those_inside_who_have_signed_read_it_everywhere(house: House) -> None:
    everywhere = {"page", "tasks", "reports", "one report", "similar", "file", "search", "index", "inbox"}
    assert leaks(house, "inside") == everywhere
    assert leaks(house, "us") == everywhere | {"search page"}


@pytest.mark.parametrize(
    "who",
    ["old signature", "removed", "offered", "not in it", "other audience", "unsigned staff", "staff without the right"],
)
def test_nobody_else_reads_it_anywhere(house: House, who: str) -> None:
    assert leaks(house, who) == set()
    assert findings_of(again(house.beta), Viewer(again(house.viewers[who]))) == []


def test_no_mail_says_more_than_its_reader_may_read_when_it_is_written(house: House) -> None:
    with at((now() + timedelta(days=1)).replace(hour=11)):
        while write_due_mails():
            pass
    mails = db.session.scalars(select(Mail)).all()
    assert {mail.recipient for mail in mails} >= {house.viewers[who].email for who in ("old signature", "removed")}
    assert [mail.subject for mail in mails if WORD in f"{mail.subject} {mail.text} {mail.html}"] == []


def test_a_new_version_gates_again_at_once_and_a_signature_opens_at_once(house: House) -> None:
    act(change_agreement, house.agreement, "Tell nobody, ever.", house.pm)
    assert leaks(house, "inside") == leaks(house, "us") == set()
    seen = beta_queries.beta_seen_by(Viewer(again(house.viewers["inside"])), house.beta.id)
    assert seen is not None
    assert seen.wants_signature
    mei = house.viewers["inside"]
    act(sign_agreement, row(house.beta, mei), again(house.agreement).newest, mei)
    assert "page" in leaks(house, "inside")


def test_the_agreement_is_read_by_those_to_whom_it_opens_the_beta(house: House) -> None:
    kim = house.viewers["offered"]

    def opened(who: str) -> list[str]:
        found = opened_by(Viewer(again(house.viewers[who])), again(house.agreement))
        return [opening.url for opening in found]

    assert opened("inside") == opened("old signature") == opened("unsigned staff") == [f"/betas/{house.beta.id}"]
    assert opened("offered") == opened("not in it") == opened("removed") == opened("staff without the right") == []
    act(change_agreement, house.agreement, "Tell nobody, ever.", house.pm)
    act(accept_offer, row(house.beta, kim), kim)
    assert opened("offered") == [f"/betas/{house.beta.id}"]
    page = signed_in(house.app, again(kim)).get(f"/community/agreements/{house.agreement.id}")
    assert (page.status_code, f'href="/betas/{house.beta.id}"' in page.text) == (200, False), "opened once it is signed"


def test_the_name_is_for_those_it_is_meant_for_and_a_draft_for_us_alone(house: House) -> None:
    draft, open_one = a_beta(house.pm), a_beta(house.pm, "recruit", name="For everybody")

    def names(who: str) -> list[int]:
        viewer = Viewer(again(house.viewers[who]))
        return sorted(beta.id for beta in beta_queries.betas_seen(viewer).rows)

    assert names("us") == names("unsigned staff") == [house.beta.id, draft.id, open_one.id]
    assert names("inside") == [house.beta.id, open_one.id]
    assert names("not in it") == names("other audience") == names("removed") == [open_one.id]
    ana = Viewer(again(house.viewers["not in it"]))
    assert [beta.id for beta in beta_queries.open_for(ana).rows] == [open_one.id]
    assert beta_queries.place_of(Viewer(again(house.viewers["removed"])), house.beta.id) is not None
    assert beta_queries.beta_seen_by(Viewer(again(house.viewers["removed"])), house.beta.id) is None
    assert ReportSource().audience(Nobody()) == frozenset()


def test_a_keys_text_is_in_no_table_no_log_no_file_and_no_list(
    house: House, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    mei = house.viewers["inside"]
    stream = io.StringIO()
    statements = logging.getLogger("sqlalchemy.engine.Engine")
    was, statements.disabled = statements.disabled, False
    statements.addHandler(logging.StreamHandler(stream))
    statements.setLevel(logging.INFO)
    try:
        assert act(add_keys, house.beta, [KEY, f" {KEY} ", "", "NW-OTHER"], house.pm) == 2
        assert act(add_keys, house.beta, [KEY], house.pm) == 0, "the same file again"
        assert act(reveal_key, row(house.beta, mei), mei) == KEY
        assert act(reveal_key, row(house.beta, mei), mei) == KEY
    finally:
        statements.setLevel(logging.NOTSET)
        statements.handlers.clear()
        statements.disabled = was
    beta = again(house.beta)
    with db.engine.connect() as connection:
        for table in inspect(db.engine).get_table_names():
            for line in connection.execute(text(f'select * from "{table}"')):
                assert "LANTERNLESS" not in str(tuple(line)), table
    printed = caplog.text + "".join(capsys.readouterr()) + stream.getvalue()
    assert "beta_keys" in printed, "the statements were logged"
    assert "LANTERNLESS" not in printed
    viewer = Viewer(again(house.pm))
    shown = f"{people_in(beta)} {key_log(beta)} {''.join(people_csv(beta))} {''.join(reports_csv(beta, viewer))}"
    shown += f"{db.session.scalars(select(BetaKey)).all()!r} {channels(house, mei)} {channels(house, house.pm)}"
    assert "LANTERNLESS" not in shown
    assert keys_of(beta) == (1, 1)
    assert [reveal.user_id for reveal in key_log(beta).rows] == [mei.id, mei.id]
    looks = db.session.scalars(select(Activity.facts).where(Activity.verb == "key.revealed").order_by(Activity.id))
    assert [facts["first"] for facts in looks] == [True, False]


def test_a_key_is_shown_to_its_tester_alone_with_the_newest_signature(house: House) -> None:
    act(add_keys, house.beta, [KEY], house.pm)
    mei, jonas = house.viewers["inside"], house.viewers["old signature"]
    for whose, who in ((mei, house.pm), (mei, jonas), (jonas, jonas), (house.viewers["removed"],) * 2):
        with pytest.raises(Refused):
            act(reveal_key, row(house.beta, whose), who)
    assert db.session.scalar(select(KeyReveal.id)) is None


def test_a_key_sealed_under_another_secret_is_refused_in_a_sentence(app: Flask) -> None:
    sealed = seal(KEY)
    assert seal(KEY) != sealed
    assert unseal(sealed) == KEY
    app.config["SECRET_KEY"] = "y" * 32
    with pytest.raises(Refused, match=f"secret key {sealed.number} is missing"):
        unseal(sealed)


def test_a_cell_of_a_file_is_never_a_formula(house: House) -> None:
    mei = house.viewers["inside"]
    act(report, row(house.beta, mei), Finding("idea", '=HYPERLINK("http://evil.example")', "+1"), mei)
    lines = "".join(reports_csv(again(house.beta), Viewer(again(house.pm))))
    assert '"\'=HYPERLINK(""http://evil.example"")",\'+1' in lines


def test_the_dashboard_counts_people_days_and_findings(house: House) -> None:
    beta, pm = again(house.beta), Viewer(again(house.pm))
    assert funnel_of(beta) == (4, 4, 4, 3, 2, 0)
    days = participation_of(beta, ZoneInfo("UTC"), days=7)
    assert [line.testers for line in days] == [0, 0, 0, 0, 0, 0, 2]
    assert [(one.kind, one.severity, one.reports, one.open) for one in findings_of(beta, pm)] == [
        ("issue", 1, 1, 1),
        ("praise", None, 1, 1),
    ]
    go(house.beta, house.pm, "wrap_up")
    act(close_beta, house.beta, "Thank you.", house.pm)
    assert funnel_of(again(house.beta)).completed == 2
    closing = beta_queries.closing_of(row(house.beta, house.viewers["inside"]).id, pm)
    assert closing is not None
    assert closing.reports == 1


LISTS: dict[str, Callable[[Beta, Viewer], object]] = {
    "people": lambda beta, _viewer: [(p.member.name, p.company and p.company.name) for p in people_in(beta).rows],
    "testers": lambda beta, _viewer: [(p.member.name, p.chosen_by and p.chosen_by.name) for p in who_tests(beta).rows],
    "silent": lambda beta, _viewer: silent_in(beta).rows,
    "waitlist": lambda beta, _viewer: [p.member.name for p in waitlist_of(beta).rows],
    "seats": lambda beta, _viewer: [(c.applicant.member.name, c.by and c.by.name) for c in seat_history(beta).rows],
    "reports": lambda beta, viewer: [
        (r.title, r.applicant.member.name, r.applicant.company and r.applicant.company.name, r.beta.name)
        for r in reports_of(beta, viewer).rows
    ],
    "betas": lambda _beta, viewer: [b.owner and b.owner.name for b in beta_queries.betas_seen(viewer).rows],
    "file of people": lambda beta, _viewer: list(people_csv(beta)),
    "file of reports": lambda beta, viewer: list(reports_csv(beta, viewer)),
    "digest": lambda _beta, viewer: [section.draw(viewer, now(), 5) for section in sections()],
}


def test_no_list_asks_more_often_because_it_is_longer(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=20)
    people = [a_tester(f"Person {number:02}", f"Company {number}") for number in range(12)]
    applied(beta, *people)
    go(beta, pm, "choose")

    ids, later = (pm.id, beta.id), [user.id for user in people[2:]]

    def asked() -> dict[str, int]:
        counts = {}
        for name, draw in LISTS.items():
            db.session.remove()
            viewer, fresh = Viewer(db.session.get_one(User, ids[0])), db.session.get_one(Beta, ids[1])
            assert viewer.roles
            assert fresh.questions == []
            with counted(app) as seen:
                draw(fresh, viewer)
            counts[name] = seen.count
        return counts

    def fill(some: list[User]) -> None:
        beta = db.session.get_one(Beta, ids[1])
        for user in some:
            act(accept_offer, row(beta, user), user)
            act(report, row(beta, user), Finding("issue", f"Seen by {user.name}", severity=3), user)

    go(beta, pm, "onboard")
    fill(people[:2])
    few = asked()
    fill([db.session.get_one(User, user_id) for user_id in later])
    assert asked() == few
