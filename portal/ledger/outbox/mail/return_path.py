"""The envelope sender of each mail: an address of its own, so that what comes back says which mail did not arrive.

It carries the mail's number and a signature of it; nobody who has not seen that mail can make one.
"""

from flask import current_app

from portal.core.keys import is_signed, signature

LETTERS = 24


def return_path(mail_id: int) -> str | None:
    """The envelope sender of this mail; None where no mail comes in."""
    domain = current_app.config["MAIL_IN_DOMAIN"]
    return f"bounce+{mail_id}-{signature(_signed(mail_id))[:LETTERS]}@{domain}" if domain else None


def mail_of(token: str) -> int | None:
    """The number of the mail whose envelope sender had this token; None for one that we did not make."""
    number, _, signed = token.partition("-")
    if not number.isdecimal() or len(number) > 10:
        return None
    return int(number) if is_signed(_signed(int(number)), signed, LETTERS) else None


def _signed(mail_id: int) -> str:
    return f"return-path:{mail_id}"
