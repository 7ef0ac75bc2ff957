"""Mails to a login about what happened: the way out in each, threads that hang together, refusals kept."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import current_app

from portal.access.models import User
from portal.access.readers import marked_for
from portal.core.clock import now
from portal.core.database import insert_or_ignore
from portal.core.mail import render_mail
from portal.core.text import one_line
from portal.ledger.outbox.mail import post_mail
from portal.people.logins import member_of

from ..models import HeldBack
from .preferences import way_out

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")


def post_notice(
    user: User,
    kind: str,
    letter: str,
    values: Mapping[str, object],
    *,
    key: str,
    category: str,
    sender_name: str = "",
    reply_to: str | None = None,
    can_reply: bool = False,
    headers: Mapping[str, str] | None = None,
) -> bool:
    """Put a mail to this login into the outbox; False if one with this key was written before.

    `can_reply`: whether an answer to it is posted here in the reader's name.
    """
    stop_url, ways = way_out(user, kind)
    brand = current_app.config["COMPANY_NAME"]
    mail = render_mail(letter, **values, user=user, member=member_of(user), stop_url=stop_url, can_reply=can_reply)
    return post_mail(
        key=f"{key}>u{user.id}",
        recipient=user.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category=category,
        sender_name=one_line(f"{sender_name} · {brand}" if sender_name else brand)[:120],
        member_id=user.member_id,
        reply_to=reply_to,
        headers={**(headers or {}), **ways},
        due_at=now(),
    )


def note_refusal(user: User, template: str, *, cause_key: str, category: str, reason: str) -> None:
    """Keep why a mail to this login was not written."""
    row = {"member_id": user.member_id, "user_id": user.id, "template": template, "category": category}
    insert_or_ignore(HeldBack, [row | {"cause_key": cause_key, "reason": reason, "at": now()}])


def site_url(path: str, reader: User) -> str:
    """The full address of a page of this site, for use in a mail to this reader: signed out, they find their own
    address filled in. Anything but a plain path leads home.
    """
    plain = path.startswith("/") and not path.startswith("//") and not urlsplit(path).netloc
    return marked_for(reader, f"{current_app.config['BASE_URL']}{path if plain else '/'}")


def message_id(key: str) -> str:
    """The Message-ID of what has this key: always the same, so that mail programs can hang others on it."""
    return f"<{_NOT_IN_AN_ID.sub('-', key)}@{current_app.config['MAIL_FROM'].rpartition('@')[2]}>"


def thread_headers(key: str, thread: str) -> dict[str, str]:
    """The headers of a mail with this key in this thread (empty: it stands alone)."""
    own = {"Message-ID": message_id(key)}
    if not thread or thread == key:
        return own
    root = message_id(thread)
    return own | {"In-Reply-To": root, "References": root}
