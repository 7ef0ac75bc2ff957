"""The whole loop: a wish that is voted for, tested, shipped, told to each with their own reason, and thanked for."""

import pytest
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.votes import cast_vote, explain_vote
from portal.rooms.ideas.models import ClosingNote, Vote
from tests.journeys.house import House, colleague
from tests.journeys.testing import (
    Round,
    applies,
    asks_the_quiet_one,
    draws_testers,
    invites_the_voters,
    keys_stand_on_no_list,
    opens_a_beta,
    publishes_a_second_version,
    reads_a_kind_no,
    runs_it,
    sees_the_key_and_reports,
    settles_and_closes,
    takes_the_seat_and_signs_version_2,
    the_seat_goes_to_the_next,
    the_summary_is_right,
)
from tests.journeys.wishing import (
    REASON,
    TITLE,
    answers_nearly,
    everybody_was_told_with_their_own_reason,
    expect_no_debt,
    is_shown_the_similar_one_and_votes_there,
    plans_it,
    ships_it,
    tells_everybody,
)
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea, idea_now

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database("postgresql")]


def test_from_a_wish_to_thanks(house: House) -> None:
    people = the_people()
    reasons = others_want_it(people)
    house.work()
    with house.page(people.mei) as page:
        is_shown_the_similar_one_and_votes_there(page)
    with house.page(people.omar) as omar:
        plans_it(omar)
        beta = opens_a_beta(omar)
        invites_the_voters(omar, reasons.values())
        house.work()
        for user in (people.mei, people.jonas, people.ana):
            applies(house, user, "Windows")
        reads_a_kind_no(house, people.kim)
        draws_testers(omar)
        publishes_a_second_version(omar)
        for user in (people.mei, people.jonas):
            takes_the_seat_and_signs_version_2(house, user)
        runs_it(omar)
        sees_the_key_and_reports(house, people.mei)
        asks_the_quiet_one(omar)
        the_seat_goes_to_the_next(house, people, beta)
        keys_stand_on_no_list(omar, beta)
        settles_and_closes(omar)
        ships_it(omar)
        house.work()
        tells_everybody(omar, reasons.values())
        expect_no_debt(omar)
    house.work()
    everybody_was_told_with_their_own_reason(reasons)
    the_summary_is_right(house, people, beta)
    with house.phone(people.mei) as page:
        answers_nearly(page)
    answered = select(ClosingNote.answer).where(ClosingNote.member_id == people.mei.member_id)
    assert db.session.scalars(answered).one() == "nearly"


def the_people() -> Round:
    """Four who scan all day, one who does not, and Omar."""
    names = (
        ("Mei Tanaka", "Orbit Health"),
        ("Jonas Lind", "Helio Energy"),
        ("Ana Sousa", "Fjord Bank"),
        ("Kim Park", "Railworks"),
        ("Una Moe", "Casa Verde"),
    )
    mei, jonas, ana, kim, una = (somebody(*who, time_zone="Europe/London") for who in names)
    return Round(colleague("product"), mei, jonas, ana, kim, una)


def others_want_it(people: Round) -> dict[str, str]:
    """Ana suggested it before, Jonas and Kim voted; by address what each of the four says, Mei soon."""
    idea = an_idea(a_board(), TITLE, by=people.ana)
    said = {
        people.ana: "Our branches scan everything.",
        people.jonas: "Half are faxes.",
        people.kim: "Tickets come in.",
    }
    with transaction() as session:
        for user in (people.jonas, people.kim):
            cast_vote(ballot_of(idea_now(idea)), session.get_one(Member, user.member_id))
        for user, words in said.items():
            explain_vote(_vote_of(user), words)
    return {people.mei.email: REASON, **{user.email: words for user, words in said.items()}}


def _vote_of(user: User) -> Vote:
    return db.session.scalars(select(Vote).where(Vote.member_id == user.member_id)).one()
