"""The community that the matrix walks through: what is Mei's, what is Jonas's, and what is hidden from all here."""

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.access.models import Link, User, UserSession
from portal.access.roles import OWNER, ROLES
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.models import Base
from portal.kits.admission.models import Agreement
from portal.kits.notices.actions import way_out
from portal.kits.notices.models import Notice, Suppression
from portal.kits.search.actions import index_due
from portal.kits.tasks.actions import give_task
from portal.kits.tasks.models import Task
from portal.kits.writing.actions import save_draft
from portal.ledger.models import Delivery
from portal.ledger.worker import drain
from portal.people.actions.segments import hold
from portal.people.feeds import renew_feed
from portal.people.models import AddressChange, Invitation, Member
from portal.rooms.betas.actions.keys import add_keys, reveal_key
from portal.rooms.betas.actions.reports import Finding, report
from portal.rooms.betas.actions.seats import sign_agreement
from portal.rooms.betas.actions.testing import set_task
from portal.rooms.care.actions.calls import CallNotes, log_call
from portal.rooms.care.models import Promise
from portal.rooms.feedback.models import Tag
from portal.rooms.forum.actions.flags import flag_post
from portal.rooms.forum.actions.pictures import upload_picture
from portal.rooms.forum.models import Post, Review
from portal.rooms.ideas.actions.merging import merge_idea
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.actions.views import save_view
from portal.rooms.ideas.models import Idea, IdeaMerge
from portal.rooms.surveys.actions import ask
from portal.rooms.surveys.models import SurveyRequest
from portal.rooms.testimonials.actions import draft_testimonial
from portal.rooms.testimonials.actions.delegating import hand_on
from portal.rooms.testimonials.models import ApprovalRequest
from tests.actors import a_member, a_user, signed_in, staff
from tests.letters import with_tokens
from tests.matrix.people import CLOSED, FORMER_COLLEAGUE, HELD, JONAS, MEI, NOBODY
from tests.rooms.betas.rooms import a_beta, act, applied, go, row, seated
from tests.rooms.care.words import says
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, signed, somebody
from tests.rooms.forum.reading.talking import said as a_post
from tests.rooms.ideas.boards import a_board, an_idea
from tests.rooms.testimonials.quoting import said
from tests.test_pages import STAFF
from tests.world import World, a_world

GERMAN, NORWEGIAN = {"country": ["DE"]}, {"country": ["NO"]}
SECRETS = {
    "title": "Zirkonfalter",
    "words": "Quarzmilan",
    "comment": "Basaltmeise",
    "report": "Granitlerche",
    "instructions": "Schieferfink",
    "key": "NW-OPALSPECHT-1",
    "draft": "Achatdohle",
    "confidence": "Jaspiskauz",
    "note": "Marmoreule",
    "quote": "Topaskiebitz",
    "customer": "Kestrelmoor Mining",
    "address": "nora.quist@zephyr.example",
    "Jonas's address": "jonas.lind@helio.example",
}
"""What is planted, under words that stand nowhere else."""
KNOWN_TO = {
    **dict.fromkeys(SECRETS, NOBODY),
    "confidence": "cases.work",
    "note": "people.edit",
    "quote": "quotes.edit",
    "customer": STAFF,
    "address": "people.read or admin.read or users.edit",
    "Jonas's address": f"{JONAS} or people.read or admin.read or users.edit",
}
"""Whoever may read it all the same, in the words of the tables."""


@dataclass
class Community:
    """Ids by what they are called in addresses, of whom; and who is in it, by session."""

    world: World
    own: dict[str, Any]
    others: dict[str, Any]
    hidden: dict[str, Any]
    sessions: dict[str, str]


def a_community(app: Flask) -> Community:
    """Made by real actions: the world of all tests, and what the matrix wants besides."""
    world = a_world(app)
    mei = world.promoter
    jonas_id = db.session.scalars(select(Member.id).where(Member.given_name == "Jonas")).one()
    with transaction() as session:
        session.get_one(Member, jonas_id).email = SECRETS["Jonas's address"]
        for member_id in (mei.member_id, jonas_id):
            member = session.get_one(Member, member_id)
            member.country, member.joined_at, member.welcomed_at = "DE", now(), now()
    jonas = a_user(db.session.get_one(Member, jonas_id))
    with app.test_request_context():
        own = _own(world)
        others = _talk(app, jonas, "Deutsches Büro", audience=GERMAN) | _of(jonas)
        hidden = _hidden(app)
    drain()
    while index_due():
        pass
    sessions = _sessions(app, world.owner, mei, jonas)
    own["session_id"] = first(UserSession, UserSession.user_id == mei.id, last=True)
    others["session_id"] = first(UserSession, UserSession.user_id == jonas.id, last=True)
    return Community(world, own | _links(world), others, hidden, sessions)


def _sessions(app: Flask, owner: User, mei: User, jonas: User) -> dict[str, str]:
    """By name, the session of each; the one whose login is closed had begun it before."""
    held = somebody("Hana Mori", "Tidewater", country="FR")
    closed = somebody("Carl Ost", "Orbit Health", country="DE")
    with transaction():
        for category in ("promotion", "service", "survey", "conversation"):
            hold(held.member_id or 0, category, "matrix")
    people = {MEI: mei, JONAS: jonas, HELD: held, CLOSED: closed, FORMER_COLLEAGUE: staff()}
    people |= {role: staff(role, name=f"{role.title()} Person") for role in ROLES} | {OWNER: owner}
    tokens = {}
    for name, user in people.items():
        with signed_in(app, user).session_transaction() as cookie:
            tokens[name] = str(cookie["_user_id"])
    with transaction() as session:
        session.get_one(User, closed.id).active = False
    return tokens


def first(model: type[Base], *conditions: Any, last: bool = False) -> int:
    """The id of the first such row, or of the last."""
    column = model.id  # type: ignore[attr-defined]
    wanted = select(column).where(*conditions).order_by(column.desc() if last else column)
    return int(db.session.scalars(wanted.limit(1)).one())


def _own(world: World) -> dict[str, Any]:
    """Of Mei, or with staff."""
    mei = world.promoter
    with transaction() as session:
        idea, user = session.get_one(Idea, world.idea_id), session.get_one(User, mei.id)
        comment = comment_on(idea, user, "Thirty a week.")
    merged = _merged(world)
    act(flag_post, db.session.get_one(Post, world.post_id), mei, "spam")
    ids = {name: value for name, value in vars(world).items() if name.endswith("_id")}
    return (
        ids
        | _of(mei)
        | {
            "comment_id": comment.id,
            "merge_id": merged,
            "other_id": world.shipped_id,
            "handle": mei.handle,
            "place": f"topic:{world.topic_id}",
            "post_id": first(Post),
            **_trial(staff("product"), mei, "Open office", dict.fromkeys(SECRETS, "What Mei says."), {}, None),
            "number": 1,
            "key": _a_picture(mei),
            "review_id": first(Review),
            "suppression_id": first(Suppression),
            "delivery_id": first(Delivery),
            "tag_id": first(Tag),
            "promise_id": first(Promise),
            "tasks.task_id": _a_task(mei),
            "invitation_id": first(Invitation),
            **{f"people.{act}.member_id": world.moved_id for act in ("told_job", "confirm_job", "decline_job")},
            **{f"betas.{act}.beta_id": world.gated_beta_id for act in ("agreement", "sign_it", "new_version")},
            "address_changes.withdraw.member_id": first(
                Member, Member.given_name == "Ida", Member.family_name == "Roth"
            ),
            "address_changes.member_id": (change := _disputed()).member_id,
            "change_id": change.id,
            "name": "welcome",
            "kind": "contacts",
            "step": 1,
            "role": "moderator",
            "act": "suspension",
        }
    )


def _merged(world: World) -> int:
    board = a_board("Twice said")
    idea, double = an_idea(board, "Read faxes"), an_idea(board, "Read all faxes")
    with transaction() as session:
        owner = session.get_one(User, world.owner.id)
        merge_idea(session.get_one(Idea, double.id), session.get_one(Idea, idea.id), owner)
    return first(IdeaMerge, last=True)


def _a_task(who: User) -> int:
    with transaction() as session:
        member = session.get_one(Member, who.member_id)
        give_task(member, "look_into_this_case", role="success", due_on=now().date(), key=f"matrix:{who.id}")
    return first(Task, last=True)


def _disputed() -> AddressChange:
    return db.session.scalars(select(AddressChange).where(AddressChange.status == "disputed")).one()


def _a_picture(who: User) -> str:
    picture = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(picture, "PNG")
    picture.seek(0)
    return upload_picture(picture, who.id)


def _links(world: World) -> dict[str, str]:
    """Tokens of Mei's that no mail has brought her yet, by the feature whose routes take them."""
    with transaction() as session:
        mei = session.get_one(User, world.promoter.id)
        feed, quiet = renew_feed(mei), with_tokens(way_out(mei, "reply")[0])
        question = session.scalars(select(ApprovalRequest).where(ApprovalRequest.answered_at.is_(None))).one()
        shared = hand_on(question, session.get_one(Link, question.link_id))
    return {
        "calendar.token": feed,
        "feeds.token": feed,
        "notices.token": quiet.rpartition("/")[2],
        "delegating.agree.token": shared,
    }


def _of(who: User) -> dict[str, Any]:
    """What everybody has for themselves."""
    moment, about = now(), {"kind": "reply", "group_key": f"topic:{who.id}", "about_kind": "topic", "about_id": 1}
    with transaction() as session:
        notice = Notice(user_id=who.id, actors=0, created_at=moment, updated_at=moment, **about)
        session.add(notice)
        session.flush()
        ask(session.get_one(Member, who.member_id), "what_would_help", cause_key=f"matrix:{who.id}", care=True)
        notice_id = notice.id
    member_id = who.member_id or 0
    return {
        "member_id": member_id,
        "company_id": db.session.get_one(Member, member_id).company_id,
        "handle": who.handle,
        "notice_id": notice_id,
        "request_id": first(SurveyRequest, SurveyRequest.member_id == member_id, last=True),
    }


def _talk(app: Flask, who: User, name: str, audience: dict[str, list[str]], **behind: Any) -> dict[str, Any]:
    """A category, a board and a beta for this audience, in which `who` has written something."""
    words = SECRETS if behind else dict.fromkeys(SECRETS, f"What {who.name} says.")
    room = a_room(name, audience=audience, **behind)
    topic = begun(room, who, words["title"], words["words"])
    post = a_post(topic, who, words["words"])
    gate = {"agreement_id": behind["agreement"].id} if behind else {}
    board = a_board(name, audiences={"see": audience}, **gate)
    idea = an_idea(board, words["title"], who, body=words["words"])
    manager = staff("product")
    with transaction() as session:
        comment = comment_on(session.get_one(Idea, idea.id), session.get_one(User, who.id), words["comment"])
        view = save_view(session.get_one(User, manager.id), words["title"], {"order": "newest"})
        save_draft(session.get_one(User, who.id), f"topic:{topic.id}", "", words["draft"], 0)
    return {
        "category_id": room.id,
        "topic_id": topic.id,
        "post_id": post.id,
        "board_id": board.id,
        "idea_id": idea.id,
        "comment_id": comment.id,
        "view_id": view.id,
        "place": f"topic:{topic.id}",
        **_trial(manager, who, name, words, {"audience": audience, **gate}, behind.get("agreement")),
    }


def _trial(
    manager: User, who: User, name: str, words: dict[str, str], plan: dict[str, Any], gate: Agreement | None
) -> dict[str, Any]:
    """A beta in which `who` tests and has found something."""
    beta = a_beta(manager, "recruit", name=name, instructions=words["instructions"], **plan)
    applied(beta, who)
    go(beta, manager, "choose")
    seated(beta, manager, who)
    if gate:
        signed(gate, manager)
        act(sign_agreement, row(beta, who), db.session.get_one(Agreement, gate.id).newest, who)
    go(beta, manager, "onboard", "run")
    task = act(set_task, beta, 1, words["title"], manager, instructions=words["instructions"])
    found = act(report, row(beta, who), Finding("issue", words["report"], words["words"], 1), who)
    act(add_keys, beta, [words["key"]], manager)
    act(reveal_key, row(beta, who), who)
    return {
        "beta_id": beta.id,
        "applicant_id": row(beta, who).id,
        "betas.task_id": task.id,
        "report_id": found.id,
    }


def _hidden(app: Flask) -> dict[str, Any]:
    """What Nora did where none of those here may look, and what she and a customer said to few."""
    nora = somebody("Nora Quist", "Zephyrwerk", country="NO", email=SECRETS["address"])
    agreement = an_agreement("Inner circle")
    signed(agreement, nora)
    ulf = a_member("Ulf Bergmann", SECRETS["customer"])
    says(ulf, 2, "It does not read them.")
    piece = said(SECRETS["confidence"], ulf, between_us=True)
    quote = act(draft_testimonial, said("It reads them all.", ulf), SECRETS["quote"], staff("marketing"))
    act(log_call, ulf, staff("success"), CallNotes("reached", SECRETS["note"]))
    talk = _talk(app, nora, "Kept for few", NORWEGIAN, agreement=agreement)
    return talk | _of(nora) | {"feedback_id": piece.id, "testimonial_id": quote.id}
