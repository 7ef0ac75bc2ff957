"""Texts that people will read: marked, so that they are found for translation, and told in their language by pages.

Whoever gathers them for translators looks for `N_`, `say` and `say_many` (its first two arguments).
"""

from collections.abc import Callable, Iterable
from typing import Self


def N_(message: str) -> str:  # noqa: N802 - the name that every extractor of messages knows
    return message


class Sentence(str):
    """English that still knows how it was made, so that it can be said again in another language.

    `one` is the text with places for `values`, which may be sentences themselves; `many` its plural for `number`.
    """

    one: str
    many: str
    number: int
    values: dict[str, object]

    def __new__(cls, one: str, values: dict[str, object], many: str = "", number: int = 1) -> Self:
        pattern = many if many and number != 1 else one
        sentence = super().__new__(cls, pattern % values if values else pattern)
        sentence.one, sentence.many, sentence.number, sentence.values = one, many, number, values
        return sentence


def say(text: str, /, **values: object) -> Sentence:
    """`say("There is no stage “%(stage)s”.", stage=key)`."""
    return Sentence(text, values)


def say_many(one: str, many: str, number: int, /) -> Sentence:
    """`say_many("%(num)s day", "%(num)s days", 30)`."""
    return Sentence(one, {"num": number}, many, number)


def text_of(problem: Exception) -> str:
    """What an error says, still as the sentence that it was raised with: `str` would make plain text of it."""
    reason = problem.args[0] if problem.args else ""
    return reason if isinstance(reason, str) else str(problem)


def joined(separator: str, texts: Iterable[str]) -> Sentence:
    """Several texts as one, of which each is told in the reader's language."""
    values: dict[str, object] = {f"part{number}": text for number, text in enumerate(texts)}
    return Sentence(separator.join(f"%({name})s" for name in values), values)


def translated(text: str, gettext: Callable[..., str], ngettext: Callable[..., str]) -> str:
    """The text in another language. Both functions do as Flask-Babel's: values by name, and `num` by itself."""
    if not isinstance(text, Sentence):
        return text
    if text.many:
        return str(ngettext(text.one, text.many, text.number))
    values = {
        name: translated(value, gettext, ngettext) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return str(gettext(text.one, **values))
