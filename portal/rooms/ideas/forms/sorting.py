"""Where an idea belongs: its board, its tags, and the ideas beside it."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from portal.core.errors import DomainError
from portal.core.forms import Form, LineField
from portal.rooms.feedback.forms import TagsForm
from portal.rooms.feedback.models import Tag

from .product import MergeForm

FACETS = ("product_area", "service", "deployment")
"""What an idea can be about. Members read it too, so nothing of competitors, roles or regions."""


class BoardChoiceForm(Form):
    """Another board. `looked`: the one for which it was shown who would see the idea no longer."""

    board = SelectField(_l("Board"), coerce=int)
    looked = HiddenField()

    @property
    def has_looked(self) -> bool:
        """Whether they have seen who is left behind."""
        return self.looked.data == str(self.board.data)


class LinkForm(MergeForm):
    """An idea that belongs with this one."""

    into = LineField(
        _l("Another idea"),
        [DataRequired(_l("Paste the address of the other idea."))],
        most=300,
        description=_l("Its address as in the browser, or its number."),
    )


class IdeaTagsForm(TagsForm):
    """What an idea is about."""

    refusal: DomainError | None = None

    def offer_for_ideas(self, tags: Mapping[str, list[Tag]], carried: Iterable[Tag]) -> None:
        """The facets that ideas have, and whatever this one carries already."""
        offered = {facet: list(tags.get(facet, ())) for facet in FACETS}
        for tag in carried:
            if tag.facet not in FACETS and tag.retired_at is None:
                offered.setdefault(tag.facet, []).append(tag)
        self.offer(offered, carried)
