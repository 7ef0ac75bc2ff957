"""A form for words of one's own that are kept as a draft while they are typed, and when they could not be sent."""

from typing import Protocol

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.access.models import User
from portal.core.database import transaction
from portal.core.errors import DomainError
from portal.core.forms import Form, LongTextField, OnceForm
from portal.core.inputs import number_in

from .actions import save_draft


class Kept(Protocol):
    """A draft, or a row of a page that shows one."""

    @property
    def sequence(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...


class LongDraftForm(Form):
    """A draft that was too long to be kept, to be shortened."""

    title = HiddenField()
    sequence = HiddenField()
    body = LongTextField(_l("Your words"))


class DraftForm(OnceForm):
    """`sequence` is that of the draft that the words go on from; a form with a title keeps that, too."""

    body: LongTextField
    sequence = HiddenField(default="0")

    @property
    def draft_sequence(self) -> int:
        """0 for no draft."""
        return number_in(self.sequence.data) or 0

    def take_up(self, draft: Kept | None) -> None:
        """Put the words of a draft in the place of what stood there."""
        if draft is None:
            return
        self.sequence.data = str(draft.sequence)
        self.body.data = draft.body
        if "title" in self and draft.title:
            self["title"].data = draft.title

    def keep(self, user: User, place: str) -> None:
        """Keep as a draft what could not be sent; where another tab has newer words, those stay."""
        title = self["title"].data if "title" in self else ""
        try:
            with transaction():
                saved = save_draft(user, place, title or "", self.body.data or "", self.draft_sequence)
        except DomainError:
            return
        self.sequence.data = str(saved.sequence)
