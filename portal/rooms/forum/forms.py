"""What people type in the forum: beginnings, answers, edits, flags, and what categories and agreements are."""

import re
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import to_utc
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.core.clock import now
from portal.core.errors import Refused
from portal.core.filters import today
from portal.core.forms import Checkboxes, Form, LineField, LongTextField, NumberField
from portal.core.inputs import number_in
from portal.core.markdown import MAX_BYTES
from portal.core.text import one_line
from portal.kits.admission.forms import AudienceField, SpaceForm
from portal.kits.admission.spaces import MAX_NAME_CHARS
from portal.kits.writing.forms import DraftForm
from portal.people.viewer import Viewer

from .actions.topics import MAX_OPTIONS, Beginning
from .labels import KIND_LABELS, REASON_LABELS
from .models.topics import KINDS, STAFF_KINDS
from .writing import Composed

ICONS = {
    "messages": _l("messages"),
    "bulb": _l("bulb"),
    "rocket": _l("rocket"),
    "message-circle-question": _l("message circle question"),
    "message-circle-heart": _l("message circle heart"),
    "speakerphone": _l("speakerphone"),
    "school": _l("school"),
    "tools": _l("tools"),
    "plug-connected": _l("plug connected"),
    "shield-lock": _l("shield lock"),
    "lifebuoy": _l("lifebuoy"),
    "users-group": _l("users group"),
    "globe": _l("globe"),
    "building-community": _l("building community"),
    "star": _l("star"),
}
"""The drawings that a category can have, and what each is called."""


class WritingForm(DraftForm):
    """Words of one's own. The nonce makes of the same form sent twice one post."""

    body = LongTextField(_l("Your words"), [DataRequired(_l("Write a sentence; one is enough."))], most=MAX_BYTES)
    picture = FileField(_l("Add a picture"))

    def put_in(self, address: str) -> None:
        """Put a picture below what was typed, and show the form again: nothing was sent."""
        typed = (self.body.data or "").rstrip()
        self.body.data = f"{typed}\n\n![]({address})\n" if typed else f"![]({address})\n"
        self.shown_again = True

    def begin_anew(self) -> None:
        """Ask for it again, with a nonce of its own: the one that it came with belongs to something else."""
        self.renew()
        self.refuse(Refused(_("Please send it once more.")))


class ReplyForm(WritingForm):
    """An answer; `reply_to` is the number of the post that it answers."""

    reply_to = HiddenField()

    @property
    def answers(self) -> int | None:
        return number_in(self.reply_to.data)


class EditForm(WritingForm):
    """Other words for a post. `edits` says how often it had been edited when this began."""

    edits = NumberField(widget=HiddenInput(), validators=[Optional()])


class EditFirstForm(EditForm):
    """The first post has the topic's title."""

    title = LineField(_l("Title"), [DataRequired(_l("Give it a title that tells others what it is about."))])


class BeginForm(WritingForm):
    """A new topic. What a kind does not have is not looked at."""

    title = LineField(_l("Title"), [DataRequired(_l("Give it a title that tells others what it is about."))])
    kind = RadioField(_l("What is it?"), default="discussion")
    options = LongTextField(
        _l("Answers to choose from"), most=3_000, description=_l("One on each line; two to twelve of them.")
    )
    many_choices = BooleanField(_l("Several answers may be chosen"))
    closes_on = DateField(_l("Last day"), [Optional()], description=_l("Empty: it stays open."))
    wants_receipt = BooleanField(_l("Ask readers to say that they have read it"))

    def offer(self, viewer: Viewer) -> None:
        """Let the kinds be chosen that the viewer may begin."""
        kinds = [kind for kind in KINDS if kind not in STAFF_KINDS or viewer.may("forum.write")]
        self.kind.choices = [(kind, KIND_LABELS[kind].label) for kind in kinds]

    def validate_options(self, _field: LongTextField) -> None:
        if self.kind.data != "poll":
            return
        if not 2 <= len(self.answers) <= MAX_OPTIONS:
            raise ValidationError(_("A poll needs two to %(most)s different answers.", most=MAX_OPTIONS))
        if any(len(answer) > 160 for answer in self.answers):
            raise ValidationError(_("Keep each answer under 160 characters."))

    def validate_closes_on(self, field: DateField) -> None:
        if self.closes and field.data and field.data < today():
            raise ValidationError(_("This day has passed. Choose a later one."))

    @property
    def answers(self) -> list[str]:
        """The answers of a poll as typed, each once."""
        lines = (one_line(line) for line in (self.options.data or "").split("\n"))
        return list(dict.fromkeys(filter(None, lines)))

    @property
    def closes(self) -> bool:
        return bool(self.closes_on.data) and self.kind.data in {"poll", "company_question"}

    def beginning(self, text: Composed) -> Beginning:
        """What the form begins."""
        return Beginning(
            title=self.title.data or "",
            text=text,
            kind=self.kind.data,
            options=self.answers,
            many_choices=bool(self.many_choices.data),
            closes_at=_end_of(self.closes_on.data) if self.closes else None,
            wants_receipt=bool(self.wants_receipt.data),
            source_key=self.source_key,
        )


class FlagForm(Form):
    """What is wrong with a post."""

    reason = RadioField(
        _l("What's wrong with it?"),
        [DataRequired(_l("Say what is wrong with it."))],
        choices=lambda: list(REASON_LABELS.items()),
    )
    text = LongTextField(_l("In your words"), most=2_000)

    def validate_text(self, field: LongTextField) -> None:
        if self.reason.data == "other" and not field.data:
            raise ValidationError(_("Say in a sentence what is wrong with it."))


class DecisionForm(Form):
    """What becomes of a flagged post, decided on the version that was looked at."""

    decision = HiddenField(_l("Decision"), validators=[DataRequired()])
    version = NumberField(_l("Version"), widget=HiddenInput(), validators=[DataRequired()])
    note = LongTextField(_l("Message to the author"), most=2_000)


class MoveForm(Form):
    """Where a topic goes."""

    category = SelectField(_l("Category"), coerce=int)


class SplitForm(Form):
    """Which posts become a topic of their own, and what it is called."""

    title = LineField(_l("Title of the new topic"), [DataRequired(_l("Enter a title for the new topic."))])
    posts = Checkboxes(
        _l("Posts"), [DataRequired(_l("Choose the posts that become a topic of their own."))], coerce=int
    )


class MergeForm(Form):
    """The topic whose posts these will follow, by its address or its number."""

    into = LineField(_l("The other topic"), [DataRequired(_l("Paste the address of the other topic."))], most=300)

    @property
    def topic_id(self) -> int | None:
        match = re.search(r"(?:^|/t/)(\d{1,9})(?:[/#?].*)?$", self.into.data or "")
        return int(match[1]) if match else None


class CategoryForm(SpaceForm):
    """What a category is, and whom it is for. Lists are of companies and countries, never of score or stage."""

    name = LineField(_l("Name"), [DataRequired(_l("Enter a name for the category."))], most=MAX_NAME_CHARS)
    icon = SelectField(_l("Picture"), choices=lambda: list(ICONS.items()))
    guides = BooleanField(_l("Guides: written by us, read from the first to the last"))
    members_reply = BooleanField(_l("Members can reply"))
    members_create = BooleanField(_l("Members can start topics"))
    reply = AudienceField(_l("Who can reply"))
    create = AudienceField(_l("Who can start topics"))


def _end_of(day: Any) -> datetime:
    """The last moment of a day where the reader is."""
    ends: datetime = to_utc(datetime.combine(day, time(23, 59, 59)))
    return ends.replace(tzinfo=now().tzinfo)
