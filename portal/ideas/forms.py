"""What people type about ideas: suggestions, reasons, comments; what product decides, and what boards are."""

import re
from secrets import token_hex
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from ..core.errors import DomainError
from ..core.forms import Form, LineField, WordsField
from ..core.text import fold
from ..feedback.forms import one_member
from ..members.models import Member
from ..writing.models import Draft
from .actions import ideas, talk, votes
from .actions.boards import MOST_BUDGET, MOST_HOURS
from .actions.moves import MOST_WORDS
from .models.closing import ANSWERS
from .models.votes import SOURCES
from .notices import ANSWER_WORDS
from .words import SOURCE_WORDS, STEP_WORDS

NONCE = re.compile(r"[0-9a-f]{32}")
TONES = ("brand", "blue", "teal", "green", "orange", "pink", "purple", "yellow")
ICONS = ("bulb", "rocket", "tools", "plug-connected", "shield-lock", "flask", "puzzle", "sparkles", "device-mobile")
WORK = _l("Write a sentence; one is enough.")


class ActForm(Form):
    """A form whose act can be refused: what stands against it is shown above what was typed."""

    refusal: DomainError | None = None
    shown_again = False
    """With something to look at first: nothing is wrong, and nothing was sent."""

    def refuse(self, refusal: DomainError) -> None:
        """Show the form again with what stands against it."""
        self.refusal = refusal
        self.form_errors.append(refusal.message)

    @property
    def status(self) -> int:
        if self.refusal:
            return int(self.refusal.status)
        return 422 if self.shown_again else super().status


class OnceForm(ActForm):
    """A form that is taken once, however often it is sent."""

    nonce = HiddenField(default=lambda: token_hex(16))

    @property
    def source_key(self) -> str | None:
        """What a row made of this form is known by; None for a form that was made by hand."""
        return f"form:{self.nonce.data}" if NONCE.fullmatch(self.nonce.data or "") else None


class IdeaForm(OnceForm):
    """Something that somebody would like to have. `looked`: the title for which similar ideas were shown."""

    title = LineField(
        _l("What would you like to have?"),
        [DataRequired(_l("Give it a title that tells others what you would like to have."))],
        most=ideas.MOST_TITLE,
    )
    body = WordsField(
        _l("What do you do today instead?"),
        most=ideas.MOST_WORDS,
        description=_l("What you worked around, and how often. A few sentences help us most."),
    )
    looked = HiddenField()

    @property
    def has_looked(self) -> bool:
        """Whether they have seen what is like it."""
        return fold(self.looked.data or "") == fold(self.title.data or "")


class ReasonForm(ActForm):
    """Why it matters."""

    reason = WordsField(
        _l("Why does this matter to you?"),
        most=votes.MOST_WORDS,
        description=_l("One sentence. Our product people read it, and when it ships we write to you about it."),
    )


class CommentForm(OnceForm):
    """A few words under an idea."""

    body = WordsField(_l("Your words"), [DataRequired(WORK)], most=talk.MOST_WORDS)
    internal = BooleanField(_l("A note for colleagues: members do not see it"))
    sequence = HiddenField(default="0")

    @property
    def draft_sequence(self) -> int:
        """The sequence of the draft that these words go on from; 0 for none."""
        typed = self.sequence.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    def take_up(self, draft: Draft | None, *, may_note: bool = False) -> None:
        """Go on with what was begun. A draft does not know whether it was a note, so a colleague's comes back as one:
        what was meant for colleagues alone is never sent to everybody by forgetting to say so."""
        if draft is not None:
            self.sequence.data, self.body.data = str(draft.sequence), draft.body
            self.internal.data = may_note


class AnswerForm(ActForm):
    """Does it fix it?"""

    answer = RadioField(
        _l("Does it fix it?"),
        [DataRequired(_l("Choose one of the answers."))],
        choices=lambda: [(answer, ANSWER_WORDS[answer]) for answer in ANSWERS],
    )
    words = WordsField(_l("What is missing, or what is it like now?"), most=MOST_WORDS)


class MoveForm(ActForm):
    """What becomes of an idea, decided on the version that was looked at."""

    step = RadioField(_l("What becomes of it?"), [DataRequired(_l("Choose one of the options."))])
    message = WordsField(
        _l("What everybody reads"),
        most=MOST_WORDS,
        description=_l("In plain words. When it ships: what is there now."),
    )
    reason = WordsField(
        _l("Why"), most=MOST_WORDS, description=_l("Kept with the decision. When you decline, members read it too.")
    )
    reopens_when = WordsField(_l("What would make us look again"), most=MOST_WORDS)
    version = IntegerField(widget=HiddenInput(), validators=[DataRequired()])

    def offer(self, steps: list[str]) -> None:
        """Let those steps be chosen that lead on from where it stands."""
        self.step.choices = [(step, STEP_WORDS[step]) for step in steps]


class PlanForm(Form):
    """For when it is planned."""

    quarter = SelectField(_l("Planned for"))


class BehalfForm(ActForm):
    """A vote for a customer who said that they want it."""

    who = LineField(
        _l("Who wants it"),
        [DataRequired(_l("Write a name or an address."))],
        description=_l("A name, the beginning of one, or an address."),
    )
    source = SelectField(
        _l("Where you heard it"),
        choices=lambda: [(source, SOURCE_WORDS[source]) for source in SOURCES if source not in {"portal", "import"}],
    )
    reason = WordsField(_l("Why, in their words"), most=votes.MOST_WORDS)

    member: Member | None = None

    def validate_who(self, field: LineField) -> None:
        self.member = one_member(field.data or "")


class MergeForm(ActForm):
    """The idea of which this one becomes part, by its address or number."""

    into = LineField(_l("The other idea"), [DataRequired(_l("Paste the address of the other idea."))], most=300)

    @property
    def idea_id(self) -> int | None:
        found = re.search(r"(?:^|/ideas/)(\d{1,9})(?:[/#?].*)?$", self.into.data or "")
        return int(found[1]) if found else None

    def validate_into(self, _field: LineField) -> None:
        if self.idea_id is None:
            raise ValidationError(_("Paste the address of the other idea."))


class TellForm(ActForm):
    """What a person of ours writes to everybody who wanted it."""

    words = WordsField(
        _l("Your words to them"),
        [DataRequired(_l("Write to them in your own words, even if it is one sentence."))],
        most=MOST_WORDS,
        description=_l("Each of them reads this with their own reason below it, and is asked whether it fixes it."),
    )


class ViewForm(Form):
    """The name of a view that one wants to see again."""

    name = LineField(_l("Name of this view"), [DataRequired(_l("Give the view a name."))], most=80)


class Checkboxes(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BoardForm(Form):
    """What a board is, and whom it is for. Lists are of companies and countries, never of score or stage."""

    name = LineField(_l("Name"), [DataRequired(_l("Give the board a name."))], most=80)
    description = WordsField(_l("What belongs here"), [Length(max=500)], most=500)
    tone = SelectField(_l("Colour"), choices=lambda: [(tone, _tone_words()[tone]) for tone in TONES])
    icon = SelectField(_l("Picture"), choices=lambda: [(icon, icon.replace("-", " ")) for icon in ICONS])
    members_create = BooleanField(_l("Members may suggest"))
    members_vote = BooleanField(_l("Members may vote"))
    members_comment = BooleanField(_l("Members may comment"))
    agreement = SelectField(_l("Agreement that is signed first"), coerce=int)
    owners = Checkboxes(_l("Who of us answers here"), coerce=int)
    answer_hours = IntegerField(
        _l("Hours until a new idea hears from us"),
        [Optional(), NumberRange(1, MOST_HOURS)],
        description=_l("Empty: no clock."),
    )
    vote_budget = IntegerField(
        _l("Votes that a member can have open here at once"),
        [Optional(), NumberRange(1, MOST_BUDGET)],
        description=_l("Empty: as many as they like. A vote comes back when its idea is decided."),
    )


def _tone_words() -> dict[str, Any]:
    return {
        "brand": _("Our colour"),
        "blue": _("Blue"),
        "teal": _("Teal"),
        "green": _("Green"),
        "orange": _("Orange"),
        "pink": _("Pink"),
        "purple": _("Purple"),
        "yellow": _("Yellow"),
    }
