"""The demo told without ids, secrets and anything else that has a right to differ."""

from typing import Any

from sqlalchemy import text

from portal.core.database import db

STORY = {
    "companies": "SELECT name, kind, plan, revenue, renews_on FROM companies ORDER BY name",
    "members": """
        SELECT m.email, c.name, m.stage, m.segment, m.nps, m.incentive, m.joined_at, m.last_act_at, m.last_touch_at
        FROM members m LEFT JOIN companies c ON c.id = m.company_id ORDER BY m.email""",
    "ledger": """
        SELECT a.verb, m.email, u.email, a.occurred_at, a.recorded_at FROM activities a
        LEFT JOIN members m ON m.id = a.member_id LEFT JOIN users u ON u.id = a.actor_user_id ORDER BY a.id""",
    "moves": """
        SELECT m.email, n.sequence, n.from_stage, n.to_stage, n.rule, n.event, n.effective_at, n.moved_at
        FROM nurture_moves n JOIN members m ON m.id = n.member_id ORDER BY m.email, n.sequence""",
    "tasks": """
        SELECT m.email, t.name, t.role, t.status, t.due_on FROM tasks t
        JOIN members m ON m.id = t.member_id ORDER BY m.email, t.due_on, t.name, t.created_at""",
    "feedback": "SELECT text, source, said_at, score FROM feedback ORDER BY said_at, id",
    "tags": """
        SELECT f.text, t.facet, t.name FROM feedback_tags ft JOIN feedback f ON f.id = ft.feedback_id
        JOIN tags t ON t.id = ft.tag_id""",
    "quotes": """
        SELECT t.status, v.text, v.sha256, t.changed_at FROM testimonials t
        JOIN testimonial_versions v ON v.id = t.current_version_id ORDER BY t.id""",
    "cases": "SELECT subject, status, score, due_at, said_at FROM cases ORDER BY id",
    "talk": """
        SELECT t.title, t.kind, t.posts, t.last_post_at, p.number, p.body, p.created_at, u.email FROM forum_posts p
        JOIN forum_topics t ON t.id = p.topic_id LEFT JOIN users u ON u.id = p.author_user_id
        ORDER BY t.id, p.number""",
    "taps": """
        SELECT t.title, r.kind, u.email FROM forum_reactions r JOIN forum_posts p ON p.id = r.post_id
        JOIN forum_topics t ON t.id = p.topic_id JOIN users u ON u.id = r.user_id ORDER BY t.id, r.kind, u.email""",
    "ideas": """
        SELECT i.title, b.name, i.status, i.quarter, i.voters, i.comments, i.followers, i.rank, i.created_at, m.email
        FROM ideas i JOIN boards b ON b.id = i.board_id LEFT JOIN members m ON m.id = i.author_member_id
        ORDER BY i.id""",
    "votes": """
        SELECT i.title, m.email, v.reason, v.source, v.created_at, v.confirmed_at FROM votes v
        JOIN ideas i ON i.id = v.idea_id JOIN members m ON m.id = v.member_id ORDER BY v.id""",
    "told": """
        SELECT i.title, m.email, n.message, n.quoted, n.told_at, n.answer, n.answer_text FROM closing_notes n
        JOIN ideas i ON i.id = n.idea_id JOIN members m ON m.id = n.member_id ORDER BY i.id, m.email""",
    "testers": """
        SELECT b.name, b.status, b.taken, m.email, a.status, a.why, a.told, a.seen_at, a.asked_at
        FROM beta_applicants a JOIN betas b ON b.id = a.beta_id JOIN members m ON m.id = a.member_id
        ORDER BY b.id, m.email""",
    "seats": """
        SELECT b.name, m.email, s.what, s.at FROM beta_seat_changes s JOIN betas b ON b.id = s.beta_id
        JOIN beta_applicants a ON a.id = s.applicant_id JOIN members m ON m.id = a.member_id ORDER BY s.id""",
    "reports": """
        SELECT r.title, r.kind, r.status, r.answer, r.created_at, m.email FROM beta_reports r
        JOIN beta_applicants a ON a.id = r.applicant_id JOIN members m ON m.id = a.member_id ORDER BY r.id""",
    "mails": """
        SELECT recipient, subject, category, created_at, due_at FROM mails
        ORDER BY recipient, created_at, subject""",
}


def story() -> dict[str, list[Any]]:
    """Every table of the story; moments as text without their zone, which is always UTC.

    What one statement writes has no order of its own, so the ledger's lines of one moment are sorted.
    """
    told = {name: [tuple(_plain(value) for value in row) for row in _rows(query)] for name, query in STORY.items()}
    in_moments = sorted(told["ledger"], key=lambda line: (line[-1], line))
    return told | {"tags": sorted(told["tags"]), "companies": sorted(told["companies"]), "ledger": in_moments}


def _rows(query: str) -> list[Any]:
    return list(db.session.execute(text(query)))


def _plain(value: object) -> str:
    moment = str(value).removesuffix("+00:00")
    return moment.removesuffix(".000000")
