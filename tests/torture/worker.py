"""A worker like any other, with one more subscriber: it notes every line it hears and writes a mail about it."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.sql import column, table

from portal.core.database import db
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.outbox.mail import post_mail

HEARD = table("torture_heard", column("activity_id"))


@subscriber("torture", "member.changed")
def hear(lines: Sequence[Activity]) -> None:
    db.session.execute(insert(HEARD), [{"activity_id": line.id} for line in lines])
    for line in lines:
        post_mail(
            key=f"torture:{line.id}",
            recipient=f"member{line.id}@example.org",
            subject=f"Line {line.id}",
            text="Hello",
            html="<p>Hello</p>",
            category="account",
            sender_name="Priya Shah",
        )


if __name__ == "__main__":
    from portal import create_app
    from portal.ledger.worker import run_forever

    with create_app().app_context():
        run_forever()
