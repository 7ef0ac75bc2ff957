"""Whoever has left is nowhere: in no table, file, index, email or log. What stays names "a former member"."""

import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import func, insert, select
from structlog.testing import capture_logs

from portal.access.owned import ALL, hand_over
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.files import picture_path
from portal.core.personal import kept_of_people
from portal.kits.jobs.models import Job
from portal.kits.jobs.runner import LEASE, run_page, run_to_end
from portal.kits.leaving.actions import ask_to_erase, leave
from portal.kits.leaving.actions.beginning import begin_when_due
from portal.kits.leaving.erased import KEY, LIST, erased_people, folder
from portal.kits.leaving.erased_keys import key_id
from portal.kits.leaving.erasing import work
from portal.kits.leaving.models import Departure
from portal.kits.leaving.reactions import clean_up, forget_again
from portal.kits.search.actions import index_due
from portal.kits.search.engine import engine
from portal.ledger.models import Activity, Mail
from portal.ledger.outbox.mail.checks import reason_against
from portal.people.models import Member
from portal.rooms.forum.models import Post
from portal.rooms.ideas.models import Idea
from portal.rooms.testimonials.models import Testimonial, TestimonialVersion
from tests.actors import a_member, a_user, signed_in, staff
from tests.kept import Keeper
from tests.kits.leaving.marking import (
    MARK,
    NAME,
    PICTURE,
    PORTRAIT,
    a_marked_world,
    columns_with_mark,
    files_with_mark,
    name_everywhere,
)
from tests.world import World

IN_BODIES = {
    *("forum_posts.body", "forum_posts.html", "forum_topics.title", "forum_poll_options.text"),
    *("ideas.title", "ideas.body", "ideas.folded", "idea_comments.body"),
    *("ideas.declined_because", "ideas.reopens_when"),
}
"""Where words stay, if they are to stay; and why we declined an idea, which are words of ours."""
OF_OURS = {"departures.because"}
"""What a colleague noted: it stays, and names nobody any more."""


def begun(world: World, posts: str) -> int:
    """She leaves, and her seven days are over; the job. What a made-up row has her own is a colleague's first."""
    desk = staff("owner")
    with transaction() as session:
        hand_over(session.merge(world.promoter), {ALL: session.merge(desk)}, session.merge(desk))
    with transaction() as session:
        member, login = session.get_one(Member, world.member_id), session.merge(world.promoter)
        departure_id = leave(member, login, posts=posts).id
    with transaction() as session:
        begin_when_due(session.get_one(Departure, departure_id))
    return db.session.get_one(Departure, departure_id).job_id or 0


def ended(job_id: int) -> None:
    """The work is done, and the worker has cleaned up."""
    job = run_to_end(job_id)
    assert (job.status, job.error) == ("done", "")
    while index_due():
        pass
    db.session.remove()
    assert clean_up() == 1
    assert engine().healthy().dead_share == 0


@contextmanager
def logged_anyway() -> Iterator[list[Any]]:
    """What is logged, at any level."""
    config = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    try:
        with capture_logs() as logged:
            yield logged
    finally:
        structlog.configure(**config)


def counters_hold(app: Flask) -> None:
    runner = app.test_cli_runner()
    for command in ("ledger verify", "forum verify", "ideas recount", "betas verify", "search verify"):
        result = runner.invoke(args=command.split())
        assert result.exit_code == 0, f"{command}: {result.output}"


@pytest.mark.slow
@pytest.mark.parametrize("posts", ["go", "stay"])
def test_nothing_is_left_of_whoever_went(app: Flask, kept: Keeper, posts: str) -> None:
    world, marked = kept(a_marked_world)
    assert len(marked) > 75
    lines = db.session.scalar(select(func.count()).select_from(Activity)) or 0
    mine = db.session.scalars(select(Post.id).where(Post.author_user_id == world.promoter.id)).all()
    with logged_anyway() as logged:
        ended(begun(world, posts))
    assert "departure.erased" in {line["event"] for line in logged}
    assert MARK not in str(logged).lower()
    assert columns_with_mark() - OF_OURS - (IN_BODIES if posts == "stay" else set()) == set()
    assert (db.session.scalar(select(func.count()).select_from(Activity)) or 0) > lines
    assert db.session.scalars(select(Activity.member_id).where(Activity.member_id == world.member_id)).all() == []
    counters_hold(app)
    bodies = [db.session.get_one(Post, post_id).body for post_id in mine]
    assert all((MARK in body) is (posts == "stay") for body in bodies)
    answer = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
    assert answer is not None
    assert "a former member" in answer.body
    assert NAME not in answer.body
    assert (MARK in answer.body) is (posts == "stay")
    others = db.session.scalars(select(Mail).where(Mail.key.like("test:%")).order_by(Mail.id)).all()
    assert [mail.state for mail in others] == ["held", "held", "failed"]
    assert None not in [reason_against(mail) for mail in others]
    assert picture_path(PICTURE).exists() is (posts == "stay")
    assert not picture_path(PORTRAIT).exists()
    assert {*db.session.scalars(select(Testimonial.member_id))} == {None}
    assert [text for text in db.session.scalars(select(TestimonialVersion.text)) if text] == []
    page = signed_in(app, staff("moderator")).get(f"/community/t/{world.topic_id}").text
    assert "A former member" in page
    assert "a former member</a> wrote:" in page or posts == "go"
    assert NAME not in page
    if posts == "go":
        assert files_with_mark(app) == set()
        assert db.session.scalars(select(Idea.deleted_at).where(Idea.title.contains("author"))).all() != []


OTHER = "Quirin Quendel"
"""Who has done nothing here, and is named by everybody."""
NOT_ABOUT_PEOPLE = {
    "how others are sorted and cited, whose names they are": {
        *("members.folded", "profiles.folded", "permissions.named_as", "testimonials.job_title"),
    },
    "organisations, and what colleagues call their places": {
        *("companies.name", "companies.domain", "companies.industry", "companies.plan", "companies.region"),
        *("agreements.name", "boards.name", "forum_categories.name", "betas.name", "tags.name"),
    },
    "single words by which people find each other": {"profile_subjects.name", "profile_subjects.folded"},
    "signed as they are": {"agreement_versions.text"},
    "what machines write": {
        *("deliveries.error", "mails.error", "failed_sign_ins.agent", "user_sessions.agent"),
        *("answer_addresses.mail_key", "map_versions.text", "notices.anchor", "nurture_actions.name"),
        *("nurture_actions.outcome", "nurture_moves.event", "tasks.name", "quote_pictures.source"),
    },
}
"""Where a name may stand afterwards, and why."""


@pytest.mark.one_database
@pytest.mark.slow
def test_others_words_name_nobody_who_has_left(app: Flask, kept: Keeper) -> None:
    world, _marked = kept(a_marked_world)
    assert len(name_everywhere(OTHER)) > 100
    quirin = a_user(a_member(OTHER))
    assert quirin.member_id is not None
    ended(begun(replace(world, member_id=quirin.member_id, promoter=quirin), "go"))
    assert columns_with_mark(OTHER.lower()) == set().union(*NOT_ABOUT_PEOPLE.values())


def picture_in(copy: zipfile.ZipFile) -> str:
    return next(name for name in copy.namelist() if name.startswith(f"files/{PICTURE}."))


@pytest.mark.slow
def test_the_copy_has_everything_that_is_theirs(app: Flask, kept: Keeper, tmp_path: Path) -> None:
    _world, marked = kept(a_marked_world)
    file = tmp_path / "copy.zip"
    result = app.test_cli_runner().invoke(args=["members", "export", "zinnober@orbit.example", str(file)])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(file) as copy:
        tables = {
            name.removesuffix(".json"): json.loads(copy.read(name)) for name in copy.namelist() if ".json" in name
        }
        readme, picture = copy.read("README.txt").decode(), copy.read(picture_in(copy)).decode()
    cells = [(table, name, value) for table, rows in tables.items() for row in rows for name, value in row.items()]
    told = {f"{table}.{name}" for table, name, value in cells if MARK in str(value).lower()}
    assert marked - told == set()
    assert picture == MARK
    assert all(str(kept_.label) in readme for kept_ in kept_of_people() if kept_.copied and kept_.table in tables)
    hidden = {(kept_.table, name) for kept_ in kept_of_people() for name in kept_.hidden}
    assert [(table, name) for table, name in hidden if table in tables and name in tables[table][0]] == []
    assert tables["members"][0]["given_name"] == NAME.split()[0]
    assert "o@northwind.example" not in str(tables)


@pytest.mark.slow
def test_killed_at_any_page_it_goes_on(app: Flask, kept: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    world, _marked = kept(a_marked_world)
    job_id = begun(world, "go")
    whole, calls = work.erase_rows, iter(range(1_000))

    def dies(*args: object) -> None:
        whole(*args)  # type: ignore[arg-type]
        if next(calls) % 5 == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(work, "erase_rows", dies)
    moment, deaths = now(), 0
    (folder() / LIST).unlink(missing_ok=True)
    while db.session.get_one(Job, job_id, populate_existing=True).status == "running":
        with at(moment):
            try:
                while run_page(job_id, worker=f"worker {deaths}"):
                    pass
            except KeyboardInterrupt:
                deaths += 1
        db.session.remove()
        moment += LEASE * 2
    assert deaths > 12
    assert db.session.get_one(Job, job_id).status == "done"
    assert columns_with_mark() - OF_OURS == set()
    assert len(erased_people()) == 1
    counters_hold(app)


def test_a_backup_that_is_restored_forgets_them_again(app: Flask) -> None:
    mei = a_member("Mei Tanaka", email="mei@orbit.example")
    row = dict(db.session.execute(select(Member.__table__).where(Member.id == mei.id)).mappings().one())
    owner = staff("owner")
    for path in (folder() / LIST, folder() / KEY):
        path.unlink(missing_ok=True)
    with transaction() as session:
        ask_to_erase(session.get_one(Member, row["id"]), session.merge(owner), posts="go", because="She asked.")
    ended(db.session.scalars(select(Departure.job_id)).one() or 0)
    listed = (folder() / LIST).read_text()
    assert "mei" not in listed.lower()
    assert listed.split()[-1] == key_id((folder() / KEY).read_text().strip())
    assert forget_again() == 0

    with transaction() as session:
        session.execute(insert(Member.__table__), [row])
    assert forget_again() == 1
    assert forget_again() == 0
    job_id = db.session.scalars(select(Departure.job_id).order_by(Departure.id.desc())).first()
    assert run_to_end(job_id or 0).status == "done"
    assert db.session.get(Member, row["id"]) is None
    assert (folder() / LIST).read_text() == listed

    with transaction() as session:
        later = row["created_at"] + timedelta(seconds=1)
        session.execute(insert(Member.__table__), [row | {"created_at": later}])
    assert forget_again() == 0, "another person with the same number"
    clean_up()

    with transaction() as session:
        ask_to_erase(session.get_one(Member, row["id"]), session.merge(owner), posts="go", because="He asked, too.")
    ended(db.session.scalars(select(Departure.job_id).order_by(Departure.id.desc())).first() or 0)
    with transaction() as session:
        session.execute(insert(Member.__table__), [row])
    assert forget_again() == 1, "each of the two stands on the list"
