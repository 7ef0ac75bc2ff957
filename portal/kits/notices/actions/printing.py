"""The links of a mail that is not sent, for whoever runs the machine: made now, printed once."""

from flask_babel import gettext as _

from portal.access.links import printed_links
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.mail import sends_mail
from portal.ledger.ledger import record
from portal.ledger.models import Mail
from portal.people.models import Member

from ..verbs import MAIL_LINKS_PRINTED


def print_links(mail_id: int) -> list[str]:
    """The addresses in this mail that lead to somebody's own page, with new tokens; those printed before end.

    Raises Refused for a mail that is sent, and for one without a link that still works.
    """
    mail = db.session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise Refused(_("There is no email with the number %(id)s.", id=mail_id))
    if mail.state != "kept" and not _will_be_kept(mail):
        raise Refused(_("This email wasn't kept: it's on its way to its recipient, or has been sent."))
    addresses = printed_links(mail)
    if not addresses:
        raise Refused(_("This email has no link that still works. Send a new one."))
    record(MAIL_LINKS_PRINTED, member=db.session.get(Member, mail.member_id) if mail.member_id else None)
    return addresses


def _will_be_kept(mail: Mail) -> bool:
    """Whether the worker has yet to see a mail of a site that sends none."""
    return mail.state == "waiting" and not sends_mail()
