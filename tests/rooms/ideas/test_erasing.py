"""A person is erased: ideas count, rank and follow as if they had never voted."""

from flask import Flask

from portal.core.database import transaction
from portal.people.models import Member
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.talk import follow_idea
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.models import Idea
from tests.actors import a_member, a_user
from tests.rooms.ideas.boards import a_board, an_idea


def test_an_erased_person_s_votes_and_follows_leave_the_counters(app: Flask) -> None:
    board = a_board(vote_budget=5)
    ideas = [an_idea(board, title) for title in ("Compare scans", "Read faxes", "Print sideways")]
    people = [a_user(a_member(name)) for name in ("Mei Tanaka", "Jonas Lind")]
    for user, votes in zip(people, (ideas[:2], ideas[:1]), strict=True):
        for idea in votes:
            with transaction() as session:
                found, member = session.get_one(Idea, idea.id), session.get_one(Member, user.member_id)
                cast_vote(ballot_of(found), member)
                follow_idea(found, member)
    with transaction() as session:
        session.delete(session.get_one(Member, people[0].member_id))
    with transaction() as session:
        kept = [session.get_one(Idea, idea.id, populate_existing=True) for idea in ideas]
        assert [(idea.voters, idea.points, idea.followers) for idea in kept] == [(1, 1, 1), (0, 0, 0), (0, 0, 0)]
    proof = app.test_cli_runner().invoke(args=["ideas", "recount"])
    assert (proof.exit_code, proof.output.strip()) == (0, "Every counter is right.")
