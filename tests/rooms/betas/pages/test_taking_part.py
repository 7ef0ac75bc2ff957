"""What a member sees of a beta and does in it, and what nobody else may see."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at, now
from portal.core.database import db
from portal.kits.admission.agreements import change_agreement
from portal.kits.admission.models import AgreementVersion, Signature
from portal.rooms.betas.actions.seats import remove_tester
from portal.rooms.betas.models import BetaReport, KeyReveal
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.betas.pages.rooms import Round
from tests.rooms.betas.rooms import WINDOWS, a_beta, a_tester, act, again, applied, row, status

pytestmark = pytest.mark.one_database

KEY = "NW-SECRET-1"


def test_a_member_applies_with_answers_and_hears_where_they_stand(app: Flask) -> None:
    beta = a_beta(staff("product"), "recruit", questions=(WINDOWS,))
    (question,) = again(beta).questions
    mei = a_tester()
    browser, url = signed_in(app, mei), f"/betas/{beta.id}"
    assert "Which system do you work on?" in browser.get(url).get_data(as_text=True)
    missing = browser.post(f"{url}/application", data={})
    assert missing.status_code == 422
    assert "Choose one answer, please." in missing.get_data(as_text=True)
    assert browser.post(f"{url}/application", data={f"q{question.id}": "Windows"}).status_code == 303
    assert status(beta, mei) == "applied"
    page = browser.get(url).get_data(as_text=True)
    assert "You applied." in page
    assert "Withdraw my application" in page
    browser.post(f"{url}/application/end")
    assert status(beta, mei) == "withdrawn"


def test_who_does_not_fit_reads_the_kind_and_true_reason(app: Flask) -> None:
    beta = a_beta(staff("product"), "recruit", questions=(WINDOWS,))
    (question,) = again(beta).questions
    browser = signed_in(app, a_tester())
    browser.post(f"/betas/{beta.id}/application", data={f"q{question.id}": "Mac"})
    page = browser.get(f"/betas/{beta.id}").get_data(as_text=True)
    assert "This round needs Windows. You are first for the next." in page
    assert 'id="apply"' not in page


def test_an_offer_is_taken_read_signed_and_then_it_is_open(round_: Round) -> None:
    browser, url = round_.browser(round_.kim), round_.url
    before = browser.get(url).get_data(as_text=True)
    assert "Take the seat" in before
    assert "lantern" not in before
    browser.post(f"{url}/seat")
    assert status(round_.beta, round_.kim) == "agreement_pending"
    assert "lantern" not in browser.get(url).get_data(as_text=True)
    assert "What you see here stays here" in browser.get(f"{url}/agreement").get_data(as_text=True)
    unticked = browser.post(f"{url}/signature", data={"number": "1"})
    assert unticked.status_code == 422
    assert browser.post(f"{url}/signature", data={"number": "1", "agreed": "y"}).status_code == 303
    assert status(round_.beta, round_.kim) == "provisioned"
    assert "lantern" in browser.get(url).get_data(as_text=True)


def test_an_offer_that_lapsed_says_so_and_changes_nothing(round_: Round) -> None:
    with at(now() + timedelta(hours=100)):
        browser = round_.browser(round_.kim)
        browser.post(f"{round_.url}/seat")
        page = browser.get(round_.url).get_data(as_text=True)
    assert "This offer has expired." in page
    assert status(round_.beta, round_.kim) == "selected"


def test_a_no_to_the_offer_costs_nothing_and_the_next_one_has_it(round_: Round) -> None:
    waiting = round_.browser(round_.ana).get(round_.url).get_data(as_text=True)
    assert "You are number 1 on the waitlist." in waiting
    round_.browser(round_.kim).post(f"{round_.url}/no")
    assert (status(round_.beta, round_.kim), status(round_.beta, round_.ana)) == ("declined", "selected")


def test_a_new_version_closes_what_is_inside_until_it_is_signed(round_: Round) -> None:
    browser = round_.browser(round_.mei)
    assert "lantern" in browser.get(round_.url).get_data(as_text=True)
    act(change_agreement, round_.agreement, "And take no pictures.", round_.pm)
    page = browser.get(round_.url).get_data(as_text=True)
    assert "lantern" not in page
    assert "The agreement has changed." in page
    report_id = db.session.scalars(select(BetaReport.id)).one()
    assert browser.get(f"{round_.url}/reports/new").status_code == 404
    assert browser.get(f"{round_.url}/reports/{report_id}").status_code == 404
    assert KEY not in browser.post(f"{round_.url}/key", follow_redirects=True).get_data(as_text=True)
    stale = browser.post(f"{round_.url}/signature", data={"number": "1", "agreed": "y"})
    assert stale.headers["Location"].endswith("/agreement")
    browser.post(f"{round_.url}/signature", data={"number": "2", "agreed": "y"})
    assert "lantern" in browser.get(round_.url).get_data(as_text=True)


def test_the_key_stands_on_one_answer_that_nobody_keeps(round_: Round) -> None:
    browser = round_.browser(round_.mei)
    assert KEY not in browser.get(round_.url).get_data(as_text=True)
    assert browser.get(f"{round_.url}/key").status_code == 405
    answer = browser.post(f"{round_.url}/key")
    assert answer.headers["Cache-Control"] == "no-store"
    assert KEY in answer.get_data(as_text=True)
    assert db.session.scalars(select(KeyReveal.user_id)).all() == [round_.mei.id]
    pages = ("", "/testers?show=testing", "/tasks", "/seats", "/edit", "/people.csv", "/reports.csv", "/reports")
    for reader in (round_.mei, round_.pm):
        for path in pages:
            assert "NW-SECRET" not in round_.browser(reader).get(round_.url + path).get_data(as_text=True), path
    for other in (round_.ana, round_.kim, round_.una, round_.pm):
        told = round_.browser(other).post(f"{round_.url}/key", follow_redirects=True).get_data(as_text=True)
        assert "NW-SECRET" not in told


def test_a_tester_tries_a_task_and_says_that_they_are_there(round_: Round) -> None:
    browser = round_.browser(round_.jonas)
    page = browser.get(round_.url).get_data(as_text=True)
    assert "Are you still testing?" in page
    browser.post(f"{round_.url}/presence")
    assert status(round_.beta, round_.jonas) == "active"
    done = re.findall(rf"{round_.url}/tasks/\d+/done", page)
    assert len(done) == 2, "what belongs to the second week waits for it"
    assert "from week 2" in page
    assert browser.post(done[0]).status_code == 303
    assert browser.post(f"{round_.url}/tasks/999/done").status_code == 404
    assert len(re.findall(rf"{round_.url}/tasks/\d+/done", browser.get(round_.url).get_data(as_text=True))) == 1


def test_a_report_shows_its_like_first_keeps_what_was_typed_and_counts_all_the_same(round_: Round) -> None:
    browser, url = round_.browser(round_.jonas), f"{round_.url}/reports/new"
    typed = {"kind": "issue", "severity": "2", "title": "Scans upside-down are skipped", "text": "On page nine."}
    first = browser.post(url, data={**typed, "severity": ""})
    assert first.status_code == 422
    assert "On page nine." in first.get_data(as_text=True)
    asked = browser.post(url, data=typed)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "Upside-down scans are skipped" in page
    assert "Mei Tanaka" not in page
    original = db.session.scalars(select(BetaReport)).one()
    assert browser.post(url, data={**typed, "same": str(original.id)}).status_code == 303
    double = db.session.scalars(select(BetaReport).order_by(BetaReport.id.desc()).limit(1)).one()
    assert (double.status, double.duplicate_of_id, double.text) == ("duplicate", original.id, "On page nine.")
    found = browser.get(f"{round_.url}/reports/similar?title=upside-down scans").get_json()
    assert [each["title"] for each in found["topics"]] == ["Upside-down scans are skipped"]


def test_a_tester_is_not_told_who_else_tests(round_: Round) -> None:
    report_id = db.session.scalars(select(BetaReport.id)).one()
    page = round_.browser(round_.jonas).get(f"{round_.url}/reports/{report_id}").get_data(as_text=True)
    assert "Upside-down scans are skipped" in page
    for name in ("Mei Tanaka", "Ana Sousa", "Kim Park", "Orbit Health"):
        assert name not in page
        assert name not in round_.browser(round_.jonas).get(round_.url).get_data(as_text=True)


def test_whoever_has_no_part_in_it_finds_nothing_there(round_: Round) -> None:
    report_id = db.session.scalars(select(BetaReport.id)).one()
    browser = round_.browser(round_.una)
    for path in ("", "/agreement", "/reports", "/reports/new", f"/reports/{report_id}", "/testers", "/people.csv"):
        assert browser.get(round_.url + path).status_code == 404, path
    for path in ("/seat", "/application/end", "/presence", "/application", "/stage", "/keys", "/draw"):
        assert browser.post(round_.url + path, data={"trigger": "cancel"}).status_code == 404, path
    for shelf in ("", "?show=open", "?show=no-such-shelf"):
        answer = browser.get(f"/betas{shelf}")
        assert answer.status_code == 200, shelf
        assert "Compare scanned PDFs" not in answer.text


def test_nobody_without_a_seat_signs_what_they_may_not_read(round_: Round) -> None:
    outsider = signed_in(round_.app, a_tester("Nils Outside"))
    before = db.session.scalar(select(func.count()).select_from(Signature))
    for number in ("1", "2", "7"):
        answer = outsider.post(f"{round_.url}/signature", data={"number": number, "agreed": "y"})
        assert answer.status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Signature)) == before


def test_a_new_version_that_is_too_long_or_empty_stays_typed_and_publishes_nothing(round_: Round) -> None:
    browser = signed_in(round_.app, round_.pm)
    before = db.session.scalar(select(func.count()).select_from(AgreementVersion))
    for words in ("", f"Tell nobody. {'x' * 40_000}"):
        answer = browser.post(f"{round_.url}/agreement", data={"text": words})
        assert answer.status_code == 422
        assert words in answer.text
    assert db.session.scalar(select(func.count()).select_from(AgreementVersion)) == before
    assert browser.post(f"{round_.url}/agreement", data={"text": "Tell nobody."}).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(AgreementVersion)) == (before or 0) + 1


def test_a_number_of_four_hundred_digits_is_no_number(round_: Round) -> None:
    browser = signed_in(round_.app, round_.pm)
    for path, name in (("draw", "most"), ("invitations", "most")):
        answer = browser.post(f"{round_.url}/{path}", data={name: "9" * 400, "source": "promoter"})
        assert answer.status_code in {404, 409, 422}, path
    assert browser.post("/betas/new", data={"name": "Big", "capacity": "9" * 400}).status_code == 422


def test_whoever_was_taken_out_reads_why_and_nothing_else(round_: Round) -> None:
    act(remove_tester, row(round_.beta, round_.mei), round_.pm, "Your licence ended last week.")
    page = round_.browser(round_.mei).get(round_.url).get_data(as_text=True)
    assert "Your licence ended last week." in page
    assert "lantern" not in page


def test_the_seat_is_given_up_without_a_word_and_goes_on(round_: Round) -> None:
    round_.browser(round_.mei).post(f"{round_.url}/application/end")
    assert (status(round_.beta, round_.mei), status(round_.beta, round_.ana)) == ("withdrawn", "selected")


def test_the_list_asks_no_more_with_more_betas(app: Flask) -> None:
    mei = a_tester()

    def add(many: int) -> None:
        for number in range(many):
            pm = staff("product", name=f"Pat {number}")
            a_beta(pm, "recruit", name=f"Open {number}")
            applied(a_beta(pm, "recruit", name=f"Mine {number}"), mei)

    assert_queries_do_not_grow(app, signed_in(app, mei), "/betas", add, few=3, full=12)
