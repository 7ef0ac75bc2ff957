"""Names for what is random: each secret is called after the place where it was met first."""

import re
from typing import Any

from .product import HOST

IN_ADDRESS = r"[0-9a-f]{32}|link-[0-9a-f]{24}"
IN_MAIL = re.compile(rf"{HOST}[^\s\"<>]*?/([A-Za-z0-9_-]{{22}}|{IN_ADDRESS})(?![\w-])|\+({IN_ADDRESS})@")
PERHAPS = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22,64}(?![\w-])")
HEXADECIMAL = re.compile(r"[0-9a-f]{32}")
NAMED = re.compile(r"‹[^›]*›")


class Tokens:
    """Secrets and their names, both ways."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._secrets: dict[str, str] = {}

    def meet(self, secret: str, place: str) -> None:
        """Name a secret; the second of a place gets another number."""
        if secret in self._names:
            return
        number = 1
        while (name := f"‹{place}_{number}›") in self._secrets:
            number += 1
        self._names[secret], self._secrets[name] = name, secret

    def meet_in_mail(self, mail: dict[str, Any]) -> None:
        place = f"{mail['recipient']}_{str(mail['created_at'])[:16].replace(' ', 'T')}"
        for found in IN_MAIL.finditer("\n".join(str(mail[part]) for part in ("text", "headers", "reply_to"))):
            self.meet(found[1] or found[2], place)

    def forget(self, place: str) -> None:
        """Drop the names of one place: the next one who comes there has another secret."""
        for name in [name for name in self._secrets if name.startswith(f"‹{place}_")]:
            del self._names[self._secrets.pop(name)]

    def hide(self, text: str) -> str:
        """The text with names for every secret in it."""
        return PERHAPS.sub(lambda found: self._name(found[0]), text)

    def show(self, text: str) -> str:
        """The text with the secrets of this run again."""
        return NAMED.sub(lambda found: self._secrets.get(found[0], found[0]), text)

    def _name(self, word: str) -> str:
        if word not in self._names and HEXADECIMAL.fullmatch(word):
            self.meet(word, "key")
        return self._names.get(word, word)
