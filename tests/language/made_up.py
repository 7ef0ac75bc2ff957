"""A made-up language: what the catalogue knows stands in ⟦ ⟧, so whatever else is read was never marked.

Its days, numbers and countries are those of Japanese, which shares no letter with English.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from babel import Locale
from babel.messages.pofile import read_po
from babel.support import NullTranslations

from portal import extensions
from tests.language.messages import CATALOGUE

SPOKEN = Locale("ja")
_WORD = re.compile(r"[A-Za-z]{2,}")
_VALUE = re.compile(r"(%\(\w+\)[a-z])")
_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_CODE = re.compile(r"[a-z_.:]+")


class MadeUp(NullTranslations):
    """Wraps what each message of the catalogue says around its values, and leaves any other text as it is."""

    def __init__(self) -> None:
        super().__init__()
        with CATALOGUE.open("rb") as file:
            found = [each.id for each in read_po(file) if each.id]
        self._known = {text for each in found for text in ([each] if isinstance(each, str) else each)}

    def knows(self, text: str) -> bool:
        """Whether translators get it."""
        return text in self._known

    def gettext(self, message: str) -> str:
        if not self.knows(message):
            return message
        pieces = _VALUE.split(message)
        return "".join(piece if _VALUE.fullmatch(piece) or not piece else f"⟦{piece}⟧" for piece in pieces)

    def ngettext(self, one: str, many: str, num: int) -> str:
        return self.gettext(one if num == 1 else many)

    ugettext = gettext
    ungettext = ngettext


@contextmanager
def spoken() -> Iterator[None]:
    """Everybody reads the made-up language until the end of the block."""
    catalogues = extensions.babel.domain_instance
    with (
        patch.dict(extensions.LANGUAGES, {"ja": SPOKEN}, clear=True),
        patch.object(extensions, "DEFAULT_LANGUAGE", "ja"),
        patch.dict(catalogues.cache, {SPOKEN: MadeUp()}),
    ):
        yield


class Ear:
    """Hears English among the made-up words. `data` is what people and files say; `known` are patterns for the rest."""

    def __init__(self, data: Iterable[str], known: Iterable[str]) -> None:
        self._data = sorted({each for each in data if _WORD.search(each)}, key=len, reverse=True)
        typed = "|".join(re.escape(each) for each in self._data)
        self._known = re.compile("|".join([*known, rf"(?<!\w)(?:{typed})(?!\w)"]))

    def hears_none_in(self, places: Mapping[str, Iterable[str]]) -> None:
        """Fail with everything that is said in English, each with the first place that says it."""
        heard: dict[str, str] = {}
        for place, texts in places.items():
            for line in self.english(texts):
                heard.setdefault(line, f"{line}  ({place})")
        assert not heard, "\n".join(heard.values())

    def english(self, texts: Iterable[str]) -> list[str]:
        """What is left of these texts, which may be the pieces of one sentence."""
        whole = "\n".join(texts)
        while whole != (whole := _SAID.sub(" ", whole)):
            pass
        return [line for line in map(str.strip, whole.splitlines()) if not self._is_known(line)]

    def _is_known(self, line: str) -> bool:
        """Whether it has no word but what is known, or is a piece of what somebody typed."""
        if not _WORD.search(self._known.sub(" ", line)):
            return True
        return " " in line and any(line in each for each in self._data)


def typed_in(*paths: Path) -> set[str]:
    """Every text that stands in these modules, and its pieces between marks of Markdown: what people typed."""
    nodes = (node for path in paths for node in ast.walk(ast.parse(path.read_text())))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {piece.strip() for text in texts if not _CODE.fullmatch(text) for piece in text.split("**")} - {""}
