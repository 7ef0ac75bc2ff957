"""A customer has another address: what waits is asked there, and the former link answers nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.actions.closing import close_login, open_login
from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.actions.addresses import ask_for_address, confirm_address
from portal.people.actions.edit import change_address
from portal.people.actions.merge import merge_members
from portal.people.models import Member
from portal.rooms.testimonials.models import ApprovalRequest
from tests.actors import a_member, a_user, staff
from tests.letters import texts
from tests.rooms.testimonials.quoting import asked, available, fresh, link_in_the_mail

NEW = "mei@fjord.example"
YES = {"channels": "press", "attribution": "full_name"}
ANSWERS = [("", YES), ("/words", {"text": "Other words."}), ("/no", {})]


def moved(member: Member, *, signs_in: bool) -> None:
    """They have the new address, and the worker has heard of it."""
    priya, login = staff("success"), a_user(member) if signs_in else None
    with transaction() as session:
        whole, actor = session.get_one(Member, member.id), session.get_one(User, priya.id)
        if login is None:
            change_address(whole, NEW, actor)
        else:
            confirm_address(ask_for_address(session.get_one(User, login.id), whole, NEW, actor))
    drain()


def mails_to(address: str) -> list[str]:
    return texts(Mail.recipient == address, Mail.text.contains("/quote/"))


@pytest.mark.parametrize("signs_in", [True, False])
@pytest.mark.parametrize(("path", "answer"), ANSWERS)
def test_what_waits_is_asked_there_and_the_former_link_answers_nothing(
    app: Flask, client: FlaskClient, signs_in: bool, path: str, answer: dict[str, str]
) -> None:
    request = asked(member=a_member("Mei Tanaka"))
    former = link_in_the_mail()
    moved(request.version.testimonial.member, signs_in=signs_in)

    client.post(former + path, data=answer)

    assert client.get(former).status_code == 410
    assert db.session.get_one(ApprovalRequest, request.id, populate_existing=True).answered_at is None
    assert len(mails_to(NEW)) == 1
    newer = link_in_the_mail()
    assert newer != former
    assert client.post(newer, data=YES).status_code == 303
    assert fresh(request.version.testimonial).status == "approved"


def test_what_was_allowed_is_taken_back_by_the_link_of_before(app: Flask, client: FlaskClient) -> None:
    quote = available(member=a_member("Mei Tanaka"))
    former = link_in_the_mail()
    moved(quote.member, signs_in=True)
    assert mails_to(NEW) == []
    assert client.post(f"{former}/withdrawal").status_code == 303
    assert fresh(quote).status in ("withdrawn", "takedown_open")


def test_a_link_to_the_address_of_a_double_goes_on(app: Flask, client: FlaskClient) -> None:
    mei, again = a_member("Mei Tanaka"), a_member("Mei Tanaka")
    request, priya = asked(member=again), staff("success")
    with transaction() as session:
        merge_members(*(session.get_one(Member, each.id) for each in (mei, again)), session.get_one(User, priya.id))
    assert client.post(link_in_the_mail(), data=YES).status_code == 303
    assert fresh(request.version.testimonial).status == "approved"


def test_what_waits_is_asked_again_once_a_closed_login_is_open(app: Flask, client: FlaskClient) -> None:
    request = asked(member=a_member("Mei Tanaka"))
    former, login, priya = link_in_the_mail(), a_user(request.version.testimonial.member), staff("success")
    with transaction() as session:
        close_login(session.get_one(User, login.id), session.get_one(User, priya.id))
    drain()
    for path, answer in ANSWERS:
        client.post(former + path, data=answer)
        assert "Your login was closed" in client.get(former).text
    with transaction() as session:
        open_login(session.get_one(User, login.id), session.get_one(User, priya.id))
    drain()
    assert client.post(former, data=YES).status_code == 410
    assert link_in_the_mail() != former
    assert client.post(link_in_the_mail(), data=YES).status_code == 303
    assert fresh(request.version.testimonial).status == "approved"


def test_an_address_that_changes_while_the_login_is_closed_is_asked_once_it_is_open(
    app: Flask, client: FlaskClient
) -> None:
    request = asked(member=a_member("Mei Tanaka"))
    former, login, priya = link_in_the_mail(), a_user(request.version.testimonial.member), staff("success")
    with transaction() as session:
        close_login(session.get_one(User, login.id), session.get_one(User, priya.id))
    drain()
    with transaction() as session:
        mei, actor = session.merge(request.version.testimonial.author), session.get_one(User, priya.id)
        confirm_address(ask_for_address(session.get_one(User, login.id), mei, NEW, actor))
    drain()
    assert mails_to(NEW) == []
    page = client.get(former)
    assert (page.status_code, "asked you again" in page.text) == (410, False)
    with transaction() as session:
        open_login(session.get_one(User, login.id), session.get_one(User, priya.id))
    drain()
    assert "asked you again at the new address" in " ".join(client.get(former).text.split())
    assert client.post(link_in_the_mail(), data=YES).status_code == 303
