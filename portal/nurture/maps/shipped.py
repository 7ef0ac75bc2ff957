"""The maps that come with the product, as text: for the first start, and as an example to whoever writes another."""

from functools import cache
from pathlib import Path

ADVOCACY = Path(__file__).with_name("advocacy.yaml")


@cache
def shipped_map_text() -> str:
    """The product's own map, `advocacy`."""
    return ADVOCACY.read_text(encoding="utf-8")
