"""Who takes answers that come in by mail: features register a handler for each kind of thing."""

from collections.abc import Callable

from portal.access.models import User
from portal.core.registry import Registry

Take = Callable[[User, int, str, str], object]
HANDLERS: Registry[Take] = Registry("reply_handler")
LONGEST_KIND = 14


def reply_handler(about_kind: str) -> Callable[[Take], Take]:
    """Register what takes an answer to a thing of this kind: handler(user, about_id, text, message_id).

    It runs inside a transaction and is never called twice for the same mail. Whether the user may (still) answer is
    for the handler to judge: a DomainError goes back to the sender in its own words.
    """
    if len(about_kind) > LONGEST_KIND:
        raise ValueError(f"{about_kind} is longer than {LONGEST_KIND} characters")

    def register(take: Take) -> Take:
        return HANDLERS.add(about_kind, take)

    return register
