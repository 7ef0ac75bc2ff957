"""Marketing's tags in the play: what was spoken of, and who spoke."""

from datetime import timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.rooms.feedback.actions import edit_feedback, tag_named
from portal.rooms.feedback.models import Feedback, Tag

from .cast import Person, customer, people
from .rows import staff
from .sayings import Saying, Sayings

ROLES = (
    (("counsel", "legal", "partner", "solicitor", "associate", "paralegal", "patent"), "Legal"),
    (("procurement", "buyer", "purchas", "sourcing", "supplier", "vendor", "supply"), "Procurement"),
    (("compliance", "risk", "protection", "quality"), "Compliance"),
    (("it ", "integration"), "IT"),
)
TWO_DAYS = timedelta(days=2)
DEFAULT_ROLE = "Contract management"


def all_tags(saying: Saying, person: Person | None) -> list[Tag]:
    """The tags of these words, and of the one who said them."""
    wanted = [*saying.tags, *(_about(person) if person else ())]
    facets = {facet for facet, _name in wanted}
    there = {(tag.facet, tag.name): tag for tag in db.session.scalars(select(Tag).where(Tag.facet.in_(facets)))}
    return [there.get((facet, name)) or tag_named(facet, name) for facet, name in wanted]


def tag_what_came_in() -> None:
    """Tag, and so read, what members said and nobody has tagged yet; what is newer than two days waits for its turn.

    What was said in confidence is read by those who look after customers.
    """
    known, by_address = _known_sayings(), {person.email: person for person in people()}
    untagged = select(Feedback).where(~Feedback.tags.any(), Feedback.created_at < now() - TWO_DAYS)
    for piece in db.session.scalars(untagged.options(joinedload(Feedback.member)).order_by(Feedback.id)):
        saying = known.get(piece.text, Saying(piece.text))
        author = by_address.get(piece.member.email) if piece.member else None
        tags = all_tags(saying, author)
        if tags:
            by = staff("success" if piece.between_us else "marketing")
            edit_feedback(piece, title=piece.title, text=piece.text, tags=tags, between_us=piece.between_us, by=by)


@cache
def _known_sayings() -> dict[str, Saying]:
    return {saying.text: saying for saying in Sayings().every()}


def _about(person: Person) -> list[tuple[str, str]]:
    company, title = customer(person.company), f"{person.title.casefold()} "
    role = next((name for parts, name in ROLES if any(part in title for part in parts)), DEFAULT_ROLE)
    return [("industry", company.industry), ("region", company.region), ("role", role), ("language", "English")]
