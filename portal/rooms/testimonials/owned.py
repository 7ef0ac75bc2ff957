"""What colleagues own here: quotes that they asked for, until there is an answer."""

from flask_babel import lazy_gettext as _l

from portal.access.owned import add_owned_work

from .models import ApprovalRequest

add_owned_work(
    "quote",
    _l("Quotes that wait for the customer"),
    ApprovalRequest.asked_by_id,
    needs="quotes.edit",
    waits=ApprovalRequest.answered_at.is_(None),
)
