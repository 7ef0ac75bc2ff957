"""The catalogue of notices: what people are told of, and how, unless they wish otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from portal.core.registry import Registry
from portal.people.viewer import Viewer

from .letters import CATEGORIES

MailPreference = Literal["at_once", "digest", "off"]
MAIL_PREFERENCES: tuple[MailPreference, ...] = ("at_once", "digest", "off")
LONGEST_NAME = 30


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice.

    `line` is a sentence with %(who)s ("Mei Tanaka and 3 others") and, if it likes, %(count)s.
    `letter` is the template of its mail; it knows what notices/mail/notice.txt knows.
    """

    name: str
    label: Any
    """What the reader chooses on the page of their preferences: "Replies to what I follow"."""
    description: Any
    icon: str
    line: Any
    category: str = "service"
    default_mail: MailPreference = "digest"
    letter: str = "notices/mail/notice.txt"
    concerns: Callable[[Viewer], bool] = field(default=lambda _viewer: True)
    """Who is offered the choice: what only some colleagues are told of is nobody else's business."""


DIGEST = "digest"
"""The name under which the digest itself is preferred or not; no kind may have it."""
KINDS: Registry[NoticeKind] = Registry("add_notice_kind")


def add_notice_kind(kind: NoticeKind) -> NoticeKind:
    """Put a kind into the catalogue; the same name again replaces it. Raises ValueError for nonsense."""
    if not 0 < len(kind.name) <= LONGEST_NAME or kind.name == DIGEST:
        raise ValueError(f"{kind.name} is not a name of at most {LONGEST_NAME} characters")
    if kind.category not in CATEGORIES:
        raise ValueError(f"{kind.name} has no category like {kind.category}")
    if kind.default_mail not in MAIL_PREFERENCES:
        raise ValueError(f"{kind.name} cannot be mailed like {kind.default_mail}")
    return KINDS.add(kind.name, kind)
