"""What stands in a digest: sections that features register, each read under the rule of the one who gets it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from portal.core.registry import Registry, full_name
from portal.core.slots import Mark
from portal.people.viewer import Viewer


@dataclass(frozen=True)
class DigestItem:
    """One line of a digest. `url` is the address of its page on this site ("/…"); `note` stands beside the title."""

    title: str
    text: str
    url: str
    note: str = ""


Draw = Callable[[Viewer, datetime, int], list[DigestItem]]


class Section(NamedTuple):
    """Where a section stands, what it is called, who makes it, and whether it says what is new for everybody."""

    order: int
    name: str
    title: Any
    draw: Draw
    mark: Mark = ""
    round_up: bool = False


_sections: Registry[Section] = Registry("digest_section")


def digest_section(order: int, title: Any = "", mark: Mark = "", *, round_up: bool = False) -> Callable[[Draw], Draw]:
    """Register a section: it gets the reader, since when, and how many lines at most.

    It shows nothing that this reader may not see, and an empty list where there is nothing to say. With a `mark` all
    of it asks or invites, and is left out while nothing may be asked of the reader. A `round_up` says what is new for
    everybody: in the emails of colleagues, who have one every working day, it stands once a week.
    """

    def register(draw: Draw) -> Draw:
        name = full_name(draw)
        _sections.add(name, Section(order, name, title, draw, mark, round_up))
        return draw

    return register


def sections(*, asks: bool = True) -> list[Section]:
    """Every section, in order; without `asks` none that asks or invites."""
    shown = (section for section in _sections.values() if asks or not section.mark)
    return sorted(shown, key=lambda section: (section.order, section.name))
