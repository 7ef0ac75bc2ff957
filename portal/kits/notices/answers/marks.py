"""Why an answer is forwarded and settles nothing: what its reader is told, and how its subject begins."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Mark(NamedTuple):
    """`subject` has %(subject)s; `sentence` is for the colleague who reads the answer."""

    subject: Any
    sentence: Any


MARKS: Mapping[str, Mark] = {
    "foreign": Mark(
        _l("From another address: %(subject)s"),
        _l("It came from another address than the one we know, so it may not be from them. Nothing was settled by it."),
    ),
    "automatic": Mark(
        _l("Automatic reply: %(subject)s"),
        _l("A machine wrote it, such as an out-of-office reply. Nothing was settled by it."),
    ),
    "unverified": Mark(
        _l("Sender not verified: %(subject)s"),
        _l("Our mail server says that it wasn't sent from the address it claims. Ask them before you act on it."),
    ),
    "ended": Mark(
        _l("From a former address: %(subject)s"),
        _l("Their sign-in was closed or their address has changed since our email. Nothing was settled by it."),
    ),
    "unread": Mark(
        _l("Couldn't be read: %(subject)s"),
        _l("We couldn't read this email, so it's attached just as it came. Be careful with it. Nothing was settled."),
    ),
}
