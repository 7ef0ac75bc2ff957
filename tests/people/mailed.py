"""The links of emails, as their readers find them."""

import re

from sqlalchemy import select

from portal.core.database import db
from portal.ledger.models import Mail
from tests.letters import texts

PATH = re.compile(r"https://advocates\.northwind\.example(/[\w/-]+/[0-9a-f]{32})(?![\w/-])")


def newest_path(recipient: str, begins: str) -> str:
    """The path of the newest link to that address which begins so, for example with "/sign-in/link/"."""
    found = [path for text in texts(Mail.recipient == recipient) for path in PATH.findall(text)]
    paths = [path for path in found if path.startswith(begins)]
    assert paths, f"nothing to {recipient} leads to {begins}"
    return str(paths[-1])


def number_of_mails() -> int:
    """How many emails there are."""
    number = len(db.session.scalars(select(Mail.id)).all())
    db.session.rollback()
    return number
