"""What happens to addresses, and to mails that were kept."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_

ADDRESS_SUPPRESSED = add_verb("address.suppressed", _l("Emails to the address are blocked"), facts={"reason": str})
ADDRESS_LIFTED = add_verb("address.lifted", _l("Emails go to the address again"))
MAIL_LINKS_PRINTED = add_verb("mail.links_printed", _l("Links of an email printed on the command line"), "key")
FACT_LABELS = (
    N_("bounced"),
    N_("complained"),
)
"""How a timeline tells why mails are kept back."""
