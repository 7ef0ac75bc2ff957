"""Where links may lead, bare addresses that become links, and pictures that are ours."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

LONGEST_ADDRESS = 2048

_ALLOWED = re.compile(r"https?://[^/]|mailto:|/(?![/\\])", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")
_PICTURE = re.compile(r"/pictures/([0-9a-f]{32})")
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)


def may_lead_to(url: str) -> bool:
    """Whether a link may lead there: http, https and mail addresses, and paths of this site."""
    return bool(_ALLOWED.match(url)) and not _UNSEEN.search(url)


def picture_key(url: str) -> str | None:
    """The key in the address of one of our own pictures."""
    match = _PICTURE.fullmatch(url)
    return match[1] if match else None


def bare_address(state: "StateInline", silent: bool) -> bool:
    """An inline rule: `https://…` in the middle of words is a link. It looks at one address only, never further."""
    at = state.pos
    if state.linkLevel or not state.src.startswith("://", at):
        return False
    scheme = _SCHEME.search(state.src[max(0, at - 6) : at])
    if scheme is None or not state.pending.endswith(scheme[1]):
        return False
    rest = _rest_of_address(state, at)
    url = state.md.normalizeLink(scheme[1] + rest)
    if not rest or not state.md.validateLink(url):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[1])]
        _push_link(state, url, state.md.normalizeLinkText(scheme[1] + rest))
    state.pos += len(rest)
    return True


def _rest_of_address(state: "StateInline", at: int) -> str:
    """What follows the scheme: "://host/path", without the stop or bracket that ends the sentence; or nothing."""
    tail = state.src[at : min(at + LONGEST_ADDRESS, state.posMax)]
    length = state.md.linkify.test_schema_at(tail, "http:", 1) if state.md.linkify else 0
    is_cut = length + 1 == LONGEST_ADDRESS
    return tail[: length + 1].rstrip("*") if length and not is_cut else ""


def _push_link(state: "StateInline", url: str, label: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": url}
    state.push("text", "", 0).content = label
    state.push("link_close", "a", -1)
