"""Addresses that a page shows many times, asked of the router once."""

from portal.core.urls import lasting_url


class Addresses:
    """The addresses of topics and posts on one page: the router is asked once, not at each row."""

    def __init__(self) -> None:
        self._start = lasting_url("forum.topic", topic_id=0).removesuffix("0")
        self._home = lasting_url("forum.community")
        self._drafts = lasting_url("drafts.draft", place="-").removesuffix("-")
        self.people_base = lasting_url("profiles.profile", handle="-").removesuffix("-")
        self.post_base = lasting_url("forum.history", post_id=0).removesuffix("0/history")
        """What the addresses of acts on a post begin with."""

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
        return f"{self.people_base}{handle}"

    def history(self, post_id: int) -> str:
        """The earlier words of a post."""
        return f"{self._home}/posts/{post_id}/history"

    def draft(self, place: str) -> str:
        """Where a draft is kept; `place` is one of our own, "topic:12"."""
        return f"{self._drafts}{place}"

    def people_of(self, topic_id: int) -> str:
        """Who can be mentioned in a topic."""
        return f"{self._home}/people?topic={topic_id}"
