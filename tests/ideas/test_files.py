"""Ideas go out as files that a spreadsheet opens safely, and come back without loss."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, select

from portal.activity.worker import drain
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.feedback.actions import tag_named
from portal.ideas.actions.ideas import tag_idea
from portal.ideas.actions.moves import plan_idea
from portal.ideas.actions.votes import cast_vote, vote_on_behalf
from portal.ideas.exports import ideas_csv, ideas_json
from portal.ideas.models import Idea, StatusMove, Vote
from portal.ideas.queries.counters import differences
from portal.members.access import Viewer
from portal.members.models import Member
from portal.notices.models import Notice
from tests.ideas.boards import a_board, an_idea, crowd, idea_now, moved
from tests.jobs.imports import brought_in, counts, reasons
from tests.people import a_member, a_user, staff

TITLES = ("=HYPERLINK(1)", "'=1+1", "Compare, “scans”; and\u00a0more", "@mentions")


def some_ideas() -> Viewer:
    """Four ideas of every sort, with the votes of five people."""
    priya, board, mei = staff("product"), a_board(), a_user(a_member(email="mei@example.org", joined_at=now()))
    people = crowd(5)
    with at(now() - timedelta(days=3)):
        ideas = [
            an_idea(board, title, by=mei if n == 0 else None, body="-1 first\n\n+2 second")
            for n, title in enumerate(TITLES)
        ]
    with transaction() as session:
        tag_idea(idea_now(ideas[0]), [tag_named("product_area", "Scanning"), tag_named("product_area", "OCR")], priya)
        for idea in ideas[:3]:
            for number, member_id in enumerate(people):
                member = session.get_one(Member, member_id)
                if number == 4:
                    vote_on_behalf(idea_now(idea), member, priya, source="call", reason="Said so.")
                else:
                    cast_vote(idea_now(idea), member, reason="=cmd|' /C calc'!A0" if number else "")
        plan_idea(idea_now(ideas[1]), priya, "2026-Q4")
    moved(ideas[1], "plan", priya)
    moved(ideas[2], "decline", priya, reason="@rare", reopens_when="+10 ask")
    return Viewer(priya)


def everything(viewer: Viewer) -> list[dict[str, object]]:
    db.session.rollback()
    db.session.expire_all()
    return list(json.loads("".join(ideas_json(viewer))))


def forget_everything() -> None:
    with transaction() as session:
        session.execute(delete(Idea))


def test_a_table_opens_safely_and_comes_back_without_loss(app: Flask, tmp_path: Path) -> None:
    viewer = some_ideas()
    before = everything(viewer)
    table = "".join(ideas_csv(viewer)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 1 + 6 + 5 + 5 + 1
    assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for row in rows for cell in row)
    again = brought_in(tmp_path, "ideas", rows)
    assert counts(again) == {"unchanged": 17}
    forget_everything()
    assert everything(viewer) == []
    assert counts(brought_in(tmp_path, "ideas", rows)) == {"created": 17}
    assert everything(viewer) == before
    assert {row["title"] for row in before} == {title.replace("\u00a0", " ") for title in TITLES}
    assert counts(brought_in(tmp_path, "ideas", rows)) == {"unchanged": 17}
    assert list(differences()) == []
    drain()
    assert db.session.scalars(select(Notice).where(Notice.kind == "ideas.new")).all() == []


def test_json_comes_back_without_loss_and_nonsense_is_refused(app: Flask, tmp_path: Path) -> None:
    viewer, path = some_ideas(), tmp_path / "ideas.json"
    before = everything(viewer)
    path.write_text("".join(ideas_json(viewer)), encoding="utf-8")
    forget_everything()
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["ideas", "import-json", str(path), "--dry-run", "--json"])
    assert json.loads(dry.output)["created"] == 17
    assert everything(viewer) == []
    done = runner.invoke(args=["ideas", "import-json", str(path), "--json"])
    assert (done.exit_code, json.loads(done.output)["created"]) == (0, 17)
    assert everything(viewer) == before
    for nonsense in ("{", '{"title": 1}', '[{"title": "x", "votes": [1]}]', "[" * 100_000):
        path.write_text(nonsense)
        assert runner.invoke(args=["ideas", "import-json", str(path)]).exit_code == 2


def test_what_is_not_known_is_refused_and_another_tools_words_are_understood(app: Flask, tmp_path: Path) -> None:
    a_board("Product")
    a_member(email="mei@example.org")
    rows = [
        ("Board", "Idea", "State", "Created", "Supporter"),
        ("product", "Dark mode", "Completed", "2024-02-03", "mei@example.org"),
        ("product", "Dark mode", "Completed", "2024-02-03", "nobody@example.org"),
        ("elsewhere", "Dark mode", "", "", ""),
        ("product", "…", "", "", ""),
        ("product", "Light mode", "whatever", "", ""),
    ]
    job = brought_in(tmp_path, "ideas", rows)
    assert counts(job) == {"created": 2, "refused": 3}
    assert [reason.partition(" ")[0] for reason in reasons(job)] == ["Nobody", "There", "There"]
    dark, light = db.session.scalars(select(Idea).order_by(Idea.title))
    assert (dark.status, dark.voters, dark.created_at.year, light.status) == ("shipped", 1, 2024, "new")
    assert db.session.scalars(select(Vote.source)).all() == ["import"]
    assert db.session.scalars(select(StatusMove)).all() == []
