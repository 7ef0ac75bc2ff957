"""Who sees which idea, on every way to it; and lists that ask as often however long they are."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.admission.agreements import change_agreement, sign, write_agreement
from portal.kits.admission.models import Agreement
from portal.kits.notices.sources import shown_to
from portal.kits.search.actions import index_due, rebuild
from portal.kits.search.queries import Asked, find
from portal.people.actions.pauses import pause
from portal.people.actions.segments import hold
from portal.people.logins import member_of
from portal.people.models import Company, Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import capture_feedback, tag_named
from portal.rooms.feedback.models import Feedback
from portal.rooms.ideas.actions.boards import BoardPlan, change_board
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.evidence import link_evidence
from portal.rooms.ideas.actions.ideas import link_ideas, tag_idea
from portal.rooms.ideas.actions.merging import merge_idea
from portal.rooms.ideas.actions.moves import plan_idea
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.actions.views import remove_view, save_view
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.models import Board, Idea, SavedView
from portal.rooms.ideas.notices import new_ideas, still_wanted
from portal.rooms.ideas.queries.boards import board, boards
from portal.rooms.ideas.queries.comments import comments
from portal.rooms.ideas.queries.idea import (
    feedback_about,
    history_of,
    idea_for,
    linked_ideas,
    merges_into,
    where_it_went,
)
from portal.rooms.ideas.queries.lists import Filter, ideas, page_of_ideas
from portal.rooms.ideas.queries.managing import every_board, possible_owners, views_of
from portal.rooms.ideas.queries.overdue import angriest_themes
from portal.rooms.ideas.queries.roadmap import quarter_of, quarters_around, roadmap
from portal.rooms.ideas.queries.seeing import BOARDS, comments_on, creates_on
from portal.rooms.ideas.queries.similar import similar_ideas
from portal.rooms.ideas.queries.wanting import (
    DIMENSIONS,
    lead_users,
    possible_testers,
    reasons,
    voters,
    wanted_most_by,
    who_wants_it,
)
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import counted
from tests.rooms.ideas.boards import a_board, an_idea, crowd, idea_now, moved


def viewer_of(user: User) -> Viewer:
    return Viewer(db.session.get_one(User, user.id))


def titles(viewer: Viewer, order: str = "rank", **wanted: object) -> list[str]:
    return [line.title for line in page_of_ideas(ideas(viewer, Filter(**wanted)), None, order).rows]  # type: ignore[arg-type]


def test_a_board_is_for_its_audience_and_behind_its_agreement_on_every_way(app: Flask) -> None:
    priya = staff("product")
    with transaction():
        secret = write_agreement("Secret", "Say nothing.", priya)
    mei = a_user(a_member(joined_at=now()))
    tom = a_user(a_member("Tom Hale", company="Railworks", joined_at=now()))
    german = {"company": [str(member_of(mei).company_id)]}
    open_board = a_board("Open")
    closed = a_board("Closed", agreement_id=secret.id, audiences={"see": german, "vote": german})
    an_idea(open_board, "Everybody sees this")
    idea = an_idea(closed, "Compare hidden scans", body="hidden words")
    with transaction():
        comment_on(idea_now(idea), priya, "Between us.", internal=True)
        said = comment_on(idea_now(idea), priya, "Said in public.")
    index_due()

    def sees(user: User) -> list[bool]:
        viewer = viewer_of(user)
        return [
            "Compare hidden scans" in titles(viewer),
            idea_for(viewer, idea.id) is not None,
            bool(find(Asked("hidden", permissions=False), viewer).hits),
            bool(similar_ideas(viewer, "hidden scans ")),
            ("idea", idea.id) in shown_to(viewer, [("idea", idea.id)]),
            ("ideacomment", said.id) in shown_to(viewer, [("ideacomment", said.id)]),
            bool(new_ideas(viewer, now() - timedelta(days=1), 9)[1:]),
            board(viewer, closed.id) is not None,
            user.id in db.session.scalars(BOARDS.readers_of(db.session.get_one(Board, closed.id))),
        ]

    for user in (mei, tom, priya):
        assert not any(sees(user))
    assert [card.seen for card in boards(viewer_of(mei))] == [True, False]
    assert boards(viewer_of(mei))[1].description == ""
    assert [card.name for card in boards(viewer_of(tom))] == ["Open"]
    answers = [signed_in(app, user).get(f"/community/agreements/{secret.id}") for user in (mei, tom)]
    assert [page.status_code for page in answers] == [200, 404]
    assert "Closed" in answers[0].text
    for user in (mei, tom, priya):
        with transaction() as session:
            sign(session.get_one(Agreement, secret.id).newest, session.get_one(User, user.id))
    assert all(sees(mei)) and all(sees(priya)) and not any(sees(tom))  # noqa: PT018
    page = signed_in(app, priya).get("/search?q=hidden&kind=idea")
    assert (page.status_code, "Compare hidden scans" in page.text) == (200, True)
    assert [row.body for row in comments(viewer_of(mei), idea.id, None).rows] == ["Said in public."]
    assert len(comments(viewer_of(priya), idea.id, None).rows) == 2
    with transaction() as session:
        change_agreement(session.get_one(Agreement, secret.id), "Say even less.", priya)
    assert not any(sees(mei))  # a new version gates again at once
    assert not any(sees(priya))


def votes_on(viewer: Viewer, board_id: int) -> bool:
    card = board(viewer, board_id)
    return card is not None and card.may_vote


def test_each_act_has_its_own_right(app: Flask) -> None:
    mei, tom = a_user(a_member(joined_at=now())), a_user(a_member("Tom Hale", company="Railworks", joined_at=now()))
    only = {"company": [str(member_of(mei).company_id)]}
    one = a_board("One", members_comment=False, audiences={"vote": only})
    rights = [[may(viewer_of(who), one.id) for may in (creates_on, votes_on, comments_on)] for who in (mei, tom)]
    assert rights == [[True, True, False], [True, False, False]]
    priya = viewer_of(staff("success"))
    assert [may(priya, one.id) for may in (creates_on, votes_on, comments_on)] == [True, False, True]


def test_a_board_is_read_by_rank_by_age_and_by_voters_and_each_way_is_one_statement(app: Flask) -> None:
    product, people, priya = a_board(), crowd(40), staff("product")
    reader = a_user(a_member(joined_at=now()))
    made = []
    for n in range(60):
        with at(now() - timedelta(hours=10 * n)):
            made.append(an_idea(product, f"Idea {n:02}"))
    with transaction() as session:
        for voters_count, idea in ((40, made[30]), (12, made[4]), (1, made[0])):
            for member_id in people[:voters_count]:
                cast_vote(ballot_of(session.get_one(Idea, idea.id)), session.get_one(Member, member_id))
    viewer = viewer_of(reader)
    assert titles(viewer)[:3] == ["Idea 00", "Idea 01", "Idea 04"]  # forty are worth 35 hours, not 300
    assert titles(viewer, "voters")[:3] == ["Idea 30", "Idea 04", "Idea 00"]
    assert titles(viewer, "newest", board_id=product.id)[0] == "Idea 59"
    seen, cursor = [], None
    with counted(app) as asked:
        while True:
            page = page_of_ideas(ideas(viewer, Filter(product.id)), cursor)
            seen += [line.id for line in page.rows]
            cursor = page.after
            if cursor is None:
                break
    assert asked.count == 3
    assert len(seen) == len(set(seen)) == 60
    moved(made[7], "decline", priya, reason="Rare.", reopens_when="Ten ask.")
    assert "Idea 07" not in titles(viewer)
    assert titles(viewer, statuses=["declined"]) == ["Idea 07"]
    with transaction() as session:
        cast_vote(ballot_of(session.get_one(Idea, made[9].id)), session.get_one(Member, reader.member_id))
    assert titles(viewer, own="voted") == ["Idea 09"]


def test_the_roadmap_and_an_idea_ask_as_often_however_much_there_is(app: Flask) -> None:
    product, priya = a_board(vote_budget=2), staff("product")
    reader = a_user(a_member(joined_at=now()))
    reader_id, quarters = reader.id, quarters_around(now().date())
    assert quarter_of(now().date().replace(year=2026, month=11), 1) == "2027-Q1"

    board_id, priya_id = product.id, priya.id

    def fill(number: int) -> int:
        planner = db.session.get_one(User, priya_id)
        for n in range(number):
            idea = an_idea(db.session.get_one(Board, board_id), f"Planned {n}", by=planner)
            with transaction():
                plan_idea(idea_now(idea), planner, quarters[n % 3])
                for _ in range(3):
                    comment_on(idea_now(idea), planner, "Said.")
            moved(idea, "plan", planner)
            moved(idea, "start", planner)
        return idea.id

    def asked() -> list[int]:
        numbers = []
        for act in (
            lambda viewer: roadmap(viewer, quarters),
            lambda viewer: idea_for(viewer, last),
            lambda viewer: comments(viewer, last, None),
            lambda viewer: history_of(viewer, last),
            lambda viewer: similar_ideas(viewer, "Planned things"),
            boards,
        ):
            db.session.expunge_all()
            cold = Viewer(db.session.get_one(User, reader_id))
            assert cold.member
            assert cold.member.company
            with counted(app) as seen:
                act(cold)
            numbers.append(seen.count)
        return numbers

    last = fill(2)
    index_due()
    few = asked()
    last = fill(12)
    index_due()
    assert asked() == few
    assert few[0] == 1
    viewer = Viewer(db.session.get_one(User, reader_id))
    found = roadmap(viewer, quarters)
    assert [quarter.name for quarter in found] == quarters
    assert sum(len(quarter.ideas["in_progress"]) for quarter in found) == 14
    head = idea_for(viewer, last)
    assert head is not None
    assert (head.left, head.may_vote, head.vote, head.idea.comments) == (2, True, None, 3)


def test_what_shares_most_words_is_shown_first_among_many_that_share_one(app: Flask) -> None:
    product, mei = a_board(), viewer_of(a_user(a_member(joined_at=now())))
    old = an_idea(product, "Export the yearly report")
    plain = {"board_id": product.id, "status_at": now(), "created_at": now(), "rank": 1.0}
    with transaction() as session:
        names = [f"{word} number {n}" for word in ("Export", "Report", "Yearly") for n in range(45)]
        session.execute(insert(Idea), [{**plain, "title": name, "folded": name.lower()} for name in names])
    away = similar_ideas(mei, "A yearly report as an export ")
    assert away[0].id == old.id  # there is no index yet: by their titles
    rebuild()
    assert similar_ideas(mei, "A yearly report as an export ")[0].id == old.id
    assert similar_ideas(mei, "Yearly repor")[0].id == old.id
    assert len(similar_ideas(mei, "export")) == 5
    assert similar_ideas(mei, "as an ") == []


def test_an_old_address_leads_to_what_it_became_and_likeness_is_noted(app: Flask) -> None:
    product, priya, mei = a_board(), staff("product"), a_user(a_member(joined_at=now()))
    one, two, three = (an_idea(product, name) for name in ("One", "Two", "Three"))
    with transaction():
        link_ideas(idea_now(one), idea_now(two), "same", priya)
        link_ideas(idea_now(three), idea_now(two), "related", priya)
    assert [(idea.title, kind) for idea, kind in linked_ideas(viewer_of(mei), two.id)] == [
        ("One", "same"),
        ("Three", "related"),
    ]
    with transaction():
        merge_idea(idea_now(one), idea_now(two), priya)
        merge_idea(idea_now(two), idea_now(three), priya)
    viewer = viewer_of(mei)
    assert idea_for(viewer, one.id) is None
    assert where_it_went(viewer, one.id) == where_it_went(viewer, two.id) == three.id
    assert where_it_went(viewer, three.id) is None
    assert [merge.idea.title for merge in merges_into(viewer, three.id)] == ["Two"]
    assert titles(viewer) == ["Three"]


def test_product_reads_who_wants_it_and_who_saw_it_coming(app: Flask) -> None:
    product, priya = a_board(), staff("product")
    with transaction() as session:
        for name, plan, revenue in (("Orbit", "all", 900_000), ("Fjord", "team", 20_000)):
            session.add(Company(name=name, folded=name, plan=plan, revenue=revenue, created_at=now()))
        session.flush()
        orbit, fjord = session.scalars(select(Company.id).order_by(Company.id)).all()
    people = crowd(
        20,
        company_id=lambda n: orbit if n < 12 else fjord,
        segment=lambda n: "promoter" if n < 15 else "passive",
        joined_at=lambda _n: now(),
    )
    shipped = [an_idea(product, f"Shipped {n}") for n in range(2)]
    wanted = an_idea(product, "Wanted")
    with transaction() as session:
        for idea in (*shipped, wanted):
            for number, member_id in enumerate(people):
                reason = "Fax." if number == 3 else ""
                cast_vote(ballot_of(session.get_one(Idea, idea.id)), session.get_one(Member, member_id), reason=reason)
    for idea in shipped:
        moved(idea, "plan", priya)
        moved(idea, "ship", priya, message="There.")
    by = {name: who_wants_it(wanted.id, name) for name in DIMENSIONS}
    assert by["company"] == [("Orbit", 12, 1, 900_000), ("Fjord", 8, 1, 20_000)]
    assert by["segment"][0] == ("promoter", 15, 2, 920_000)
    assert {part.name for part in by["revenue"]} == {"500000+", "50000"}
    assert by["month"] == [(now().strftime("%Y-%m"), 20, 2, 920_000)]
    assert [vote.reason for vote in reasons(wanted.id)] == ["Fax."]
    assert len(db.session.scalars(voters(wanted.id)).all()) == 20
    assert [(member.id, times) for member, times in lead_users(wanted.id)] == [(each, 2) for each in people[:2]]
    viewer = viewer_of(priya)
    assert [(idea.id, number) for idea, number in wanted_most_by(viewer, "lead_users")] == [(wanted.id, 2)]
    assert [(idea.id, number) for idea, number in wanted_most_by(viewer, "promoters")] == [(wanted.id, 15)]
    assert possible_testers(wanted.id) == []
    for member_id in (people[0], people[1], people[19]):
        a_user(db.session.get_one(Member, member_id))
    assert sorted(member.company.name for member in possible_testers(wanted.id) if member.company) == ["Fjord", "Orbit"]
    tomorrow, waiting = now() + timedelta(days=1), (people[0], people[1], people[19])
    for on_a_break, expected in ((tomorrow, []), (now() - timedelta(days=1), ["Fjord", "Orbit"])):
        with transaction() as session:
            for member_id in waiting:
                session.get_one(Member, member_id).paused_until = on_a_break
        assert sorted(member.company.name for member in possible_testers(wanted.id) if member.company) == expected
    with transaction() as session:
        hold(people[19], "promotion", "case:1")
        pause(session.get_one(Member, people[1]), "Asked enough.", tomorrow.date(), session.merge(priya))
    assert [member.id for member in possible_testers(wanted.id)] == [people[0]]
    with transaction() as session:
        pause(session.get_one(Company, orbit), "In a dispute.", tomorrow.date(), session.merge(priya))
    assert possible_testers(wanted.id) == []


def test_the_angry_are_heard_by_theme_and_old_votes_are_asked_about(app: Flask) -> None:
    product, priya, mei = a_board(), staff("product"), a_user(a_member(joined_at=now(), segment="detractor"))
    with transaction() as session:
        scans = tag_named("product_area", "Scanning")
        member = session.get_one(Member, mei.member_id)
        for words, in_confidence in (("Scans fail.", False), ("Between us.", True)):
            piece = capture_feedback(words, priya, source="call", member=member)
            piece.between_us = in_confidence
            piece.tags.append(scans)
    idea = an_idea(product, "Better scans", by=mei)
    with transaction() as session:
        tag_idea(idea_now(idea), [scans], priya)
        for piece in session.scalars(select(Feedback)):
            link_evidence(idea_now(idea), piece, priya)
            link_evidence(idea_now(idea), piece, priya)
    assert [piece.text for piece in feedback_about(viewer_of(priya), idea.id)] == ["Scans fail."]
    assert [tuple(theme) for theme in angriest_themes(viewer_of(priya))] == [(scans.id, "Scanning", 1, 1)]
    assert still_wanted(viewer_of(mei), now(), 5) == []
    with at(now() + timedelta(days=181)):
        assert [item.url for item in still_wanted(viewer_of(mei), now(), 5)] == [f"/ideas/{idea.id}/still"]


def test_whoever_makes_boards_sees_whom_a_rule_lets_in(app: Flask) -> None:
    priya, sam, mei = staff("product"), staff("executive", name="Sam Okoro"), a_user(a_member(joined_at=now()))
    one = a_board("One", owner_ids=[priya.id, mei.id, sam.id], audiences={"see": {"company": ["0"]}})
    (found,) = every_board()
    assert [owner.name for owner in found.owners] == ["Priya Shah", "Sam Okoro"]  # a member cannot answer for it
    assert priya in possible_owners()
    assert sam not in possible_owners()
    everybody = BOARDS.count_let_in({}, None)
    assert BOARDS.count_readers([one])[one.id] == BOARDS.count_let_in({"company": ["0"]}, None) == everybody - 1
    promoters_alone = BoardPlan("One", audiences={"vote": {"segment": ["promoter"]}})
    with pytest.raises(Refused), transaction():
        change_board(db.session.get_one(Board, one.id), promoters_alone, priya)


def test_a_view_is_kept_under_its_name(app: Flask) -> None:
    priya = staff("product")
    with transaction():
        save_view(priya, "Mine", {"status": "planned", "order": ""})
        save_view(priya, "MINE", {"status": "new"})
    view = db.session.scalars(select(SavedView)).one()
    assert (view.name, view.query) == ("MINE", {"status": "new"})
    assert views_of(priya.id) == [view]
    with transaction() as session:
        remove_view(session.get_one(SavedView, view.id))
    assert db.session.scalars(select(SavedView)).all() == []
