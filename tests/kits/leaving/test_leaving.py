"""Who leaves, and who says so: a member by themselves, with seven days to undo it; a colleague with a second one."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actions.staff import reactivate
from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import DomainError, Refused
from portal.core.filters import day
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import run_to_end, work_on_jobs
from portal.kits.leaving.actions import leave
from portal.kits.leaving.models import Departure
from portal.kits.leaving.reactions import begin_due
from portal.kits.notices.contact_policy import refusal
from portal.ledger.models import Activity, Mail
from portal.people.models import Member
from portal.rooms.testimonials.models import Permission, Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import newest
from tests.rooms.testimonials.quoting import available

pytestmark = pytest.mark.one_database
STAY, GO = ({"posts": posts, "understood": "y"} for posts in ("stay", "go"))
LINK = re.compile(r"/stay/[A-Za-z0-9_-]+")


def departure() -> Departure:
    db.session.expire_all()
    return db.session.scalars(select(Departure).order_by(Departure.id.desc())).first() or Departure()


def verbs() -> list[str]:
    return [verb for verb in db.session.scalars(select(Activity.verb).order_by(Activity.id)) if "departure" in verb]


def test_a_member_leaves_by_themselves_and_undoes_it_with_one_click(app: Flask) -> None:
    mei = a_user(a_member("Mei Tanaka", joined_at=now()))
    browser = signed_in(app, mei)
    assert "Your data and leaving" in browser.get("/you").text
    page = browser.get("/you/leaving").text
    assert "What we delete" in page
    assert "Topics, posts and their pictures, under “a former member”" in page
    assert browser.post("/you/leaving", data=STAY).headers["Location"].startswith("/sign-in")
    assert browser.get("/you").status_code == 303
    left = departure()
    assert (left.status, left.posts, left.due_at - left.asked_at) == ("leaving", "stay", timedelta(days=7))  # type: ignore[operator]
    login = db.session.get_one(User, mei.id)
    assert (login.active, login.reopens_by_link) == (False, False)
    assert refusal(db.session.get_one(Member, mei.member_id), "promotion") == "held"

    mail = newest(Mail.recipient == mei.email)
    assert mail.category == "account"
    assert "undo it until" in mail.subject
    assert "only your quotes stay withdrawn" in mail.text
    path = LINK.findall(mail.text)[0]
    stranger = app.test_client()
    assert "Undo and stay" in stranger.get(path).text
    assert departure().status == "leaving"
    assert "your old password no longer works" in stranger.get(path).text
    back = stranger.post(path, follow_redirects=True)
    assert "Your old password no longer works: sign in with a link by email." in back.text
    assert departure().status == "undone"
    assert db.session.get_one(User, mei.id).active
    assert refusal(db.session.get_one(Member, mei.member_id), "promotion") is None
    assert stranger.get(path).status_code == 410
    assert stranger.post(path).status_code == 410
    assert verbs() == ["departure.confirmed", "departure.undone"]
    with at(now() + timedelta(days=8)):
        assert begin_due() == 0


@pytest.mark.parametrize("sends", [True, False])
def test_a_link_is_promised_only_where_emails_are_sent(app: Flask, sends: bool) -> None:
    app.config["MAIL_URL"] = "smtp://mail.example" if sends else ""
    mei = a_user(a_member("Mei Tanaka"))
    browser = signed_in(app, mei)
    page = browser.get("/you/leaving").text
    assert ("with a link that we email you" in page) is sends
    assert ("tell whoever looks after you here" in page) is not sends
    left = browser.post("/you/leaving", data=STAY, follow_redirects=True).text
    until = day(departure().due_at)
    assert (f"We&#39;ve emailed you a link that undoes it until {until}." in left) is sends
    assert (f"change your mind until {until}: write to {app.config['MAIL_FROM']}." in left) is not sends
    assert "set up on this site" not in left
    theirs = signed_in(app, staff("success")).get(f"/people/{mei.member_id}").text
    assert ("with the link in their email" in theirs) is sends


@pytest.mark.parametrize("active", [True, False])
def test_without_emails_whoever_left_is_told_whom_to_write_to(app: Flask, active: bool) -> None:
    app.config["MAIL_URL"] = ""
    priya = staff("success", name="Priya Shah")
    mei = a_user(a_member("Mei Tanaka", owner_user_id=priya.id))
    with transaction() as session:
        session.get_one(User, priya.id).active = active
    left = signed_in(app, mei).post("/you/leaving", data=STAY, follow_redirects=True).text
    assert f"write to {'Priya Shah' if active else app.config['MAIL_FROM']}." in left


def test_nobody_leaves_without_saying_that_they_know_what_goes(app: Flask) -> None:
    browser = signed_in(app, a_user(a_member("Mei Tanaka")))
    answer = browser.post("/you/leaving", data={"posts": "go"})
    assert (answer.status_code, departure().id) == (422, None)
    assert "Tick this box if you want to leave." in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="go"', answer.text), "what was chosen is kept"
    assert browser.get("/you").status_code == 200


def test_quotes_are_withdrawn_first_and_stay_so(app: Flask) -> None:
    quote = available()
    member = db.session.get_one(Member, quote.member_id)
    mei = db.session.scalar(select(User).where(User.member_id == member.id)) or a_user(member)
    assert signed_in(app, mei).post("/you/leaving", data=GO).status_code == 303
    assert db.session.get_one(Testimonial, quote.id, populate_existing=True).status == "withdrawn"
    assert None not in db.session.scalars(select(Permission.revoked_at)).all()
    app.test_client().post(LINK.findall(newest(Mail.recipient == mei.email).text)[0])
    assert db.session.get_one(Testimonial, quote.id, populate_existing=True).status == "withdrawn"


def test_after_seven_days_it_begins_and_no_link_undoes_it(app: Flask) -> None:
    mei = a_user(a_member("Mei Tanaka"))
    signed_in(app, mei).post("/you/leaving", data=GO)
    path, user_id, member_id = LINK.findall(newest(Mail.recipient == mei.email).text)[0], mei.id, mei.member_id
    with at(now() + timedelta(days=6, hours=23)):
        assert begin_due() == 0
        assert app.test_client().get(path).status_code == 200
    with at(now() + timedelta(days=7, minutes=1)):
        assert app.test_client().get(path).status_code == 410
        assert begin_due() == 1
        assert begin_due() == 0
        while work_on_jobs():
            pass
    assert departure().status == "erased"
    assert db.session.get(Member, member_id) is None
    assert db.session.get(User, user_id) is None
    page = signed_in(app, staff("owner")).get("/people").text
    assert "Mei" not in page


def test_the_login_of_whoever_leaves_opens_only_by_undoing_it(app: Flask) -> None:
    mei, desk = a_user(a_member("Mei Tanaka")), signed_in(app, staff("success"))
    signed_in(app, mei).post("/you/leaving", data=STAY)
    here = f"/people/{mei.member_id}"
    assert "choose “Undo for them”" in desk.post(f"{here}/closing/end", follow_redirects=True).text
    assert (departure().status, db.session.get_one(User, mei.id).active) == ("leaving", False)
    with pytest.raises(Refused, match="is leaving"), transaction() as session:
        reactivate(session.get_one(User, mei.id), session.scalars(select(User).where(User.id != mei.id)).one())
    desk.post(f"{here}/leaving/end")
    assert (departure().status, db.session.get_one(User, mei.id).active) == ("undone", True)


def test_who_tries_to_leave_twice_is_spoken_to(app: Flask) -> None:
    mei = a_user(a_member("Mei Tanaka"))
    signed_in(app, mei).post("/you/leaving", data=STAY)
    with pytest.raises(DomainError, match="You're leaving already"), transaction() as session:
        leave(session.get_one(Member, mei.member_id), session.get_one(User, mei.id), posts="stay")
    assert departure().status == "leaving"


def test_whoever_signs_in_again_before_the_days_are_over_stays(app: Flask) -> None:
    mei = a_user(a_member("Mei Tanaka"))
    signed_in(app, mei).post("/you/leaving", data=STAY)
    with transaction() as session:
        session.get_one(User, mei.id).active = True
    with at(now() + timedelta(days=7, minutes=1)):
        assert begin_due() == 1
        assert begin_due() == 0
    assert departure().status == "undone"
    assert signed_in(app, mei).get("/you").status_code == 200


def test_a_colleague_helps_somebody_back_who_lost_the_email(app: Flask) -> None:
    mei, priya = a_user(a_member("Mei Tanaka")), staff("success")
    signed_in(app, mei).post("/you/leaving", data=STAY)
    desk = signed_in(app, priya)
    assert "They are leaving for good" in desk.get(f"/people/{mei.member_id}").text
    assert desk.post(f"/people/{mei.member_id}/leaving/end").status_code == 303
    assert departure().status == "undone"
    assert db.session.get_one(User, mei.id, populate_existing=True).active


def test_whoever_has_a_role_gives_it_back_first(app: Flask) -> None:
    both = a_user(a_member("Ada Both"), "product")
    answer = signed_in(app, both).post("/you/leaving", data=STAY)
    assert answer.status_code == 422
    assert "You have a role here." in answer.text
    desk = signed_in(app, staff("success"))
    staff("success", name="Second")
    refused = desk.post(f"/people/{both.member_id}/erasure", data={"because": "She asked.", "posts": "go"})
    assert "Remove the role first." in refused.text


def test_erasing_somebody_else_needs_a_second_colleague(app: Flask) -> None:
    mei, priya, daniel = a_user(a_member("Mei Tanaka")), staff("success"), staff("admin", name="Daniel Okafor")
    first, second = signed_in(app, priya), signed_in(app, daniel)
    url = f"/people/{mei.member_id}/erasure"
    assert "A second colleague has to agree" in first.get(url).text
    assert first.post(url, data={"because": " ", "posts": "go"}).status_code == 422
    assert first.post(url, data={"because": "She asked by phone.", "posts": "go"}).status_code == 303
    assert first.post(url, data={"because": "Again.", "posts": "go"}).status_code == 409
    assert departure().status == "asked"
    assert db.session.get_one(User, mei.id, populate_existing=True).active
    assert "Mei Tanaka" in second.get("/people").text

    mine = first.get(f"/people/{mei.member_id}").text
    assert "Withdraw the request" in mine
    assert "Erase for good" not in mine
    first.post(f"{url}/agreed")
    assert departure().status == "asked"
    assert "She asked by phone." in second.get(f"/people/{mei.member_id}").text
    assert second.post(f"{url}/agreed").status_code == 303
    assert departure().status == "erasing"
    assert not db.session.get_one(User, mei.id, populate_existing=True).active
    run_to_end(departure().job_id or 0)
    assert db.session.scalars(select(Member.id)).all() == []
    gone = departure()
    assert (gone.status, gone.because, gone.agreed_by_id) == ("erased", "She asked by phone.", daniel.id)


def test_whoever_leaves_waits_for_no_colleague_who_wants_to_erase_them(app: Flask) -> None:
    mei, _second = a_user(a_member("Mei Tanaka")), staff("owner")
    signed_in(app, staff("success")).post(f"/people/{mei.member_id}/erasure", data={"because": "So.", "posts": "go"})
    assert departure().status == "asked"
    assert signed_in(app, mei).post("/you/leaving", data=STAY).status_code == 303
    assert [each.status for each in db.session.scalars(select(Departure).order_by(Departure.id))] == [
        "declined",
        "leaving",
    ]


def test_two_records_do_not_become_one_while_one_of_them_leaves(app: Flask) -> None:
    mei, other, desk = a_user(a_member("Mei Tanaka")), a_member("Mei Tanaka"), signed_in(app, staff("success"))
    signed_in(app, mei).post("/you/leaving", data=STAY)
    for stays, double in ((other.id, mei.member_id), (mei.member_id, other.id)):
        answer = desk.post(f"/people/{stays}/merge", data={"double": double})
        assert (answer.status_code, "is leaving, or somebody asked" in answer.text) == (422, True)
    assert departure().member_id == mei.member_id


def test_what_waits_for_a_second_colleague_stands_on_today_and_can_be_declined(app: Flask) -> None:
    mei, priya, daniel = a_member("Mei Tanaka"), staff("success"), staff("success", name="Daniel Okafor")
    signed_in(app, priya).post(f"/people/{mei.id}/erasure", data={"because": "She asked.", "posts": "stay"})
    desk = signed_in(app, daniel)
    assert "A second colleague has to agree." in desk.get("/today").text
    declined = desk.post(f"/people/{mei.id}/erasure/declined", follow_redirects=True)
    assert "Request declined. Nothing is erased." in declined.text
    assert departure().status == "declined"
    assert "A second colleague has to agree." not in desk.get("/today").text
    assert db.session.scalars(select(Job.id)).all() == []
    assert verbs() == ["departure.asked", "departure.declined"]
    asker = signed_in(app, priya)
    asker.post(f"/people/{mei.id}/erasure", data={"because": "She asked.", "posts": "stay"})
    withdrawn = asker.post(f"/people/{mei.id}/erasure/declined", follow_redirects=True)
    assert "Request withdrawn. Nothing is erased." in withdrawn.text


def test_a_lone_owner_says_why_and_decides(app: Flask) -> None:
    mei, owner = a_user(a_member("Mei Tanaka", email="mei@orbit.example")), staff("owner")
    gone = staff("success", name="Former")
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    desk = signed_in(app, owner)
    url = f"/people/{mei.member_id}/erasure"
    assert "your reason is enough" in desk.get(url).text
    assert desk.post(url, data={"because": "", "posts": "go"}).status_code == 422
    reason = "Mei Tanaka asked, from mei@orbit.example."
    assert desk.post(url, data={"because": reason, "posts": "go"}).status_code == 303
    assert departure().status == "erasing"
    run_to_end(departure().job_id or 0)
    assert departure().because == "a former member asked, from a former member."


def test_others_neither_see_nor_do_any_of_it(app: Flask) -> None:
    mei, jonas = a_user(a_member("Mei Tanaka")), a_user(a_member("Jonas Lind"))
    staff("success")
    urls = [f"/people/{mei.member_id}/erasure{end}" for end in ("", "/agreed", "/declined")]
    for user in (jonas, mei, staff("marketing"), staff("product"), staff("moderator"), staff("executive")):
        browser = signed_in(app, user)
        assert browser.get(urls[0]).status_code == 404
        assert [browser.post(url, data={"because": "x", "posts": "go"}).status_code for url in urls] == [404] * 3
        assert browser.post(f"/people/{mei.member_id}/leaving/end").status_code == 404
        assert browser.post("/departures/1/retry").status_code == 404
    assert signed_in(app, staff("marketing")).get("/you/leaving").status_code == 404
    assert app.test_client().get("/you/leaving").status_code == 303
    assert "erasure" not in signed_in(app, staff("marketing")).get(f"/people/{mei.member_id}").text


def test_work_that_an_error_stopped_stands_on_today_and_goes_on(app: Flask) -> None:
    mei, owner = a_member("Mei Tanaka"), staff("owner")
    desk = signed_in(app, owner)
    desk.post(f"/people/{mei.id}/erasure", data={"because": "She asked.", "posts": "go"})
    with transaction() as session:
        job = session.get_one(Job, departure().job_id)
        job.status, job.error = "failed", "Something went wrong"
    assert "stopped because of an error" in desk.get("/today").text
    assert desk.post(f"/departures/{departure().id}/retry").location == "/today"
    run_to_end(departure().job_id or 0)
    assert departure().status == "erased"
    assert "stopped because of an error" not in desk.get("/today").text
