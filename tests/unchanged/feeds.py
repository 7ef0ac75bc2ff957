"""Secret addresses for programs: made by a press of a button, so that they can be read, too."""

import re
from collections.abc import Iterable

from .product import HOST, plain_path
from .reading import Reader
from .tokens import Tokens
from .visible import Form

MAKES = re.compile(r"/feed$")
ADDRESS = re.compile(rf"{HOST}(/[\w/.-]*?/([A-Za-z0-9_-]{{22}})/[\w.-]+)")
PLACE = "feed"


def made_feeds(reader: Reader, forms: Iterable[tuple[Form, str]], tokens: Tokens) -> list[str]:
    """Press each button that makes an address for programs; the addresses, with a name for their secret.

    The second one made takes the place of the first, whose address then answers as one that is over.
    """
    tokens.forget(PLACE)
    made = []
    for form, address in sorted(forms, key=lambda each: each[0].action):
        if MAKES.search(form.action):
            for found in ADDRESS.finditer(reader.send(form, address).text):
                tokens.meet(found[2], PLACE)
                made.append(tokens.hide(plain_path(found[1])))
    return list(dict.fromkeys(made))
