"""Tokens to HTML, sanitised on the way out: whatever the parser gave, nothing else leaves."""

import re
from collections.abc import Mapping, Sequence

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from .links import may_lead_to, picture_key
from .mentions import Person

TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img",
    "h3", "h4", "h5", "h6", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "width", "height", "loading", "class"},
    "code": {"class"},
    "pre": {"tabindex"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
}
CLASS = re.compile(r"mention|picture|picture-link|wide|at-start|at-middle|at-end|language-[\w+#.-]{1,30}", re.ASCII)
OPTIONS = OptionsDict(
    {"maxNesting": 0, "html": False, "linkify": False, "typographer": False, "quotes": "", "xhtmlOut": False,
     "breaks": False, "langPrefix": "language-", "highlight": None}
)  # fmt: skip


HIGHEST = 512
"""Pixels of the page that a picture takes at most from top to bottom, as in written.css."""


def render(tokens: Sequence[Token], people: Mapping[str, Person], sizes: Mapping[str, tuple[int, int]]) -> Markup:
    """The HTML of `tokens`, with those of `people` whom they name, and room for pictures of these `sizes`."""
    html = nh3.clean(
        Writer().render(tokens, OPTIONS, {"people": people, "sizes": sizes}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(html)  # noqa: S704 - sanitised in the line above


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "href" and not may_lead_to(value):
        return None
    if name == "src" and not picture_key(value):
        return None
    return None if name == "class" and not CLASS.fullmatch(value) else value


class Writer(RendererHTML):
    """markdown-it's renderer with the tokens that are ours."""

    def table_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        """A table stands in a box of its own, which scrolls and can be reached with the keyboard."""
        return '<div class="wide" tabindex="0">' + self.renderToken(tokens, at, options, env)

    def table_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        """The end of the table and its box."""
        return self.renderToken(tokens, at, options, env) + "</div>\n"

    def fence(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        """Code between fences; its box scrolls too."""
        return super().fence(tokens, at, options, env).replace("<pre>", '<pre tabindex="0">', 1)

    def code_block(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        """Code that is indented."""
        return super().code_block(tokens, at, options, env).replace("<pre>", '<pre tabindex="0">', 1)

    def mention(self, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType) -> str:
        """Somebody's name and page, or what was typed if we do not know them."""
        person = env["people"].get(tokens[at].meta["handle"])
        if person is None:
            return escape(tokens[at].content)
        return Markup('<a class="mention" href="{}">@{}</a>').format(person.url, person.label)

    def picture(self, tokens: Sequence[Token], at: int, _options: OptionsDict, env: EnvType) -> str:
        """One of our own pictures, in a link to itself where it stands in no other."""
        source, alt = str(tokens[at].attrs["src"]), tokens[at].content
        room = _room(env["sizes"].get(picture_key(source)))
        image = Markup('<img class="picture" src="{}" alt="{}"{} loading="lazy">').format(source, alt, room)
        if tokens[at].meta["linked"]:
            return image
        return Markup('<a class="picture-link" href="{}">{}</a>').format(source, image)


def _room(size: tuple[int, int] | None) -> Markup:
    """What keeps the room of a picture free until it is there: without it, what stands below would move."""
    if size is None:
        return Markup()
    width, height = size
    scale = min(1.0, HIGHEST / height)
    return Markup(' width="{}" height="{}"').format(max(1, round(width * scale)), max(1, round(height * scale)))
