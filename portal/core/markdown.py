"""Markdown to safe HTML: CommonMark with tables and strikethrough, sanitised on the way out."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MOST_BYTES = 64 * 1024
TAGS = {
    "p", "br", "hr", "em", "strong", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}}

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def markdown(text: str) -> Markup:
    """`text` as HTML. Longer than 64 KB is shown as plain paragraphs, because parsing it could be slow."""
    if len(text.encode()) > MOST_BYTES:
        return Markup("<p>{}</p>").format(text)
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(html)  # noqa: S704 - sanitised in the line above
