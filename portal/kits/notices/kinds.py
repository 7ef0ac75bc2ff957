"""The catalogue of notices: what people are told of, and how, unless they wish otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from portal.core.registry import Registry
from portal.core.slots import Mark
from portal.people.viewer import Viewer

from .letters import CATEGORIES, OPTIONAL

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
    mark: Mark = ""
    """ "ask" or "invite" for what reaches only those who may be asked: in the inbox as by mail."""
    default_mail: MailPreference = "digest"
    staff_mail: MailPreference | None = None
    """How colleagues get it by default, where members do otherwise: at once comes what one of them must act on."""
    pressing: bool = False
    """Whether it has a day by which the reader must have answered: then it waits for no digest."""
    conversation: str = ""
    """Kinds of one name tell of one conversation where their groups end alike: "forum.answer:5", "forum.post:5"."""
    mailed_each: bool = False
    """Whether each is mailed by itself, though many stand in one line: things of one place, not one conversation."""
    letter: str = "notices/mail/notice.txt"
    concerns: Callable[[Viewer], bool] = field(default=lambda _viewer: True)
    """Who is offered the choice: what only some colleagues are told of is nobody else's business."""

    def mail_for(self, *, is_staff: bool) -> MailPreference:
        """How it is mailed to somebody who chose nothing."""
        return self.staff_mail or self.default_mail if is_staff else self.default_mail


DIGEST = "digest"
"""The name under which the digest itself is preferred or not; no kind may have it."""
KINDS: Registry[NoticeKind] = Registry("add_notice_kind")


def add_notice_kind(kind: NoticeKind) -> NoticeKind:
    """Put a kind into the catalogue; the same name again replaces it. Raises ValueError for nonsense."""
    if not 0 < len(kind.name) <= LONGEST_NAME or kind.name == DIGEST:
        raise ValueError(f"{kind.name} is not a name of at most {LONGEST_NAME} characters")
    if kind.category not in CATEGORIES:
        raise ValueError(f"{kind.name} has no category like {kind.category}")
    if (kind.category in OPTIONAL) != bool(kind.mark):
        raise ValueError(f"{kind.name} asks or invites, or it is no {kind.category}: mark and category go together")
    for preference in (kind.default_mail, kind.staff_mail or kind.default_mail):
        if preference not in MAIL_PREFERENCES:
            raise ValueError(f"{kind.name} cannot be mailed like {preference}")
    return KINDS.add(kind.name, kind)


def kinds_for(viewer: Viewer) -> tuple[str, ...]:
    """The kinds that this viewer's inbox shows now: without those that ask or invite while nothing may be asked."""
    return tuple(name for name, kind in KINDS.items() if not kind.mark or viewer.may_be_asked)
