"""Secrets on a board that is for few and behind an agreement, and every way on which they could reach somebody."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.admission.agreements import change_agreement, sign
from portal.kits.admission.models import Agreement
from portal.kits.notices.actions.digests import plan_digests
from portal.kits.search.actions import index_due
from portal.ledger.models import Activity, Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.betas.models import Beta
from portal.rooms.feedback.actions import tag_named
from portal.rooms.feedback.models import Tag
from portal.rooms.ideas.actions.closing import notify_voters
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.ideas import link_ideas, tag_idea
from portal.rooms.ideas.actions.merging import merge_idea, undo_merge
from portal.rooms.ideas.actions.moves import plan_idea
from portal.rooms.ideas.actions.talk import comment_on, follow_idea
from portal.rooms.ideas.actions.views import save_view
from portal.rooms.ideas.actions.votes import cast_vote, explain_vote
from portal.rooms.ideas.models import Board, ClosingNote, Idea, IdeaComment, IdeaMerge, Vote
from portal.rooms.ideas.queries.roadmap import quarter_of
from tests.actors import staff
from tests.channels import (
    addresses,
    browser_of,
    named_in,
    of_the_part,
    said_at,
    said_by_mail,
    said_everywhere,
    said_in_digests,
    said_in_feeds,
)
from tests.rooms.betas.rooms import a_beta
from tests.rooms.forum.reading.talking import an_agreement, somebody
from tests.rooms.ideas.boards import a_board, an_idea, idea_now, moved

SECRETS = {
    "idea": "lantern",
    "comment": "whale",
    "message": "copper",
    "told": "harbour",
    "note": "pelican",
    "why": "walnut",
    "reader's why": "thistle",
    "why we plan it": "bramble",
    "own idea": "orchid",
    "description": "velvet",
}
"""What is secret on that board, each under a word that stands nowhere else."""
TO_MEMBERS = {"idea", "comment", "message", "told", "own idea", "description"}
"""What its members may read; the rest is for colleagues."""
TYPED = f"A {SECRETS['idea'][:-1]}"
NOWHERE = "/ideas/2000000000"


@dataclass
class House:
    """Mei suggested it; everybody voted, followed and commented while they could; the newest agreement is version 2."""

    app: Flask
    board: Board
    agreement: Agreement
    idea: Idea
    shipped: Idea
    merge: IdeaMerge
    viewers: dict[str, User]
    places: dict[str, object]


def a_house(app: Flask) -> House:
    """The index knows it, notices are told, mails and digests are due, before anybody lost the right to read it."""
    agreement = an_agreement()
    here = {"country": "JP", "time_zone": "Europe/London"}
    names = ("Mei Tanaka", "Ana Sousa", "Old Signer", "Kim Unsigned", "Gus Gone", "Moe Moved")
    mei, ana, old, kim, gone, moved_away = (somebody(name, "Orbit Health", **here) for name in names)
    olaf = somebody("Olaf Holm", country="NO", time_zone="Europe/London")
    priya, una = staff("product"), staff("product", name="Una Unsigned")
    admin = staff("admin", name="Ada Admin")
    signers = (mei, ana, gone, moved_away, olaf, priya, admin)
    _sign(agreement, *signers, old, una)
    while plan_digests():
        pass
    jp = {"country": ["JP"]}
    board = a_board(
        "Behind the curtain",
        description=f"The {SECRETS['description']} room.",
        agreement_id=agreement.id,
        audiences={"see": jp, "vote": jp},
        owner_ids=[priya.id, una.id],
        answer_hours=1,
    )
    idea = an_idea(board, f"The {SECRETS['idea']} plan", by=mei, body=f"A {SECRETS['idea']} at midnight.")
    late = an_idea(board, f"The {SECRETS['idea']} waits", by=mei, body="At midnight.")
    shipped = an_idea(board, f"The {SECRETS['idea']} that shines", by=mei, body="At midnight.")
    part = an_idea(board, f"The {SECRETS['idea']} as a part", by=mei)
    everybody = (ana, old, kim, gone, moved_away, olaf)
    for user in everybody:
        an_idea(board, f"The {SECRETS['own idea']} of {user.name}", by=user)
    with transaction() as session:
        for user in everybody:
            member = session.get_one(Member, user.member_id)
            for each in (idea, late, shipped):
                cast_vote(ballot_of(idea_now(each)), member)
            follow_idea(idea_now(part), member)
            comment_on(idea_now(idea), session.get_one(User, user.id), f"A {SECRETS['comment']} from {user.name}.")
        for user, why in ((mei, "why"), (ana, "reader's why")):
            for vote in session.scalars(select(Vote).where(Vote.member_id == user.member_id)):
                explain_vote(vote, f"A {SECRETS[why]} for {vote.idea_id}.")
        idea_now(late).answer_due_at = now() - timedelta(hours=1)
        for vote in session.scalars(select(Vote).where(Vote.idea_id == idea.id).order_by(Vote.id)):
            vote.confirmed_at = vote.created_at = now() - timedelta(days=200)
        comment_on(idea_now(idea), session.get_one(User, priya.id), f"A {SECRETS['note']}.", internal=True)
        tag_idea(idea_now(idea), [tag_named("product_area", "Curtains")], session.get_one(User, priya.id))
    merge_and_link = _on_an_open_board(part, idea, mei, priya)
    moved(idea, "plan", priya, reason=f"A {SECRETS['why we plan it']}.", message=f"A {SECRETS['message']} one.")
    with transaction():
        plan_idea(idea_now(idea), priya, quarter_of(now().date()))
    moved(shipped, "plan", priya)
    moved(shipped, "ship", priya, message=f"A {SECRETS['message']} one.")
    with transaction() as session:
        notify_voters(idea_now(shipped), session.get_one(User, priya.id), f"A {SECRETS['told']}.")
        save_view(session.get_one(User, una.id), "Mine", {"board": str(board.id)})
    drain()
    with transaction() as session:
        change_agreement(session.get_one(Agreement, agreement.id), "Say even less.", session.get_one(User, priya.id))
        session.get_one(User, gone.id).active = False
        session.get_one(Member, moved_away.member_id).country = "NO"
    _sign(agreement, *signers)
    drain()
    while index_due():
        pass
    with transaction() as session:
        session.get_one(Member, mei.member_id).paused_until = now() + timedelta(days=20)
    viewers = {
        "reader": ana,
        "reader on a break": mei,
        "colleague": priya,
        "other audience": olaf,
        "moved away": moved_away,
        "old signature": old,
        "unsigned": kim,
        "unsigned colleague": una,
        "staff without the right": admin,
        "removed": gone,
    }
    house = House(app, board, agreement, idea, shipped, merge_and_link, viewers, {})
    house.places = _places(house, mei, a_beta(priya, "recruit", name="Testers", idea_id=idea.id))
    return house


def _on_an_open_board(part: Idea, idea: Idea, mei: User, priya: User) -> IdeaMerge:
    """An open idea that is close to the secret one, and one that became part of the secret one and was parted again."""
    open_board = a_board("For everybody")
    near, other = an_idea(open_board, "Light in the menu", by=mei), an_idea(open_board, "Brighter", by=mei)
    with transaction() as session:
        actor = session.get_one(User, priya.id)
        link_ideas(idea_now(near), idea_now(idea), "related", actor)
        undo_merge(merge_idea(idea_now(other), idea_now(part), actor), actor)
        merge_idea(idea_now(other), idea_now(part), actor)
        return merge_idea(idea_now(part), idea_now(idea), actor)


def _sign(agreement: Agreement, *users: User) -> None:
    with transaction() as session:
        for user in users:
            sign(session.get_one(Agreement, agreement.id).newest, session.get_one(User, user.id))


def _places(house: House, mei: User, beta: Beta) -> dict[str, object]:
    """What stands in addresses: of every kind of thing the secret one."""
    said = db.session.scalars(select(IdeaComment).where(IdeaComment.idea_id == house.idea.id)).first()
    told = db.session.scalars(select(ClosingNote).where(ClosingNote.idea_id == house.shipped.id)).first()
    assert said
    assert told
    return {
        "idea_id": house.idea.id,
        "board_id": house.board.id,
        "comment_id": said.id,
        "note_id": told.id,
        "agreement_id": house.agreement.id,
        "merge_id": house.merge.id,
        "beta_id": beta.id,
        "member_id": mei.member_id,
        "company_id": _member(mei).company_id,
        "handle": mei.handle,
        "user_id": mei.id,
        "kind": "ideas",
    }


def _member(user: User) -> Member:
    return db.session.get_one(Member, user.member_id)


READS_MAILS = {"staff without the right"}
"""An administrator: whoever opens the mails of others opens every one; everybody else is refused the same at each."""


def every_address(house: House, who: str) -> set[str]:
    """Every page of the portal, opened at what is secret; each idea of that board; lists in every order and filter."""
    tag = db.session.scalars(select(Tag.id).where(Tag.name == "Curtains")).one()
    searched = "q=midnight"
    title = f"title={TYPED.replace(' ', '+')}"
    queries = {
        "ideas.suggest": title,
        "ideas.begin": title,
        "ideas.similar": title,
        "ideas.ideas": "own=voted",
        "ideas.meeting": f"board={house.board.id}",
        "search.results": searched,
        "forum.search": searched,
        "ideas.export_csv": f"board={house.board.id}",
        "ideas.export_json": f"board={house.board.id}",
        "betas.new_beta": f"idea={house.idea.id}",
        "ideas.move": "step=start",
    }
    found = set(addresses(house.app, house.places, queries))
    for idea_id in db.session.scalars(select(Idea.id)):
        found |= {f"/ideas/{idea_id}{page}" for page in ("", "/decision", "/merge", "/tell", "/edit", "/still")}
    found |= {f"/ideas?own={own}" for own in ("suggested", "followed")}
    found |= {f"/ideas?order={order}" for order in ("newest", "voters")} | {f"/ideas?tag={tag}", f"/search?tag={tag}"}
    found |= {f"/search?{searched}&kind=idea", "/search?q=midnigth"}
    found |= {f"/ideas/told/{note_id}" for note_id in db.session.scalars(select(ClosingNote.id))}
    mails = [f"/admin/mails/{mail_id}" for mail_id in db.session.scalars(select(Mail.id).order_by(Mail.id))]
    return found | set(mails if who in READS_MAILS else mails[-2:])


def told_by_pages(house: House, who: str) -> dict[str, str]:
    """What every page says to this person; `make test` asks the pages of ideas, the torture all."""
    client = browser_of(house.app, house.viewers.get(who))
    return said_everywhere(client, of_the_part(every_address(house, who), "/ideas"), NOWHERE)


def secrets_in(words: str) -> set[str]:
    """Which of the secrets stand there."""
    return named_in(words, SECRETS)


def _page(path: str) -> Callable[[House, FlaskClient, User | None], str]:
    return lambda house, client, _who: said_at(client, path.format(shipped=house.shipped.id, **house.places), NOWHERE)


def _own_told(_house: House, client: FlaskClient, who: User | None) -> str:
    mine = ClosingNote.member_id == (who.member_id if who else None)
    notes = db.session.scalars(select(ClosingNote.id).where(mine, ClosingNote.told_at.is_not(None)))
    return "".join(said_at(client, f"/ideas/told/{note_id}", NOWHERE) for note_id in notes)


def _ledger(_house: House, _client: FlaskClient, _who: User | None) -> str:
    return "\n".join(f"{line.facts}" for line in db.session.scalars(select(Activity)))


def _counts(house: House, client: FlaskClient, _who: User | None) -> str:
    """How much there is: a number would say enough. The board's name may be known to whoever could sign."""
    listed = client.get("/ideas", headers={"Accept": "application/json"})
    found = client.get("/search?q=midnight", headers={"Accept": "application/json"})
    told = found.json or {} if found.status_code == 200 else {}
    theirs = told.get("total") or any(any(values.values()) for values in told.get("facets", {}).values())
    about = [line for line in (listed.json or {}).get("ideas", []) if line["board_id"] == house.board.id]
    today = client.get("/today").text
    themes = re.search(r"([1-9]\d*) open ideas? about it", today)
    unread = re.search(r'href="/inbox".*?count[^>]*>\s*([1-9]\d*)', client.get("/ideas").text, re.DOTALL)
    notices = _shown_notices(client)
    return SECRETS["idea"] if theirs or about or themes or (unread and not notices) else ""


def _shown_notices(client: FlaskClient) -> bool:
    return 'class="notice' in client.get("/inbox").text


CHANNELS: dict[str, tuple[Callable[[House, FlaskClient, User | None], str], set[str], set[str]]] = {
    "page": (_page("/ideas/{idea_id}"), {"idea", "comment", "message"}, {"note", "why we plan it"}),
    "list": (_page("/ideas"), {"idea", "own idea"}, set()),
    "list of one's own": (_page("/ideas?own=suggested"), {"own idea"}, set()),
    "board": (_page("/ideas/boards/{board_id}"), {"idea", "own idea", "description"}, set()),
    "roadmap": (_page("/ideas/roadmap"), {"idea"}, set()),
    "similar as JSON": (_page(f"/ideas/similar?title={TYPED}"), {"idea"}, set()),
    "similar while suggesting": (_page(f"/ideas/boards/{{board_id}}/new?title={TYPED}"), {"idea"}, set()),
    "close to an open one": (_page("/ideas?order=voters"), {"idea"}, set()),
    "still wanted": (_page("/ideas/{idea_id}/still"), {"idea"}, set()),
    "told": (_own_told, {"idea", "told"}, set()),
    "home": (_page("/"), {"idea"}, set()),
    "you": (_page("/you"), {"idea", "own idea"}, set()),
    "inbox": (_page("/inbox"), {"idea", "comment", "message", "told"}, {"own idea"}),
    "mail": (lambda _house, _client, who: said_by_mail(who), {"idea"}, set()),
    "digest": (lambda _house, _client, who: said_in_digests(who), {"idea"}, set()),
    "counts": (_counts, {"idea"}, set()),
    "calendar": (_page("/coming-up"), set(), {"own idea"}),
    "feeds": (lambda house, _client, who: said_in_feeds(house.app, who), set(), {"own idea"}),
    "search": (_page("/search?q=midnight"), set(), {"idea"}),
    "decision": (_page("/ideas/{idea_id}/decision"), set(), {"idea", "why"}),
    "meeting": (_page("/ideas/meeting?board={board_id}"), set(), {"idea", "why"}),
    "telling": (_page("/ideas/{shipped}/tell"), set(), {"idea"}),
    "table": (_page("/ideas/ideas.csv"), set(), {"idea", "own idea", "why"}),
    "JSON": (_page("/ideas/ideas.json"), set(), {"idea", "own idea", "why"}),
    "today": (_page("/today"), set(), {"idea"}),
    "from a beta": (_page("/betas/new?idea={idea_id}"), set(), {"idea"}),
    "a beta's testers": (_page("/betas/{beta_id}/invitations"), set(), {"reader's why"}),
    "ledger": (_ledger, set(), set()),
}
"""Every way on which words of a board reach somebody → how, what its members read there at least, what colleagues do
beyond that. No secret of the rest may stand there for anybody."""

FOR_MEMBERS = ("still wanted", "told", "you", "list of one's own", "home", "inbox", "mail", "digest", "counts")
"""What only somebody has who votes."""
