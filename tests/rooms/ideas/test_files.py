"""Ideas go out as files that a spreadsheet opens safely, and come back without loss."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.models import Notice
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import tag_named
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.ideas import link_ideas, tag_idea
from portal.rooms.ideas.actions.merging import merge_idea, undo_merge
from portal.rooms.ideas.actions.moves import plan_idea
from portal.rooms.ideas.actions.talk import change_comment, comment_on, follow_idea
from portal.rooms.ideas.actions.votes import cast_vote, vote_on_behalf
from portal.rooms.ideas.models import Idea, IdeaComment, IdeaMerge, StatusMove, Vote
from portal.rooms.ideas.queries.counters import differences
from portal.rooms.ideas.transfer.exports import ideas_csv, ideas_json
from tests.actors import a_member, a_user, staff
from tests.kits.transfer.imports import brought_in, counts, reasons
from tests.rooms.forum.reading.talking import an_agreement
from tests.rooms.ideas.boards import a_board, an_idea, crowd, idea_now, moved

HOSTILE = (
    '=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(1)", "'=1", "''+1", "\tTab", "a\tb", "\r=1",
    "“quoted” \"so\"", "one\n=two\n\nthree", "comma, semicolon; |", "😀 👩‍👩‍👧", "מה זה", "\u202eback",
    "x" * 10_000, "'", "＝1",
)  # fmt: skip
TAGS = (
    *(("product_area", "Scanning"), ("product_area", "OCR"), ("free", "OCR"), ("service", "Onboarding")),
    ("product_area", "free: of charge"),
    ("product_area", 'Fax, and "telex"'),
)
TITLES = ("=HYPERLINK(1)", "'=1+1", "Compare, “scans”; and\u00a0more", "@mentions")


def some_ideas() -> Viewer:
    """Four ideas of every sort with the votes of five people, what was said, and two that became part of others."""
    priya, board, mei = staff("product"), a_board(), a_user(a_member(email="mei@example.org", joined_at=now()))
    people = crowd(5)
    with at(now() - timedelta(days=3)):
        ideas = [
            an_idea(board, title, by=mei if n == 0 else None, body="-1 first\n\n+2 second")
            for n, title in enumerate(TITLES)
        ]
        part, parted = an_idea(board, "Part of it"), an_idea(board, "Parted again")
    with transaction() as session:
        tag_idea(idea_now(ideas[0]), [tag_named(*each) for each in TAGS], priya)
        for idea in (*ideas[:3], part):
            for number, member_id in enumerate(people[1:] if idea is part else people):
                member = session.get_one(Member, member_id)
                if number == 4:
                    vote_on_behalf(idea_now(idea), member, priya, source="call", reason="Said so.")
                else:
                    cast_vote(ballot_of(idea_now(idea)), member, reason="=cmd|' /C calc'!A0" if number else "")
        cast_vote(ballot_of(idea_now(part)), session.get_one(Member, mei.member_id), reason="Mine alone.")
        plan_idea(idea_now(ideas[1]), priya, "2026-Q4")
        for each, by, internal in ((ideas[0], mei, False), (ideas[0], priya, True), (part, priya, False)):
            for words in HOSTILE:
                comment_on(idea_now(each), session.get_one(User, by.id), words, internal=internal)
        change_comment(session.scalars(select(IdeaComment).order_by(IdeaComment.id)).first(), mei, "Said otherwise.")  # type: ignore[arg-type]
        for each in (ideas[3], part):
            follow_idea(idea_now(each), session.get_one(Member, people[0]))
        link_ideas(idea_now(ideas[3]), idea_now(ideas[1]), "related", priya)
    moved(ideas[1], "plan", priya, reason="-because", message="=ours()")
    moved(ideas[2], "decline", priya, reason="@rare", reopens_when="+10 ask")
    with transaction() as session:
        actor = session.get_one(User, priya.id)
        undo_merge(merge_idea(idea_now(parted), idea_now(part), actor), actor)
        merge_idea(idea_now(part), idea_now(ideas[0]), actor)
        merge_idea(idea_now(ideas[0]), idea_now(ideas[3]), actor)
    return Viewer(priya)


def everything(viewer: Viewer) -> list[dict[str, object]]:
    db.session.rollback()
    db.session.expire_all()
    return list(json.loads("".join(ideas_json(viewer))))


def forget_everything() -> None:
    with transaction() as session:
        session.execute(delete(Idea))


def as_they_stand() -> list[tuple[object, ...]]:
    """What the database has of each idea, beyond what a file says: counters, where votes and comments are now."""
    db.session.rollback()
    votes = dict(db.session.execute(select(Vote.idea_id, func.count()).group_by(Vote.idea_id)).all())
    said = select(IdeaComment.idea_id, IdeaComment.internal, IdeaComment.body).order_by(IdeaComment.body)
    comments = db.session.execute(said).all()
    titles = dict(db.session.execute(select(Idea.id, Idea.title)).all())
    return [
        (
            *(idea.title, idea.status, idea.voters, idea.points, idea.comments, idea.followers, idea.quarter),
            *(votes.get(idea.id, 0), titles.get(idea.merged_into_id or 0)),
            sorted((internal, body) for of, internal, body in comments if of == idea.id),
        )
        for idea in db.session.scalars(select(Idea).order_by(Idea.title))
    ]


def test_a_table_opens_safely_and_comes_back_without_loss(app: Flask, tmp_path: Path) -> None:
    viewer = some_ideas()
    before, stood = everything(viewer), as_they_stand()
    table = "".join(ideas_csv(viewer)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(table)))
    assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for row in rows for cell in row)
    again = brought_in(tmp_path, "ideas", rows)
    assert counts(again) == {"unchanged": len(rows) - 1}
    forget_everything()
    assert everything(viewer) == []
    assert counts(brought_in(tmp_path, "ideas", rows)) == {"created": len(rows) - 1}
    assert everything(viewer) == before
    assert as_they_stand() == stood
    assert {row["title"] for row in before} >= {title.replace("\u00a0", " ") for title in TITLES}
    assert counts(brought_in(tmp_path, "ideas", rows)) == {"unchanged": len(rows) - 1}
    assert everything(viewer) == before
    assert list(differences()) == []
    drain()
    assert db.session.scalars(select(Notice)).all() == [], "nobody is written to"


def part_all(user_id: int) -> None:
    standing = select(IdeaMerge).where(IdeaMerge.undone_at.is_(None)).order_by(IdeaMerge.id.desc())
    with transaction() as session:
        for merge in session.scalars(standing):
            undo_merge(merge, session.get_one(User, user_id))


def test_what_was_merged_before_it_was_brought_in_can_be_parted(app: Flask, tmp_path: Path) -> None:
    viewer = some_ideas()
    rows = list(csv.reader(io.StringIO("".join(ideas_csv(viewer)).removeprefix("\ufeff"))))
    part_all(viewer.id)
    parted = as_they_stand()
    forget_everything()
    brought_in(tmp_path, "ideas", rows)
    part_all(viewer.id)
    assert as_they_stand() == parted


def test_a_file_takes_nothing_out_from_behind_an_agreement(app: Flask, tmp_path: Path) -> None:
    inner, outer = a_board("First look", agreement_id=an_agreement().id), a_board("Open")
    signed_for, plain = an_idea(inner, "The lantern"), an_idea(outer, "The candle")
    head = ["board", "title", "row", "row_at", "row_was", "other_board", "other_title"]
    outward = ["First look", "The lantern", "merge", "2026-01-01T10:00:00Z", "new", "Open", "The candle"]
    inward = ["Open", "The candle", "merge", "2026-01-01T10:00:00Z", "new", "First look", "The lantern"]
    refused = brought_in(tmp_path, "ideas", [head, outward])
    assert counts(refused) == {"refused": 1}
    assert "agreement" in reasons(refused)[0]
    assert idea_now(signed_for).merged_into_id is None
    assert counts(brought_in(tmp_path, "ideas", [head, inward])) == {"created": 1}
    assert idea_now(plain).merged_into_id == signed_for.id


def test_json_comes_back_without_loss_and_nonsense_is_refused(app: Flask, tmp_path: Path) -> None:
    viewer, path = some_ideas(), tmp_path / "ideas.json"
    before, stood = everything(viewer), as_they_stand()
    path.write_text("".join(ideas_json(viewer)), encoding="utf-8")
    forget_everything()
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["ideas", "import-json", str(path), "--dry-run", "--json"])
    assert json.loads(dry.output)["created"] > 17
    assert everything(viewer) == []
    done = runner.invoke(args=["ideas", "import-json", str(path), "--json"])
    assert (done.exit_code, json.loads(done.output)["refused"]) == (0, 0)
    assert everything(viewer) == before
    assert as_they_stand() == stood
    twice = runner.invoke(args=["ideas", "import-json", str(path), "--json"])
    assert (json.loads(twice.output)["created"], json.loads(twice.output)["refused"]) == (0, 0)
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
    assert [reason.partition(" ")[0] for reason in reasons(job)] == ["We", "There's", "There"]
    dark, light = db.session.scalars(select(Idea).order_by(Idea.title))
    assert (dark.status, dark.voters, dark.created_at.year, light.status) == ("shipped", 1, 2024, "new")
    assert db.session.scalars(select(Vote.source)).all() == ["import"]
    assert db.session.scalars(select(StatusMove)).all() == []


def test_who_is_not_known_is_named_and_what_is_too_long_is_refused(app: Flask, tmp_path: Path) -> None:
    a_board("Product")
    staff("product")
    moment, huge = "2024-02-03T10:00:00Z", "=" + "x" * 64 * 1024
    rows = [
        ("board", "title", "suggested_by", "row", "row_person", "row_at", "row_words"),
        ("Product", "One", "", "", "", "", ""),
        ("Product", "Two", "nobody@example.org", "", "", "", ""),
        ("Product", "One", "", "comment", "nobody@example.org", moment, "Said."),
        ("Product", "One", "", "comment", "", moment, huge),
        ("Product", "One", "", "comment", "", "", "When?"),
        ("Product", "One", "", "follower", "nobody@example.org", moment, ""),
        ("Product", "One", "", "rumour", "", moment, "Said."),
        ("Product", "One", "", "comment", "", moment, "Somebody has left."),
        ("Product", huge, "", "", "", "", ""),
    ]
    job = brought_in(tmp_path, "ideas", rows)
    assert counts(job) == {"created": 2, "refused": 7}
    told = " ".join(reasons(job))
    assert told.count("nobody@example.org") == 3
    assert [each.body for each in db.session.scalars(select(IdeaComment))] == ["Somebody has left."]
