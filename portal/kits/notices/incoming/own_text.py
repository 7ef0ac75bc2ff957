"""Somebody's own words in a mail: without what they quoted, their signature, and what their telephone says.

Line by line and linear in the length of the text, whatever somebody sends. The kept libraries for this work with
nested patterns over the whole text: they cost seconds for a long line, know one form of French and Spanish headings,
and take a list that begins with hyphens, or a line "Thanks,", for the signature and drop what follows.
"""

import re
from collections.abc import Sequence

from . import phrases

MAX_LINES, LONGEST_LINE, MAX_CHARS = 4_000, 4_000, 16_000
WRAPPED_OVER, LONGEST_HEADING, LONGEST_FOOTER = 4, 400, 160


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(phrases, key=len, reverse=True))


_QUOTED = re.compile(r"\s*>")
_COLONS = (":", "：")
_WROTE = re.compile(_any(phrases.WROTE), re.IGNORECASE)
_AFTER_WROTE, _LONGEST_VERB = 120, max(map(len, phrases.WROTE))
_DATED = re.compile(r"[\d@]")
_DIGIT = re.compile(r"\d")
_FROM = re.compile(rf"[*\s>]*+(?:{_any(phrases.FROM)})\s?\*?[:：]")
_HEAD = re.compile(rf"[*\s>]*+(?:{_any(phrases.HEAD)})\s?\*?[:：]")
_ORIGINAL = re.compile(rf"\s*+[-_=]{{2,}}+\s*+(?:{_any(phrases.ORIGINAL)})\s*+[-_=]{{2,}}+$", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}$")
_SIGNATURE = re.compile(r"(?:--|—|__) ?$")
_DEVICE = re.compile(rf"\s*(?:{_any(phrases.DEVICE)})", re.IGNORECASE)
_BLANKS = re.compile(r"\n{3,}")


def own_text(text: str) -> str:
    """What the sender wrote themselves, at most 16,000 letters; empty where there is nothing of theirs."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u200b", "")
    lines = [line.rstrip()[:LONGEST_LINE] for line in plain.split("\n")[:MAX_LINES]]
    own = _without_quotes(lines)
    own = own[: next((number for number, line in enumerate(own) if _SIGNATURE.match(line)), len(own))]
    kept = _BLANKS.sub("\n\n", "\n".join(_without_device(own)))
    return kept.strip()[:MAX_CHARS].rstrip()


def _without_quotes(lines: Sequence[str]) -> list[str]:
    """Quoted lines go wherever they stand, so that answers below and between them stay; a heading without
    quoted lines under it ends what is the sender's."""
    own: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _ORIGINAL.match(line) or _begins_block(lines, at):
            break
        if _QUOTED.match(line):
            at += 1
            continue
        taken = _heading(lines, at)
        if taken:
            at += taken
            if not _quoted_next(lines, at):
                break
            continue
        own.append(line)
        at += 1
    return own


def _heading(lines: Sequence[str], at: int) -> int:
    """How many lines from here say "On … Mei wrote:"; mail programs wrap it over several. 0: none."""
    heading = ""
    for taken, line in enumerate(lines[at : at + WRAPPED_OVER], 1):
        if taken > 1 and (not line.strip() or _QUOTED.match(line)):
            return 0
        heading = f"{heading} {line.strip()}".strip()
        if len(heading) > LONGEST_HEADING:
            return 0
        if not heading.endswith(_COLONS):
            continue
        if _says_wrote(heading):
            return taken if _DATED.search(heading) else 0
        if _is_addressed(heading) and _quoted_next(lines, at + taken):
            return taken
    return 0


def _says_wrote(heading: str) -> bool:
    """Whether a verb of writing stands before the colon at its end, with a name between them at most."""
    last = heading[:-1].replace("：", ":").rpartition(":")[2]
    near = last[-_AFTER_WROTE - _LONGEST_VERB :]
    return any(len(near) - verb.end() <= _AFTER_WROTE for verb in _WROTE.finditer(near))


def _is_addressed(heading: str) -> bool:
    """A date, an address and a colon say the same without a verb, if quoted lines follow."""
    before, at_sign, address = heading[:-1].rpartition("@")
    dated = _DIGIT.search(before.rpartition("@")[2]) is not None
    return bool(at_sign) and dated and heading.endswith(":") and ":" not in address


def _quoted_next(lines: Sequence[str], at: int) -> bool:
    following = (line for line in lines[at : at + 3] if line.strip())
    return _QUOTED.match(next(following, "")) is not None


def _begins_block(lines: Sequence[str], at: int) -> bool:
    """Whether the head of a mail stands here: "From:", and at least two of "Sent:", "To:", "Subject:" below it."""
    if _RULE.match(lines[at]):
        below = (number for number in range(at + 1, min(at + 4, len(lines))) if lines[number].strip())
        at = next(below, at)
    if not _FROM.match(lines[at]):
        return False
    return sum(_HEAD.match(line) is not None for line in lines[at + 1 : at + 8]) >= 2


def _without_device(lines: list[str]) -> list[str]:
    """Without the last lines where they say from which device the mail was sent."""
    kept = list(lines)
    for _ in range(3):
        while kept and not kept[-1].strip():
            kept.pop()
        if not kept or len(kept[-1]) > LONGEST_FOOTER or not _DEVICE.match(kept[-1]):
            break
        kept.pop()
    return kept
