"""A tag as one name in a file: a product area by its own, any other with its kind before it, "service:Onboarding"."""

from ..feedback.models import FACETS, Tag

PLAIN = "product_area"


def name_of(tag: Tag) -> str:
    """What stands in the file."""
    return tag.name if tag.facet == PLAIN and _parted(tag.name) is None else f"{tag.facet}:{tag.name}"


def facet_and_name(written: str) -> tuple[str, str]:
    """What it stood for; a name without a kind, as other tools write it, is a product area."""
    return _parted(written) or (PLAIN, written)


def _parted(written: str) -> tuple[str, str] | None:
    facet, colon, name = written.partition(":")
    return (facet.strip(), name.strip()) if colon and facet.strip() in FACETS and name.strip() else None
