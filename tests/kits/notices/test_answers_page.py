"""What members wrote back, on their page."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import transaction
from portal.kits.notices.models import Answer
from portal.people.models import Member
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.notices.answering import a_letter, an_answer, hand_in, work
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.one_database


def written_back(port: int, mei: Member, texts: list[str]) -> None:
    priya = staff("success", name="Priya Shah")
    address = a_letter(mei, priya)
    for number, text in enumerate(texts):
        hand_in(port, an_answer(mei.email, text, f"<{number}@x>"), address)
    hand_in(port, an_answer("mei@home.example", "Not from me."), address)
    work()


def test_a_colleague_reads_what_they_wrote_and_to_whom(app: Flask, port: int) -> None:
    mei = a_member("Mei Tanaka")
    written_back(port, mei, ["<b>Thank you</b>\n\nand goodbye."])
    page = signed_in(app, staff("success")).get(f"/people/{mei.id}").text
    for told in ("What they wrote back", "&lt;b&gt;Thank you&lt;/b&gt;", "forwarded to Priya Shah", "Wrote back"):
        assert told in page
    assert "with an attachment" in page
    assert "Not from me." not in page
    assert page.count("Re: Thank you, Mei") == 1, "what went to a colleague is nothing that we sent them"


def test_nobody_else_reads_it(app: Flask, port: int) -> None:
    mei = a_member("Mei Tanaka", joined_at=None)
    written_back(port, mei, ["Between us."])
    for user in (a_user(mei), a_user(a_member("Ben Okri")), staff("moderator")):
        answer = signed_in(app, user).get(f"/people/{mei.id}")
        assert "Between us." not in answer.text
    for address in ("/admin/mails", "/admin/mails/1", "/admin/mails/2"):
        assert "Between us." not in signed_in(app, staff("admin")).get(address).text


def test_more_answers_are_no_more_questions_to_the_database(app: Flask, port: int) -> None:
    mei = a_member("Mei Tanaka")
    written_back(port, mei, ["One."])
    columns = [column.key for column in Answer.__mapper__.column_attrs if column.key != "id"]

    def more(number: int) -> None:
        to = staff("success", name=f"Colleague {number}")
        with transaction() as session:
            own = session.scalars(select(Answer).where(Answer.mark == "").limit(1)).one()
            values = {name: getattr(own, name) for name in columns}
            session.add(Answer(**values | {"name": f"another {number}", "to_user_id": to.id}))

    client = signed_in(app, staff("success"))
    assert_queries_do_not_grow(app, client, f"/people/{mei.id}", more, few=2, full=8)
