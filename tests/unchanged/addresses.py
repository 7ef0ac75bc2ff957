"""Addresses in texts, followed where they lead on for good."""

import re
from collections.abc import Mapping

ADDRESS = re.compile(r"(?<![\w/‹›.-])/[^\s\"'<>)\],#]*|(?<=northwind\.example)/[^\s\"'<>)\],#]*")


class Leads:
    """Where addresses of before lead after, as it was seen when they were opened."""

    def __init__(self, seen: Mapping[str, str]) -> None:
        self._seen = dict(seen)

    def follow(self, text: str) -> str:
        """The text with each address that leads on replaced by where it leads."""
        return ADDRESS.sub(lambda found: self._seen.get(found[0], found[0]), text) if self._seen else text
