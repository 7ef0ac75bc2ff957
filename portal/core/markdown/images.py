"""Images: our own pictures are shown, the addresses of all others become links."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from .links import picture_key


def show_pictures(tokens: list[Token]) -> tuple[list[Token], set[str]]:
    """The same words with each image as a picture or a link, and the keys of the pictures."""
    shown: list[Token] = []
    keys: set[str] = set()
    links = 0
    for token in tokens:
        links += token.nesting if token.tag == "a" else 0
        if token.type != "image":
            shown.append(token)
            continue
        source = str(token.attrs["src"])
        label = said(token.children or [])
        if key := picture_key(source):
            keys.add(key)
            shown.append(Token("picture", "img", 0, {"src": source}, content=label, meta={"linked": links > 0}))
        else:
            shown.extend(_as_link(source, label or source, links > 0))
    return shown, keys


def said(tokens: Sequence[Token]) -> str:
    """The words of inline tokens, without any markup."""
    return "".join(_text(tokens))


def _text(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.children:
            yield said(token.children)
        else:
            yield token.content


def _as_link(source: str, label: str, is_linked: bool) -> Iterator[Token]:
    text = Token("text", "", 0, content=label)
    if is_linked:
        yield text
        return
    yield Token("link_open", "a", 1, {"href": source})
    yield text
    yield Token("link_close", "a", -1)
