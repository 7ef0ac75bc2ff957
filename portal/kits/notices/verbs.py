"""What happens to addresses, to mails that were kept, and what members write back."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_


def _always(_facts: Mapping[str, Any]) -> bool:
    return True


MAIL_ANSWERED = add_verb("mail.answered", _l("Wrote back"), "mail-opened", "info", heard=_always)
"""A member answered an email in a colleague's name, from the address that we know. It is about the answer."""
ADDRESS_SUPPRESSED = add_verb("address.suppressed", _l("Emails to the address are blocked"), facts={"reason": str})
ADDRESS_LIFTED = add_verb("address.lifted", _l("Emails go to the address again"))
MAIL_LINKS_PRINTED = add_verb("mail.links_printed", _l("Links of an email printed on the command line"), "key")
FACT_LABELS = (
    N_("bounced"),
    N_("complained"),
)
"""How a timeline tells why mails are kept back."""
