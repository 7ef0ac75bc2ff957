import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions import send_message
from portal.kits.notices.contact_policy import Limits
from portal.ledger.models import Mail
from portal.people.models import Member
from tests.actors import a_member
from workflows.durations import parse_rate


def test_workers_that_write_at_the_same_moment_share_one_budget(app: Flask) -> None:
    member_id = a_member(joined_at=now() - timedelta(days=9)).id
    db.session.rollback()
    together, posted = threading.Barrier(6), []
    one = Limits(messages=parse_rate("1/7d"))

    def write(number: int) -> None:
        with app.app_context():
            together.wait(60)
            with transaction() as session:
                member = session.get_one(Member, member_id)
                posted.append(send_message(member, "thinking_of_you", cause_key=f"w:{number}", limits=one).posted)

    workers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(posted) == [False] * 5 + [True]
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 1
