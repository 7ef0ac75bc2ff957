"""The links of a mail that was only kept, for whoever runs the machine: made now, printed once."""

import re

from flask_babel import gettext as _

from portal.access.links import PLACEHOLDER, links_in, renew_token, still_good
from portal.core.database import db
from portal.core.errors import Refused
from portal.ledger.ledger import record
from portal.ledger.models import Mail
from portal.people.models import Member

from ..verbs import MAIL_LINKS_PRINTED

_URL = re.compile(r"https?://\S+")


def print_links(mail_id: int) -> list[str]:
    """The addresses in this mail that lead to somebody's own page, with new tokens; those printed before end.

    Raises Refused for a mail that was not kept, and for one without a link that still works.
    """
    mail = db.session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise Refused(_("There is no email with the number %(id)s.", id=mail_id))
    if mail.state != "kept":
        raise Refused(_("This email wasn't kept: it's on its way to its recipient, or has been sent."))
    tokens = {str(link.placeholder): renew_token(link) for link in links_in(mail) if still_good(link)}
    addresses = dict.fromkeys(url for url in _URL.findall(mail.text) if set(PLACEHOLDER.findall(url)) & set(tokens))
    if not addresses:
        raise Refused(_("This email has no link that still works. Send a new one."))
    record(MAIL_LINKS_PRINTED, member=db.session.get(Member, mail.member_id) if mail.member_id else None)
    return [PLACEHOLDER.sub(lambda found: tokens.get(found[0], found[0]), url) for url in addresses]
