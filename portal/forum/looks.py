"""Faces and addresses that a page shows many times, made once each."""

from functools import lru_cache

from flask import url_for
from markupsafe import Markup

from ..core.looks import hue, initials


@lru_cache(maxsize=5_000)
def face(name: str, size: str = "") -> Markup:
    """The round picture of somebody: their initials in their hue. Decoration; the name stands beside it."""
    kind = f" face-{size}" if size else ""
    return Markup('<span class="face{} tone-{}" aria-hidden="true">{}</span>').format(kind, hue(name), initials(name))


class Addresses:
    """The addresses of topics and posts on one page: the router is asked once, not at each row.

    Two of them are equal where they lead to the same places.
    """

    def __init__(self) -> None:
        self._start = url_for("forum.topic", topic_id=0).removesuffix("0")
        self._home = url_for("forum.community")
        self._people = url_for("profiles.profile", handle="-").removesuffix("-")
        self.post_base = url_for("forum.history", post_id=0).removesuffix("0/history")
        """What the addresses of acts on a post begin with."""
        self._all = (self._start, self._home, self._people, self.post_base)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Addresses) and other._all == self._all

    def __hash__(self) -> int:
        return hash(self._all)

    def topic(self, topic_id: int) -> str:
        return f"{self._start}{topic_id}"

    def post(self, topic_id: int, number: int) -> str:
        """The page with this post, opened at it."""
        return f"{self._start}{topic_id}/{number}#post-{number}"

    def category(self, category_id: int) -> str:
        """A category's own list."""
        return f"{self._home}/c/{category_id}"

    def begin(self, category_id: int | None = None) -> str:
        """Where a topic is begun."""
        return f"{self._home}/new" if category_id is None else f"{self._home}/c/{category_id}/new"

    def agreement(self, agreement_id: int) -> str:
        """Where an agreement is read and signed."""
        return f"{self._home}/agreements/{agreement_id}"

    def person(self, handle: str) -> str:
        """The page of somebody."""
        return f"{self._people}{handle}"

    def history(self, post_id: int) -> str:
        """The earlier words of a post."""
        return f"{self._home}/posts/{post_id}/history"
