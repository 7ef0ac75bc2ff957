"""Code as a pattern that does not mind how it is spread over lines."""

import re

_PIECE = re.compile(r"\$\w+|\w+|\s+|[^\w\s]")
_CLOSING = ")]}"


def pattern_of(old: str) -> re.Pattern[str]:
    """A pattern for `old`: any white space, a comma more before a closing bracket, any (dotted) name for `$name`."""
    parts: list[str] = []
    known: set[str] = set()
    before = ""
    for piece in _PIECE.findall(old.strip()):
        if piece.isspace():
            before = f"{before} "
            continue
        parts += [_gap(before, piece), _one(piece, known)]
        before = piece
    return re.compile(_not_within_a_word("".join(parts), old.strip()))


def filled(new: str, match: re.Match[str]) -> str:
    """`new` with the names that were found in place of `$name`."""
    return re.sub(r"\$(\w+)", lambda name: match[name[1]], new)


def _gap(before: str, piece: str) -> str:
    if not before:
        return ""
    last, was_apart = before.rstrip()[-1:], before.endswith(" ")
    if was_apart and _is_word(last) and _is_word(piece[0]):
        return r"\s+"
    return r",?\s*" if piece in _CLOSING and last not in "([{," else r"\s*"


def _one(piece: str, known: set[str]) -> str:
    if not piece.startswith("$") or len(piece) == 1:
        return re.escape(piece)
    name = piece[1:]
    if name in known:
        return f"(?P={name})"
    known.add(name)
    return rf"(?P<{name}>[A-Za-z_][\w.]*)"


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter in "_$"


def _not_within_a_word(pattern: str, old: str) -> str:
    begins = r"(?<!\w)" if _is_word(old[0]) else ""
    ends = r"(?!\w)" if _is_word(old[-1]) else ""
    return f"{begins}{pattern}{ends}"
