"""Pages that only one person may open, their question, post, file or view; and ideas with a vote of one's own."""

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.rooms.forum.models import Post, Topic
from portal.rooms.surveys.actions import ask
from portal.rooms.surveys.models import SurveyRequest
from tests.browser.conftest import remembered
from tests.browser.looks import Part, faults
from tests.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def own(lasting_app: Flask) -> list[tuple[User, str]]:
    """(whose, the address) of each."""
    world: World = a_world(lasting_app)
    with transaction() as session:
        member = session.get_one(Member, world.member_id)
        ask(member, "what_would_help", cause_key="own pages", care=True)
    wanted = select(SurveyRequest.id).where(SurveyRequest.member_id == world.member_id)
    question = db.session.scalars(wanted.order_by(SurveyRequest.id.desc()).limit(1)).one()
    mine = select(Post.id).join(Topic).where(Topic.author_user_id == world.promoter.id, Post.number == 1)
    post = db.session.scalars(mine.limit(1)).one()
    return [
        (world.promoter, f"/questions/{question}"),
        (world.promoter, f"/community/posts/{post}/edit"),
        (world.promoter, f"/community/posts/{post}/history"),
        (world.promoter, "/community/new"),
        (world.owner, f"/jobs/{world.job_id}"),
        (world.owner, f"/ideas/views/{world.view_id}"),
        (world.promoter, "/ideas"),
        (world.promoter, f"/ideas/{world.idea_id}"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_nothing_is_wrong_with_a_page_of_one_s_own(
    browser: Browser, lasting_app: Flask, lasting_site: str, own: list[tuple[User, str]], number: int, part: Part
) -> None:
    whose, path = own[number]
    state = remembered(lasting_app, lasting_site)(whose)
    wrong = faults(browser, lasting_site + path, part=part, storage_state=state)
    assert not wrong, "\n".join(wrong)
