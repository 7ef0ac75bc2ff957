"""Mails as their readers see them."""

import json
import re
from collections.abc import Iterable
from typing import Any

from .product import HOST, plain_path
from .tokens import Tokens
from .visible import Visible

LINK = re.compile(rf"{HOST}(/[^\s\"<>#]*)")


def links_in(mails: Iterable[dict[str, Any]]) -> list[str]:
    """The addresses on this site that mails lead to, each once."""
    texts = (f"{mail['text']}\n{mail['headers']}" for mail in mails)
    return list(dict.fromkeys(path for text in texts for path in LINK.findall(text)))


def readable(mail: dict[str, Any], tokens: Tokens) -> dict[str, Any]:
    """What reaches the reader of a mail, with names for its secrets, and where it leads."""
    seen = Visible(mail["html"])
    words = {
        "name": f"{mail['recipient']} {str(mail['created_at'])[:19]} {mail['subject']}",
        "head": f"From: {mail['sender_name']}\nReply-To: {mail['reply_to']}\nKind: {mail['category']}",
        "headers": json.dumps(json.loads(mail["headers"]), indent=1, sort_keys=True, ensure_ascii=False),
        "text": mail["text"],
        "html": "\n".join([*seen.lines, *(f"→ {plain_path(link)}" for link in seen.links)]),
    }
    hidden: dict[str, Any] = {part: tokens.hide(text) for part, text in words.items()}
    return hidden | {"links": [tokens.hide(link) for link in links_in([mail])]}
