"""No page of ideas asks the database more often because it shows more, whoever looks."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.search.actions import rebuild
from portal.people.models import Member
from portal.rooms.feedback.actions import tag_named
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.ideas import Suggestion, suggest_idea, tag_idea
from portal.rooms.ideas.actions.moves import plan_idea
from portal.rooms.ideas.actions.talk import comment_on, follow_idea
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.models import Board, Idea
from portal.rooms.ideas.queries.roadmap import quarters_around
from tests.actors import signed_in, staff
from tests.queries import Counted, queries_of
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea, moved

FEW, FULL = 5, 30
LISTS = (
    *("?order=rank", "?order=newest", "?order=voters", "?status=new", "?status=planned&order=voters"),
    *("?status=planned&order=newest", "?tag={tag}"),
)
OWN = tuple(
    f"/ideas?own={own}&order={order}" for own in ("voted", "suggested", "followed") for order in ("rank", "newest")
)
IDEA = ("/ideas/{idea}", "/ideas/roadmap", "/ideas/similar?title=Compare+scanned+pages")
PRODUCT = (
    *(f"/ideas/{{idea}}/decision?by={by}" for by in ("company", "segment", "stage", "plan", "revenue", "region")),
    *("/ideas/meeting", "/ideas/meeting?board={board}&order=voters", "/ideas/{idea}/merge"),
)


class Talk:
    """Ideas on one board, each with its own author, company, tag and quarter, and all that people do with them.

    Each author also wants the first idea, says why, follows it and comments on it; the reader wants and follows each.
    """

    def __init__(self, reader: User) -> None:
        self.reader_id, self.product_id, self.made = reader.id, staff("product").id, 0
        self.board = a_board()
        self.first = an_idea(self.board)
        with transaction():
            self.tag = tag_named("product_area", "Scanning").id

    def grow(self, number: int) -> None:
        for _ in range(number):
            self._one_more()
        rebuild()

    def _one_more(self) -> None:
        self.made += 1
        author = somebody(f"Author{self.made} Novak", f"Company {self.made}")
        one = an_idea(self.board, f"Compare scanned pages {self.made}", by=author, body="Twice a month.")
        with transaction() as session:
            product, reader = session.get_one(User, self.product_id), session.get_one(User, self.reader_id)
            member, others = session.get_one(Member, author.member_id), session.get_one(Member, reader.member_id)
            first, idea = session.get_one(Idea, self.first.id), session.get_one(Idea, one.id)
            writes = session.get_one(User, author.id)
            cast_vote(ballot_of(first), member, reason=f"Because of {self.made} forms.")
            comment_on(first, writes, "As well.")
            comment_on(first, product, "Between us.", internal=True)
            cast_vote(ballot_of(idea), others)
            for each, who in ((first, member), (idea, others)):
                follow_idea(each, who)
            tag_idea(
                idea, [tag_named("product_area", "Scanning"), tag_named("product_area", f"Area {self.made}")], product
            )
            board = session.get_one(Board, self.board.id)
            suggest_idea(board, product, Suggestion(f"Copy pages {self.made}"), author=others)
            plan_idea(idea, product, quarters_around(now().date())[self.made % 6])
        moved(one, "plan", db.session.get_one(User, self.product_id))


@pytest.mark.one_database
def test_more_of_everything_asks_no_more(app: Flask) -> None:
    reader = somebody()
    talk = Talk(reader)
    lists = [f"{place}{query}" for place in ("/ideas", "/ideas/boards/{board}") for query in LISTS]
    paths = {reader: (*lists, *OWN, *IDEA), db.session.get_one(User, talk.product_id): (*lists, *IDEA, *PRODUCT)}
    opened = [
        (signed_in(app, who), path.format(board=talk.board.id, idea=talk.first.id, tag=talk.tag))
        for who, wanted in paths.items()
        for path in wanted
    ]
    talk.grow(FEW)
    before = asked(app, opened)
    talk.grow(FULL - FEW)
    after = asked(app, opened)
    grown = [
        (url, few.count, full.count, surplus(few, full))
        for (_, url), few, full in zip(opened, before, after, strict=True)
    ]
    assert [told for told in grown if told[2] > told[1]] == []


def asked(app: Flask, opened: list[tuple[FlaskClient, str]]) -> list[Counted]:
    """What each page asks, opened for the second time."""
    for browser, url in opened:
        queries_of(app, browser, url)
    return [queries_of(app, browser, url) for browser, url in opened]


def surplus(before: Counted, after: Counted) -> list[str]:
    """What was not asked before, for whoever reads a failure."""
    return [statement for statement in after.statements if statement not in before.statements][:2]
