"""Secret addresses for programs: made by a press of a button, so that they can be read, too."""

import re
from collections.abc import Iterable, Iterator

from .forms import Form
from .product import HOST
from .reading import Reader
from .tokens import Tokens

MAKES = re.compile(r"/feed$")
ADDRESS = re.compile(rf"{HOST}(/[\w/.-]*?/([A-Za-z0-9_-]{{22}}|[0-9a-f]{{32}})/[\w.-]+)")
PLACE = "feed"


def made_feeds(reader: Reader, forms: Iterable[tuple[Form, str]], tokens: Tokens) -> Iterator[tuple[str, list[str]]]:
    """Press each button that makes an address for programs: the name of its secret, and the addresses with it.

    A new one ends the one before, so read each before asking for the next.
    """
    tokens.forget(PLACE)
    for form, address in sorted(forms, key=lambda each: each[0].action):
        if MAKES.search(form.action):
            found = list(ADDRESS.finditer(reader.send(form, address).text))
            for secret in {each[2]: None for each in found}:
                tokens.meet(secret, PLACE)
                yield tokens.hide(secret), [tokens.hide(each[1]) for each in found if each[2] == secret]
