"""Whose link opens a question: the customer's own, or that of somebody whom they asked to agree."""

from typing import NamedTuple

from flask import abort
from flask import request as http
from flask_babel import gettext as _

from portal.access.links import find_link
from portal.access.models import Link
from portal.core.clock import now
from portal.core.database import db
from portal.people.queries.addresses import why_fallen

from ..actions import AnsweredAlready
from ..actions.delegating import DELEGATE, asked_now, has_ended
from ..models import ApprovalRequest, Delegate
from ..picture_rules import takes
from ..queries import open_question

ENDED = "ended"
LOST = "lost"
"""Their address is another one, and nothing was asked there: they may be asked for nothing now."""


class Asked(NamedTuple):
    """What a link asks, of whom, and why it answers nothing any more while nothing was answered: a newer one counts."""

    request: ApprovalRequest
    link: Link
    sent_for: int
    """The question that the link was sent for."""
    fallen: str | None
    delegate: Delegate | None = None

    def is_seen(self) -> bool:
        """Whether this answers the question that was on the page, not one that was sent since. Pages that name none
        are of before links led on: they showed their own."""
        return (http.form.get("question") or str(self.sent_for)) == str(self.request.id)


def asked_by(token: str) -> Asked:
    """The question of a link, or one that was sent since to the same person and is open. The customer's link stays good
    after the answer, so that it can be taken back."""
    return _asked_of_author(token) or _asked_of_delegate(token)


def link_takes_picture() -> bool:
    """Whether the link in this request's address is a customer's that stands, and a picture of this kind goes with
    their answer."""
    values = http.view_args or {}
    asked = _asked_of_author(values.get("token", ""))
    return asked is not None and not asked.fallen and takes(asked.request, values.get("kind", ""))


def of_customer(token: str) -> Asked:
    """The same for what only the customer may do: to everybody else there is nothing."""
    asked = asked_by(token)
    return abort(404) if asked.delegate is not None else asked


def answerable(token: str) -> ApprovalRequest:
    """The question as it is when the answer is taken, with who gives it."""
    asked = asked_by(token)
    if asked.fallen:
        abort(410)
    if not asked.is_seen():
        raise AnsweredAlready(_("The text has changed since you opened this page."))
    if asked.delegate is not None:
        asked.delegate.answered_at = now()
    return asked.request


def evidence_of(asked: Asked) -> str:
    """Who said yes, and how, as the permission keeps it."""
    facts = {"moment": now().isoformat(timespec="seconds"), "address": http.remote_addr}
    if asked.delegate is None:
        return str(_("Approved by the link in the email, %(moment)s, from %(address)s", **facts))
    facts |= {"author": asked.request.version.testimonial.author.name, "who": asked.delegate.label}
    if asked.delegate.email:
        return str(
            _(
                "Approved by %(who)s, whom %(author)s had asked to agree, by the link in the email to that address, "
                "%(moment)s, from %(address)s",
                **facts,
            )
        )
    return str(
        _(
            "Approved by somebody who gave their name as %(who)s, by a link that %(author)s had passed on, %(moment)s, "
            "from %(address)s",
            **facts,
        )
    )


def _asked_of_author(token: str) -> Asked | None:
    link = find_link("quote", token)
    asked = db.session.get(ApprovalRequest, link.subject_id) if link else None
    if link is None or asked is None:
        return None
    if asked.answered_at:
        asked = open_question(asked.version.testimonial_id, link.recipient) or asked
    return Asked(asked, link, link.subject_id, None if asked.answered_at else _why_fallen(asked, link))


def _why_fallen(asked: ApprovalRequest, link: Link) -> str | None:
    author = asked.version.testimonial.author
    why = why_fallen(author, link)
    asked_there = asked.link is not None and why_fallen(author, asked.link) is None
    return LOST if why == "moved" and not asked_there else why


def _asked_of_delegate(token: str) -> Asked:
    link = find_link(DELEGATE, token) or abort(404)
    named = db.session.get(Delegate, link.subject_id) or abort(404)
    delegate = asked_now(named)
    return Asked(delegate.request, link, named.request_id, ENDED if has_ended(delegate) else None, delegate)
