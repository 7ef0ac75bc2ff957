"""Forms of the feedback desk."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..core.database import db
from ..core.forms import Form, LineField, WordsField
from ..core.text import fold
from ..members.models import Member
from .models import FACETS, Tag

SOURCES = {
    "call": _l("In a call"),
    "interview": _l("In an interview"),
    "mail": _l("By mail"),
    "event": _l("At an event"),
}
FACET_LABELS: dict[str, Any] = {
    "product_area": _l("Product area"),
    "service": _l("Service"),
    "deployment": _l("Deployment"),
    "role": _l("Role"),
    "industry": _l("Industry"),
    "region": _l("Region"),
    "language": _l("Language"),
    "competitor": _l("Competitor"),
    "free": _l("Free tag"),
}


class GiveForm(Form):
    """A member tells us something."""

    words = WordsField(
        _l("What is on your mind?"),
        [DataRequired(_l("Write a sentence; one is enough."))],
        description=_l("One sentence is enough. A person reads every one."),
    )
    between_us = BooleanField(_l("Keep this between me and the people who look after us"))


class PieceForm(Form):
    """Correcting a piece."""

    title = LineField(_l("Title"), most=300)
    words = WordsField(_l("What they said, in their words"), [DataRequired(_l("Write down what was said."))])
    facet_tags = SelectMultipleField(
        _l("About"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    free = LineField(_l("Free tags"), description=_l("With commas between them."), most=1_000)
    between_us = BooleanField(_l("Said in confidence: only those who look after the customer see it"))

    def offer(self, tags: dict[str, list[Tag]]) -> None:
        """Let one choose from the tags that are offered (free ones are typed)."""
        managed = [(facet, tag) for facet in FACETS if facet != "free" for tag in tags.get(facet, ())]
        self.facet_tags.choices = [(tag.id, f"{FACET_LABELS[facet]}: {tag.name}") for facet, tag in managed]


class CaptureForm(PieceForm):
    """Writing down what somebody said."""

    who = LineField(_l("Who said it"), description=_l("A name or an address; leave it empty if nobody knows."))
    source = SelectField(_l("Where"), choices=lambda: list(SOURCES.items()))

    member: Member | None = None

    def validate_who(self, field: LineField) -> None:
        if field.data:
            self.member = one_member(field.data)


class AuthorForm(Form):
    """Finding the author of an unattributed piece."""

    who = LineField(_l("Who said it"), [DataRequired(_l("Write a name or an address."))])

    member: Member | None = None

    def validate_who(self, field: LineField) -> None:
        self.member = one_member(field.data or "")


class TagForm(Form):
    """A tag's name."""

    name = LineField(_l("Name"), [DataRequired(_l("A tag needs a name."))], most=80)
    facet = SelectField(_l("Kind"), choices=lambda: list(FACET_LABELS.items()))


def one_member(who: str) -> Member:
    """The one member of this name or address; says what to write when there is none or more than one."""
    folded = fold(who)
    first, _blank, last = folded.rpartition(" ")
    names = Member.folded.in_((folded, f"{last} {first}".strip()))
    wanted = select(Member).where(Member.merged_into_id.is_(None), or_(Member.email == who.strip().lower(), names))
    found = db.session.scalars(wanted.limit(2)).all()
    if not found:
        raise ValidationError(_("Nobody of that name or address is known. Check the spelling, or leave it empty."))
    if len(found) > 1:
        raise ValidationError(_("More than one person has that name. Write the address instead."))
    return found[0]
