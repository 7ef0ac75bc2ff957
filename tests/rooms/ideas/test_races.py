"""Whatever happens at once, an idea has as many voters as different members voted for it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import DomainError, Refused
from portal.people.models import Member
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.merging import merge_idea, undo_merge
from portal.rooms.ideas.actions.moves import Decision, move_idea
from portal.rooms.ideas.actions.talk import change_comment, comment_on, follow_idea
from portal.rooms.ideas.actions.votes import cast_vote, withdraw_vote
from portal.rooms.ideas.models import ClosingNote, Idea, IdeaComment, IdeaMerge, StatusMove, Vote, VoteBudget
from tests.actors import a_member, a_user, signed_in, staff
from tests.racing import Post, browsers_like, posted_at_once
from tests.rooms.ideas.boards import a_board, an_idea, at_once, crowd, idea_now, moved, verbs, voters_of

SENTENCE = 422
"""What a refusal is answered with: a page with a sentence, no error."""


def vote(idea: Idea, member: Member) -> bool:
    return cast_vote(ballot_of(idea), member)


def voting(idea: Idea, member_id: int, act: Callable[..., Any] = vote) -> Callable[[], Any]:
    idea_id = idea.id
    return lambda: act(db.session.get_one(Idea, idea_id), db.session.get_one(Member, member_id))


def test_fifty_equal_votes_are_one(app: Flask) -> None:
    idea, mei = an_idea(a_board()), a_member()
    found = at_once(app, [voting(idea, mei.id) for _ in range(50)])
    assert sorted(found) == [False] * 49 + [True]
    assert (idea_now(idea).voters, idea_now(idea).points, voters_of(idea)) == (1, 1, 1)


def test_votes_and_votes_taken_back_leave_the_right_number(app: Flask) -> None:
    idea, people = an_idea(a_board(vote_budget=3)), crowd(8)
    acts = [voting(idea, people[n % 8], withdraw_vote if n % 3 == 0 else vote) for n in range(48)]
    at_once(app, acts)
    assert idea_now(idea).voters == idea_now(idea).points == voters_of(idea) > 0
    held = select(func.coalesce(func.sum(VoteBudget.spent), 0))
    assert db.session.scalar(held) == voters_of(idea)


def test_a_budget_of_one_is_spent_once_by_fifty_who_try(app: Flask) -> None:
    board, mei = a_board(vote_budget=1), a_member()
    ideas = [an_idea(board, f"Idea {n}") for n in range(50)]
    found = at_once(app, [voting(idea, mei.id) for idea in ideas])
    assert [type(each) for each in found].count(Refused) == 49
    assert found.count(True) == 1
    assert db.session.scalar(select(func.sum(Idea.voters))) == 1
    assert db.session.scalar(select(VoteBudget.spent)) == 1


@pytest.mark.parametrize("undone", [False, True], ids=["merged", "parted again"])
def test_ideas_are_merged_while_people_vote_for_both(app: Flask, undone: bool) -> None:
    board, people, priya = a_board(), crowd(12), staff("product")
    one, other = an_idea(board, "One"), an_idea(board, "Other")
    with transaction():
        for member_id in people[:4]:
            voting(one, member_id)()

    one_id, other_id, user_id = one.id, other.id, priya.id

    def merging() -> None:
        ideas = db.session.get_one(Idea, one_id), db.session.get_one(Idea, other_id)
        merge_idea(*ideas, db.session.get_one(User, user_id))

    def parting() -> None:
        undo_merge(db.session.scalars(select(IdeaMerge)).one(), db.session.get_one(User, user_id))

    if undone:
        with transaction():
            merging()
    acts: list[Callable[[], Any]] = [voting(each, member_id) for member_id in people for each in (one, other)]
    found = at_once(app, [*acts[:12], parting if undone else merging, *acts[12:]])
    assert all(each in (True, False, None) or isinstance(each, Refused) for each in found)
    for idea in (one, other):
        assert idea_now(idea).voters == voters_of(idea)
    assert voters_of(other) >= (8 if undone else 12)  # parting takes the first four back to where they voted
    assert idea_now(one).status == ("new" if undone else "merged")


def test_ideas_ship_while_people_vote_and_exactly_those_who_voted_are_owed_a_word(app: Flask) -> None:
    board, people, priya = a_board(vote_budget=9), crowd(10), staff("product")
    ideas = [moved(an_idea(board, name), "plan", priya) for name in ("One", "Other")]
    with transaction():
        for idea in ideas:
            for member_id in people[:6]:
                voting(idea, member_id)()

    def shipping(idea_id: int) -> Callable[[], Any]:
        decision, user_id = Decision("ship", 2, message="There."), priya.id
        return lambda: move_idea(db.session.get_one(Idea, idea_id), db.session.get_one(User, user_id), decision)

    acts = [voting(idea, member_id) for member_id in people for idea in ideas]
    found = at_once(app, [*acts[:14], *(shipping(idea.id) for idea in ideas), *acts[14:]])
    assert sum(isinstance(each, StatusMove) for each in found) == 2
    for idea in ideas:
        owed = select(func.count()).where(ClosingNote.idea_id == idea.id)
        assert 6 <= idea_now(idea).voters == voters_of(idea) == db.session.scalar(owed)
    assert db.session.scalar(select(func.sum(VoteBudget.spent))) == 0  # what is decided gives every vote back


def test_a_merge_counts_everybody_once_and_undoing_it_puts_everything_back(app: Flask) -> None:
    board, priya = a_board(), staff("product")
    thirty, forty, apart = an_idea(board, "A"), an_idea(board, "B"), an_idea(board, "C")
    people = crowd(60)
    with transaction():
        for member_id in people[:30]:
            voting(thirty, member_id)()
        for member_id in people[18:58]:
            voting(forty, member_id)()
        for member_id in people[56:60]:
            voting(apart, member_id)()
        follow_idea(_idea(thirty), db.session.get_one(Member, people[59]))
        for idea, number in ((thirty, 3), (forty, 2)):
            for n in range(number):
                comment_on(_idea(idea), _user(priya), f"Comment {n} on {idea.title}", internal=n == 1)
    where = comments_by_idea()
    with transaction():
        first = merge_idea(_idea(thirty), _idea(forty), _user(priya))
    assert (idea_now(forty).voters, voters_of(forty)) == (58, 58)
    with transaction():
        undo_merge(db.session.get_one(IdeaMerge, first.id), _user(priya))
    assert [idea_now(each).voters for each in (thirty, forty)] == [voters_of(thirty), voters_of(forty)] == [30, 40]
    assert comments_by_idea() == where
    with pytest.raises(DomainError), transaction():
        undo_merge(db.session.get_one(IdeaMerge, first.id), _user(priya))
    with transaction():
        merge = merge_idea(_idea(thirty), _idea(forty), _user(priya))
    assert (idea_now(forty).voters, voters_of(forty)) == (58, 58)
    assert (idea_now(forty).comments, idea_now(forty).followers) == (3, 1)
    assert idea_now(thirty).merged_into_id == forty.id
    with transaction():
        second = merge_idea(_idea(apart), _idea(forty), _user(priya))
        assert _idea(forty).voters == 60
        withdraw_vote(_idea(forty), db.session.get_one(Member, people[20]))
        comment_on(_idea(forty), _user(priya), "Said of both")
    with transaction():
        undo_merge(db.session.get_one(IdeaMerge, merge.id), _user(priya))
    assert (idea_now(thirty).voters, voters_of(thirty)) == (29, 29)  # one of the shared twelve took it back
    assert (idea_now(thirty).comments, idea_now(forty).comments) == (2, 2)
    assert (idea_now(thirty).status, idea_now(thirty).merged_into_id, idea_now(thirty).followers) == ("new", None, 1)
    with transaction():
        undo_merge(db.session.get_one(IdeaMerge, second.id), _user(priya))
    assert [idea_now(each).voters for each in (thirty, forty, apart)] == [29, 39, 4]
    assert [voters_of(each) for each in (thirty, forty, apart)] == [29, 39, 4]
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 72


def comments_by_idea() -> list[tuple[int, int]]:
    return [
        tuple(row) for row in db.session.execute(select(IdeaComment.id, IdeaComment.idea_id).order_by(IdeaComment.id))
    ]


def _idea(idea: Idea) -> Idea:
    return db.session.get_one(Idea, idea.id)


def _user(user: User) -> User:
    return db.session.get_one(User, user.id)


def test_fifty_tabs_vote_at_once_and_none_sees_an_error(app: Flask) -> None:
    idea, mei = an_idea(a_board()), a_user(a_member(joined_at=now()))
    tabs = browsers_like(app, signed_in(app, mei), 50)
    assert set(posted_at_once(app, [Post(tab, f"/ideas/{idea.id}/vote") for tab in tabs])) == {303}
    assert (idea_now(idea).voters, idea_now(idea).points, voters_of(idea)) == (1, 1, 1)


def test_a_storm_of_votes_and_of_votes_taken_back_shows_nobody_an_error(app: Flask) -> None:
    idea = an_idea(a_board(vote_budget=3))
    users = [a_user(a_member(f"Person {n}", f"Company {n}", joined_at=now())) for n in range(6)]
    tabs = [tab for user in users for tab in browsers_like(app, signed_in(app, user), 8)]
    ways = ("vote", "vote/end")
    posts = [Post(tab, f"/ideas/{idea.id}/{ways[n % 3 == 0]}") for n, tab in enumerate(tabs)]
    assert set(posted_at_once(app, posts)) == {303}
    assert idea_now(idea).voters == idea_now(idea).points == voters_of(idea)
    assert db.session.scalar(select(func.coalesce(func.sum(VoteBudget.spent), 0))) == voters_of(idea)


def test_a_comment_that_many_change_to_the_same_words_is_changed_once(app: Flask) -> None:
    idea, moderator = an_idea(a_board()), staff("moderator")
    with transaction() as session:
        comment = comment_on(session.get_one(Idea, idea.id), session.get_one(User, moderator.id), "As wel.")
    comment_id, user_id = comment.id, moderator.id

    def change() -> bool:
        return change_comment(
            db.session.get_one(IdeaComment, comment_id), db.session.get_one(User, user_id), "As well."
        )

    assert sorted(at_once(app, [change] * 12)) == [*[False] * 11, True]
    assert verbs().count("comment.edited") == 1


def test_one_vote_is_given_to_fifty_ideas_at_once_and_the_others_read_why_not(app: Flask) -> None:
    board, mei = a_board(vote_budget=1), a_user(a_member(joined_at=now()))
    ideas = [an_idea(board, f"Idea {n}") for n in range(50)]
    tabs = browsers_like(app, signed_in(app, mei), 50)
    found = posted_at_once(app, [Post(tab, f"/ideas/{each.id}/vote") for tab, each in zip(tabs, ideas, strict=True)])
    assert sorted(found) == [303, *[SENTENCE] * 49]
    assert db.session.scalar(select(func.sum(Idea.voters))) == db.session.scalar(select(VoteBudget.spent)) == 1


def test_ideas_are_merged_while_people_vote_and_nobody_sees_an_error(app: Flask) -> None:
    board, priya = a_board(), staff("product")
    one, other = an_idea(board, "One"), an_idea(board, "Other")
    users = [a_user(a_member(f"Person {n}", f"Company {n}", joined_at=now())) for n in range(10)]
    posts = [Post(signed_in(app, user), f"/ideas/{each.id}/vote") for user in users for each in (one, other)]
    merging = [Post(signed_in(app, priya), f"/ideas/{one.id}/merge", {"into": str(other.id)}) for _twice in range(2)]
    found = posted_at_once(app, [*posts[:10], *merging, *posts[10:]])
    assert set(found) <= {303, 404, 409, SENTENCE}, "where it has gone there is no such page, or a sentence says so"
    assert found[10:12].count(303) == 1
    assert (voters_of(other), idea_now(other).voters, idea_now(one).status) == (10, 10, "merged")
    assert idea_now(one).voters == voters_of(one)
