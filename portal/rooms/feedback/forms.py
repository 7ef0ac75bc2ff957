"""Forms of the feedback desk."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.forms import Form, LineField, LongTextField
from portal.people.models import Member

from .actions import FREE, MAX_TAGS, names_in
from .labels import FACET_LABELS
from .models import FACETS, Tag
from .queries import members_called

SOURCES = {
    "call": _l("In a call"),
    "interview": _l("In an interview"),
    "mail": _l("By email"),
    "event": _l("At an event"),
}


class GiveForm(Form):
    """A member tells us something."""

    text = LongTextField(
        _l("What is on your mind?"),
        [DataRequired(_l("Write a sentence; one is enough."))],
        description=_l("One sentence is enough. A person reads every one."),
    )
    between_us = BooleanField(_l("Keep this between me and the people who look after us"))


class TagsForm(Form):
    """What something is about: tags of facets that are managed, as boxes to tick, and free ones that are typed."""

    facet_tags = SelectMultipleField(
        _l("About"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    free = LineField(_l("Free tags"), description=_l("With commas between them."), most=1_000)

    def offer(self, tags: dict[str, list[Tag]], carried: Iterable[Tag] = ()) -> None:
        """Let one choose from the tags that are offered (free ones are typed), and from those it carries already:
        one that is no longer offered stays where it stands."""
        offered = [tag for facet in FACETS if facet != FREE for tag in tags.get(facet, ())]
        kept = [tag for tag in carried if tag.facet != FREE and tag.retired_at is not None]
        self._facets = {tag.id: tag.facet for tag in sorted((*offered, *kept), key=lambda tag: FACETS.index(tag.facet))}
        names = {tag.id: tag.name for tag in (*offered, *kept)}
        self.facet_tags.choices = [(tag_id, names[tag_id]) for tag_id in self._facets]

    def groups(self) -> Iterable[tuple[str, list[Any]]]:
        """The tags to choose from, facet by facet: its label, and a checkbox for each."""
        for facet, boxes in groupby(self.facet_tags, lambda box: self._facets[int(box.data)]):
            yield str(FACET_LABELS[facet]), list(boxes)

    def validate_free(self, field: LineField) -> None:
        if len(names_in(field.data or "")) > MAX_TAGS:
            raise ValidationError(
                _("More than %(most)s tags is too many to find anything. Keep the best.", most=MAX_TAGS)
            )


class PieceForm(TagsForm):
    """Correcting a piece."""

    title = LineField(_l("Title"), most=300)
    text = LongTextField(_l("What they said, in their words"), [DataRequired(_l("Write down what was said."))])
    between_us = BooleanField(_l("Said in confidence: only those who look after the customer see it"))


class CaptureForm(PieceForm):
    """Writing down what somebody said."""

    who = LineField(
        _l("Who said it"), description=_l("A name, the beginning of one, or an address. Empty if nobody knows.")
    )
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


class NameForm(Form):
    """A tag's name."""

    name = LineField(_l("Name"), [DataRequired(_l("A tag needs a name."))], most=80)


class TagForm(NameForm):
    """A new tag."""

    facet = SelectField(_l("Kind"), choices=lambda: list(FACET_LABELS.items()))


def one_member(who: str) -> Member:
    """The one member of this name or address; says what to write when there is none or more than one."""
    members = members_called(who)
    if not members:
        raise ValidationError(_("We don't know anybody with that name or address. Check the spelling."))
    if len(members) > 1:
        people = "; ".join(f"{one.name}, {one.company.name if one.company else ''} ({one.email})" for one in members)
        raise ValidationError(_("Who of these is it? Write the address. %(people)s", people=people))
    return members[0]
