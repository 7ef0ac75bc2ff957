"""What members type: suggestions, reasons, comments, and whether it fixes it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import DataRequired

from portal.core.forms import Form, LineField, LongTextField, OnceForm
from portal.core.text import fold
from portal.kits.writing.forms import DraftForm, Kept

from ..actions import ideas, talk, votes
from ..actions.closing import MAX_MESSAGE_CHARS
from ..labels import ANSWER_LABELS
from ..models.closing import ANSWERS

WORK = _l("Write a sentence; one is enough.")


class IdeaForm(OnceForm):
    """Something that somebody would like to have. `looked`: the title for which similar ideas were shown."""

    title = LineField(
        _l("What would you like to have?"),
        [DataRequired(_l("Give it a title that tells others what you would like to have."))],
        most=ideas.MAX_TITLE_CHARS,
    )
    body = LongTextField(
        _l("What do you do today instead?"),
        most=ideas.MAX_BODY_CHARS,
        description=_l("What you worked around, and how often. A few sentences help us most."),
    )
    looked = HiddenField()

    @property
    def has_looked(self) -> bool:
        """Whether they have seen what is like it."""
        return fold(self.looked.data or "") == fold(self.title.data or "")


class ReasonForm(Form):
    """Why it matters."""

    reason = LongTextField(
        _l("Why does this matter to you?"),
        most=votes.MAX_REASON_CHARS,
        description=_l("One sentence. Our product people read it, and when it ships we write to you about it."),
    )


class CommentForm(DraftForm):
    """A few words under an idea."""

    body = LongTextField(_l("Your words"), [DataRequired(WORK)], most=talk.MAX_COMMENT_CHARS)
    internal = BooleanField(_l("A note for colleagues: members do not see it"))

    def take_up(self, draft: Kept | None, *, may_note: bool = False) -> None:
        """Go on with what was begun. A draft does not know whether it was a note, so a colleague's comes back as one:
        what was meant for colleagues alone is never sent to everybody by forgetting to say so."""
        super().take_up(draft)
        if draft is not None:
            self.internal.data = may_note


class AnswerForm(Form):
    """Does it fix it?"""

    answer = RadioField(
        _l("Does it fix it?"),
        [DataRequired(_l("Choose one of the answers."))],
        choices=lambda: [(answer, ANSWER_LABELS[answer]) for answer in ANSWERS],
    )
    text = LongTextField(_l("What is missing, or what is it like now?"), most=MAX_MESSAGE_CHARS)
    named = BooleanField(_l("You may thank me by name on the page of this idea"))
