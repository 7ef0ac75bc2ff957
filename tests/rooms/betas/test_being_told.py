"""Each person hears of their own place, at once where it waits for them, and the owner of a beta of what is found."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.calendar.dates import coming_up
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.digest import sections
from portal.kits.notices.models import Notice
from portal.kits.notices.queries.lines import told_lines
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.actions.merge import merge_members
from portal.people.logins import member_of
from portal.people.viewer import Viewer
from portal.rooms.betas.actions.applying import turn_away
from portal.rooms.betas.actions.choosing import invite_drawn
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.reports import Finding, report, settle_report
from portal.rooms.betas.actions.seats import accept_offer, offer_seat, pass_on_silent
from portal.rooms.betas.actions.testing import ask_now, set_task, still_testing
from portal.rooms.betas.models import Beta
from portal.rooms.betas.queries.candidates import in_segment
from tests.actors import staff
from tests.rooms.betas.rooms import a_beta, a_tester, act, again, applied, go, row, seated, status


def heard(user: User) -> list[tuple[str, str]]:
    """What stands in their inbox, the oldest first: what happened, and the words about it."""
    drain()
    notices = db.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)).all()
    return [(line.notice.kind, line.shown.text) for line in told_lines(notices, Viewer(again(user)))]


def digest_of(user: User) -> list[str]:
    viewer = Viewer(again(user))
    return [item.text for section in sections() for item in section.draw(viewer, now(), 9) if "/betas/" in item.url]


def test_from_the_offer_to_the_thanks_each_hears_of_their_own(app: Flask) -> None:
    pm = staff("product", name="Priya Shah")
    beta = a_beta(pm, "recruit", capacity=1, silence_days=5)
    mei, jonas, ana = a_tester(), a_tester("Jonas Lind", "Helio Energy"), a_tester("Ana Sousa", "Fjord Bank")
    applied(beta, mei, jonas, ana)
    go(beta, pm, "choose")
    act(turn_away, row(beta, ana), pm, "This round is about scans, and you have none.")
    assert heard(ana) == [("beta.place", "This round is about scans, and you have none.")]
    act(offer_seat, row(beta, mei), pm, "fits")
    assert heard(mei) == [("beta.place", "A seat is yours if you want it.")]
    assert digest_of(mei) == ["A seat is yours if you want it."]
    offers = [each for each in coming_up(Viewer(again(mei)), now(), now() + timedelta(days=9), 9) if "seat" in each.key]
    assert [(each.at, each.url) for each in offers] == [(row(beta, mei).due_at, f"/betas/{beta.id}")]
    with at((now() + timedelta(days=1)).replace(hour=11)):
        while write_due_mails():
            pass
    assert sorted(db.session.scalars(select(Mail.recipient))) == sorted([ana.email, mei.email])
    act(accept_offer, row(beta, mei), mei)
    go(beta, pm, "onboard", "run")
    assert heard(jonas)[-1][1].startswith("You're on the waitlist.")
    act(set_task, beta, 1, "Compare two scans", pm, minutes=15)
    act(set_task, beta, 1, "Compare three", pm, minutes=10)
    act(set_task, beta, 2, "Compare four", pm, minutes=20)
    assert digest_of(mei) == ["2 tasks are open, about 25 minutes."]
    with at(now() + timedelta(days=8)):
        assert digest_of(mei) == ["3 tasks are open, about 45 minutes."]
    given = act(report, row(beta, mei), Finding("issue", "Margins move", "Ours are wide.", 3), mei)
    assert heard(pm) == [("beta.reported", "Ours are wide.")]
    act(settle_report, given, "fix", pm, "In the build of Monday.")
    assert ("beta.answered", "In the build of Monday.") in heard(mei)
    go(beta, pm, "wrap_up")
    act(close_beta, beta, "Your margins made it better.", pm)
    assert heard(mei)[-1] == ("beta.thanked", "Your margins made it better.")
    assert heard(jonas)[-1] == ("beta.place", "All seats were taken this time. You are first for the next.")


def test_a_colleague_asks_and_passes_a_seat_on_by_hand(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", capacity=1)
    mei, jonas = a_tester(), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, jonas)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    go(beta, pm, "onboard", "run")
    for _twice in range(2):
        act(ask_now, row(beta, mei), pm)
    assert (status(beta, mei), row(beta, mei).reminders) == ("silent", 1)
    assert heard(mei)[-1][0] == "beta.asked"
    act(still_testing, row(beta, mei), mei)
    act(ask_now, row(beta, mei), pm)
    act(pass_on_silent, row(beta, mei), pm, "She is on leave until May")
    assert (status(beta, mei), status(beta, jonas)) == ("expired", "selected")
    assert heard(mei)[-1][1].startswith("The offer expired.")


def test_a_drawn_invitation_reaches_those_who_may_be_asked(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit", purpose="Try the comparison.")
    people = [a_tester(f"Person {number}", f"Company {number % 2}") for number in range(4)]
    with transaction():
        for user in people:
            member_of(again(user)).segment = "promoter"
    drawn = act(lambda b, p: invite_drawn(b, in_segment(b, "promoter"), 2, p, "Promoters"), beta, pm)
    assert [one.member_id for one in drawn] == [people[0].member_id, people[1].member_id]
    kind, words = heard(people[0])[0]
    assert (kind, words.startswith("Try the comparison.")) == ("beta.invited", True)


def test_two_records_of_one_person_keep_one_seat(app: Flask) -> None:
    pm = staff("product")
    beta, other = a_beta(pm, "recruit"), a_beta(pm, "recruit", name="Another")
    mei, twin, jonas = a_tester(), a_tester("Mei T", "Orbit Health"), a_tester("Jonas Lind", "Helio Energy")
    applied(beta, mei, twin, jonas)
    applied(other, mei, twin)
    for each in (beta, other):
        go(each, pm, "choose")
    seated(beta, pm, mei, twin)
    seated(other, pm, twin)
    go(beta, pm, "onboard")
    twin_row, twins_seat = row(beta, twin).id, row(other, twin).id
    act(lambda user, double, by: merge_members(member_of(user), member_of(double), by, user), mei, twin, pm)
    assert (status(beta, mei), status(beta, jonas), again(beta).taken) == ("provisioned", "selected", 2)
    assert db.session.get_one(type(row(beta, mei)), twin_row).status == "withdrawn"
    assert (row(other, mei).id, again(other).taken) == (twins_seat, 1), "the one with the seat counts"


def test_the_command_proves_the_seats_and_repairs_them(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    mei = a_tester()
    applied(beta, mei)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    beta_id, runner = beta.id, app.test_cli_runner()
    assert "Every counter is right." in runner.invoke(args=["betas", "verify"]).output
    with transaction():
        again(beta).taken = 2
    wrong = runner.invoke(args=["betas", "verify"])
    assert (wrong.exit_code, f"beta {beta_id}: 2 seats are counted as taken, 1 are" in wrong.output) == (1, True)
    assert "1 repaired." in runner.invoke(args=["betas", "verify", "--repair"]).output
    assert db.session.get_one(Beta, beta_id, populate_existing=True).taken == 1
