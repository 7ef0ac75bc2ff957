"""Documents: what a caller hands over to be found, and the fingerprint that proves it was."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from search_index.analyzer import SEPARATOR, VERSION

Key = tuple[str, int]  # (kind, id), as in ("testimonial", 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing to be found.

    `title`, `tags` and `body` are searched as words (a word in the title weighs three times, in a tag twice).
    `tokens` are keywords by field, compared exactly: filters and facets. The fields `kind` and `tag` come by
    themselves from `kind` and `tags` (more values for `tag` may be given).
    `audience`: a viewer who holds any of these finds it; none means that nobody does.
    """

    kind: str
    id: int
    title: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    tokens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.key}: the time needs a zone")
        if not self.kind or SEPARATOR in self.kind:
            raise ValueError(f"{self.key}: not a kind")
        for name, values in self.tokens.items():
            if name == "kind" or SEPARATOR in name or isinstance(values, str):
                raise ValueError(f"{self.key}: {name!r} cannot be a field of keywords")

    @property
    def key(self) -> Key:
        return self.kind, self.id

    def keywords(self) -> dict[str, frozenset[str]]:
        """Every field that can be filtered and counted, with the values of this document."""
        fields = {name: frozenset(values) for name, values in self.tokens.items()}
        fields["tag"] = fields.get("tag", frozenset()).union(self.tags)
        fields["kind"] = frozenset({self.kind})
        return fields


def fingerprint(document: Document) -> str:
    """32 hex digits over everything that is indexed: equal when index and database agree."""
    content = [
        VERSION,
        document.kind,
        document.id,
        document.title,
        document.body,
        document.tags,
        sorted((name, sorted(values)) for name, values in document.keywords().items()),
        sorted(set(document.audience)),
        document.at.timestamp(),
    ]
    return hashlib.blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()
