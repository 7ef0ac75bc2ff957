"""Two workers at the same moment: each mail and each digest is written once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.actions.taking import take_mails_in
from portal.kits.notices.incoming.keeping import keep_mail
from portal.kits.notices.replies import reply_handler
from portal.ledger.models import Mail
from tests.kits.notices.post import DOMAIN, a_reply, address_for
from tests.kits.notices.things import a_reader, a_thing, told

TUESDAY = datetime(2026, 3, 10, 11, tzinfo=UTC)


def together(app: Flask, step: Callable[[], int], moment: datetime, workers: int = 3) -> None:
    """Let several workers do `step` until nothing is due."""
    barrier, failed = threading.Barrier(workers), []

    def work() -> None:
        try:
            with app.app_context(), at(moment):
                barrier.wait(60)
                while step():
                    pass
                db.session.remove()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []


def mails() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Mail)) or 0


def test_a_mail_at_once_is_written_once(app: Flask, things: None) -> None:
    readers = [a_reader(f"Reader {number}") for number in range(30)]
    with at(TUESDAY):
        told("reply", readers, a_thing())
    db.session.rollback()
    together(app, write_due_mails, TUESDAY + timedelta(minutes=4))
    assert mails() == 30


def test_a_digest_is_written_once(app: Flask, things: None) -> None:
    readers = [a_reader(f"Reader {number}", time_zone="Europe/London") for number in range(25)]
    with at(TUESDAY - timedelta(days=5)):
        while plan_digests():
            pass
        told("news", readers, a_thing())
    db.session.rollback()
    together(app, write_due_digests, TUESDAY)
    assert mails() == 25


def test_everybody_is_planned_once(app: Flask) -> None:
    for number in range(10):
        a_reader(f"Reader {number}")
    db.session.rollback()
    together(app, plan_digests, TUESDAY)
    with at(TUESDAY):
        assert plan_digests() == 0


def test_an_answer_is_posted_once(app: Flask, things: None) -> None:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    posted: list[str] = []
    reply_handler("thing")(lambda _user, _id, text, _message_id: posted.append(text))
    reader, thing = a_reader(), a_thing()
    for number in range(12):
        mail = a_reply(reader.email, f"Number {number}", message_id=f"<{number}@orbit.example>")
        with at(TUESDAY):
            keep_mail(mail.as_bytes(), reader.email, [address_for(reader, thing)])
    with transaction():
        pass
    together(app, take_mails_in, TUESDAY)
    assert sorted(posted) == sorted(f"Number {number}" for number in range(12))
