"""Where the pages of the forum are that a list or a topic leads to at each row."""

from portal.core.urls import path_pattern


class Addresses:
    """The addresses of topics and posts on one page: the URL map is read once, not at each row."""

    def __init__(self) -> None:
        self.topic = path_pattern("forum.topic", "topic_id").format
        self.category = path_pattern("forum.category", "category_id").format
        self.agreement = path_pattern("agreements.agreement", "agreement_id").format
        """Where an agreement is read and signed."""
        self.draft = path_pattern("drafts.draft", "place").format
        """Where a draft is kept; its place is one of our own, "topic:12"."""
        self._post = path_pattern("forum.topic", "topic_id", "number").format

    def post(self, topic_id: int, number: int) -> str:
        """The page with this post, opened at it."""
        return f"{self._post(topic_id, number)}#post-{number}"

    def begin(self, category_id: int | None = None) -> str:
        """Where a topic is begun."""
        if category_id is None:
            return path_pattern("forum.begin")
        return path_pattern("forum.begin_in", "category_id").format(category_id)

    def people_of(self, topic_id: int) -> str:
        """Who can be mentioned in a topic."""
        return f"{path_pattern('forum.people')}?topic={topic_id}"
