"""Where the answer to an email in a colleague's name goes: to them, to who stands in for them, or to an address that
takes it in."""

from collections.abc import Callable

from portal.access.models import User
from portal.core.database import db
from portal.core.registry import Registry, full_name

from .absences import stand_in
from .models import Member

Give = Callable[[User | None, Member, str], str | None]
_givers: Registry[Give] = Registry("answer_address")


def answer_address(give: Give) -> Give:
    """Register what makes an address for the answer to one email: give(colleague, member, key of the email).

    None where no email comes in. It runs in the transaction that writes the email.
    """
    return _givers.add(full_name(give), give)


def reply_to(writer: User | None, member: Member, key: str) -> str | None:
    """The Reply-To of an email with this key to a member; the writer is None where it is in nobody's name."""
    given = (give(writer, member, key) for give in list(_givers.values()))
    return next((address for address in given if address), None) or own_address(writer)


def own_address(writer: User | None) -> str | None:
    """Where they are reached themselves; while they are away, whoever stands in."""
    if writer is None:
        return None
    deputy = db.session.get(User, stand_in(writer.id))
    return (deputy or writer).email
