"""Secrets that a mail carries: a placeholder stands for each in its row, and they are made when it is handed over."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from portal.core.registry import Registry, full_name

from ...models import Mail

Fill = Callable[[Mail], Mapping[str, str]]
_fills: Registry[Fill] = Registry("mail_filling")


def mail_filling(fill: Fill) -> Fill:
    """Register who knows the secrets of a mail: from what stands in its row to what is handed over."""
    return _fills.add(full_name(fill), fill)


def everything_in(mail: Mail) -> str:
    """All that a mail says to whoever gets it, its headers too."""
    return "\n".join([mail.text, mail.html, mail.reply_to or "", *(str(value) for value in mail.headers.values())])


def filled(mail: Mail) -> Mail:
    """The mail as it is handed over: a row that no table ever sees."""
    secrets = {place: secret for fill in _fills.values() for place, secret in fill(mail).items()}
    if not secrets:
        return mail
    return replaced(mail, secrets)


def replaced(mail: Mail, by: Mapping[str, str]) -> Mail:
    """A copy of the mail with other words in some places."""
    places = re.compile("|".join(map(re.escape, by)))

    def told(words: Any) -> Any:
        return places.sub(lambda place: by[place[0]], words) if isinstance(words, str) else words

    values = {name: told(getattr(mail, name)) for name in Mail.__mapper__.column_attrs.keys()}  # noqa: SIM118
    return Mail(**values | {"headers": {name: told(value) for name, value in mail.headers.items()}})
