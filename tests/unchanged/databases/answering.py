"""Answering a mail of before: over SMTP, to the address that stands in it."""

import smtplib
import time
from collections.abc import Iterator
from email.message import EmailMessage

from sqlalchemy import Connection, Table, Text, literal, select

from .checkouts import DOMAIN, Checkout
from .stores import Store

WORDS = "Written to an address that an older version gave out, number {0}."
MOST = 3
PATIENCE = 60


def unheard(checkout: Checkout, store: Store) -> Iterator[str]:
    """Reply addresses of mails to which an answer goes astray."""
    sent: list[str] = []
    addresses = _addresses(store)
    if not addresses:
        yield "no mail has an address for answers"
    with checkout.receiving() as port:
        for number, (recipient, address) in enumerate(addresses):
            sent.append(WORDS.format(number))
            _send(port, recipient, address, sent[-1])
    checkout.flask("worker", "--once")
    with store.open() as connection:
        tables = [table for table in store.tables().tables.values() if {"topic_id", "body"} <= {*table.c.keys()}]
        yield from (
            f"answer to {to[1]}"
            for to, words in zip(addresses, sent, strict=True)
            if not _stands(connection, tables, words)
        )


def _addresses(store: Store) -> list[tuple[str, str]]:
    """The newest mails' readers, each with the address of an answer in the forum."""
    columns = {"recipient", "reply_to", "subject", "html"}
    mails = next(table for table in store.tables().tables.values() if columns <= {*table.c.keys()})
    about_topics = mails.c.reply_to.like(f"reply+%@{DOMAIN}"), mails.c.text.like("%/community/t/%")
    wanted = select(mails.c.recipient, mails.c.reply_to).where(*about_topics).order_by(mails.c.id.desc()).limit(MOST)
    with store.open() as connection:
        return [(row[0], row[1]) for row in connection.execute(wanted)]


def _send(port: int, sender: str, address: str, words: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, address, "Re: what you wrote"
    mail["Message-ID"] = f"<{abs(hash(words))}@unchanged.example>"
    mail.set_content(words)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
                server.send_message(mail, from_addr=sender, to_addrs=[address])
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _stands(connection: Connection, tables: list[Table], words: str) -> bool:
    bodies = [table.c.body for table in tables if isinstance(table.c.body.type, Text)]
    return any(connection.execute(select(literal(1)).where(body == words)).first() for body in bodies)
