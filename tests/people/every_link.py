"""Somebody with one of every link and session that there is, and each of them asked for real, by whoever holds it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.actions.passwords import send_password_link
from portal.access.actions.sign_in_links import send_sign_in_link
from portal.access.models import User
from portal.access.passwords import hash_password
from portal.core.database import db, transaction
from portal.core.urls import mail_url
from portal.kits.notices.actions import way_out
from portal.kits.notices.kinds import KINDS
from portal.kits.notices.models import NoticePreference
from portal.people.actions.addresses import ask_for_address, confirm_address
from portal.people.actions.invitations import invite_member, link_to_copy
from portal.people.feeds import renew_feed
from portal.people.logins import login_of
from portal.people.models import Member
from portal.rooms.surveys.actions import ask
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.notices.post import a_reply, address_for, last_in, received
from tests.letters import with_tokens
from tests.people.mailed import newest_path
from tests.rooms.testimonials.quoting import asked, available, fresh

FIRST, OLD, NEW, ANOTHER = (f"mei@{place}.example" for place in ("first", "orbit", "fjord", "helio"))
ANA = "ana@orbit.example"
WORDS, OTHER_WORDS = "seven quiet herons", "nine loud pelicans"
Holds = Callable[[], bool]


@dataclass
class Everything:
    """Mei, who signs in, and Ana, who is invited; colleagues; and what each link does when its holder uses it."""

    app: Flask
    success: FlaskClient
    mei: User
    hers: FlaskClient
    ana: Member
    links: dict[str, Holds] = field(default_factory=dict)


def everything(app: Flask) -> Everything:
    """One of each, made for the address that she has now; she moved there a while ago."""
    ana, hashed = a_member("Ana Sousa", email=ANA), hash_password(WORDS)
    mei, success = a_user(a_member("Mei Tanaka", email=FIRST)), staff("success")
    with transaction() as session:
        login, actor = session.get_one(User, mei.id), session.get_one(User, success.id)
        member = session.get_one(Member, mei.member_id)
        confirm_address(ask_for_address(login, member, OLD, actor))
        login.password_hash = hashed
    found = Everything(app, signed_in(app, success), mei, signed_in(app, mei), ana)
    found.links = {**_of_account(found), **_of_answers(found), **_taking_back(found), **_invitations(found, success)}
    return found


def _opens(app: Flask, path: str) -> Holds:
    return lambda: app.test_client().get(path).status_code == 200


def _posts(app: Flask, path: str, status: int = 303, **fields: str) -> Holds:
    return lambda: app.test_client().post(path, data=fields).status_code == status


def _of_account(found: Everything) -> dict[str, Holds]:
    """What opens the account, or reads or writes as her. What is used up, or ends others, is asked last."""
    app, mei, browser = found.app, found.mei, signed_in(found.app, found.mei)
    with transaction() as session:
        login = session.get_one(User, mei.id)
        ask_for_address(login, session.get_one(Member, mei.member_id), ANOTHER, login)
        send_password_link(login)
        send_sign_in_link(login)
        feed = renew_feed(login)
    reply = address_for(mei, mei.member_id or 0)
    password = {"password": "twelve patient otters"}
    return {
        "session": lambda: browser.get("/you").status_code == 200,
        "feed": _opens(app, f"/feeds/{feed}/community.xml"),
        "reply address": lambda: received(a_reply(OLD), reply) and last_in().state == "taken",
        "sign-in link": _posts(app, newest_path(OLD, "/sign-in/link/")),
        "new address": _opens(app, newest_path(ANOTHER, "/new-address/")),
        "password link": _posts(app, newest_path(OLD, "/new-password/"), **password),
        "dispute": _posts(app, newest_path(FIRST, "/not-my-address/")),
    }


def _of_answers(found: Everything) -> dict[str, Holds]:
    with transaction() as session:
        ask(session.get_one(Member, found.mei.member_id), "nps", cause_key="every link")
    with transaction() as session:
        whose = session.get_one(Member, found.mei.member_id)
    request = asked(member=whose)
    approval = _posts(found.app, newest_path(OLD, "/quote/"), channels="press", attribution="full_name")

    def approves() -> bool:
        return approval() and fresh(request.version.testimonial).status == "approved"

    return {
        "survey": _posts(found.app, newest_path(OLD, "/answer/"), score="9", text="Search."),
        "quote approval": approves,
    }


def _taking_back(found: Everything) -> dict[str, Holds]:
    """What only takes back: it holds if it had its effect."""
    app, member_id = found.app, found.mei.member_id or 0
    with transaction() as session:
        whose = session.get_one(Member, member_id)
    quote, withdrawal = available(member=whose), newest_path(OLD, "/quote/")
    with transaction() as session:
        quiet = with_tokens(way_out(session.get_one(User, found.mei.id), next(iter(KINDS)))[0])
    stop, quiet = newest_path(OLD, "/mails/stop/"), quiet.removeprefix(mail_url("home.home").rstrip("/"))

    def withdraws() -> bool:
        return _posts(app, f"{withdrawal}/withdrawal")() and fresh(quote).status in {"withdrawn", "takedown_open"}

    def unsubscribes() -> bool:
        return _posts(app, f"{stop}/now", 204)() and _standing(member_id).unsubscribed_at is not None

    def quietens() -> bool:
        return _posts(app, f"{quiet}/now", 204)() and _mails_of(_standing(member_id)) == "off"

    return {"quote withdrawal": withdraws, "unsubscribe": unsubscribes, "quiet": quietens}


def _invitations(found: Everything, success: User) -> dict[str, Holds]:
    with transaction() as session:
        sender = session.get_one(User, success.id)
        invitation = invite_member(session.get_one(Member, found.ana.id), sender, "Come in", "A few words")
        copied = link_to_copy(invitation, sender)
    return {
        "invitation": _opens(found.app, newest_path(ANA, "/join/")),
        "copied invitation": _opens(found.app, f"/join/{copied}"),
    }


def _standing(member_id: int) -> Member:
    """The record that she is by now."""
    db.session.rollback()
    member = db.session.get_one(Member, member_id, populate_existing=True)
    return _standing(member.merged_into_id) if member.merged_into_id else member


def _mails_of(member: Member) -> str | None:
    login = login_of(member)
    chosen = select(NoticePreference.mail).where(NoticePreference.kind == next(iter(KINDS)))
    return db.session.scalar(chosen.where(NoticePreference.user_id == login.id)) if login else None
