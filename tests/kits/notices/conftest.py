"""Something to be told of, for the tests of this folder that ask for it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.kits.notices.things import things_to_tell


@pytest.fixture
def things(app: Flask) -> Iterator[None]:
    with things_to_tell():
        yield
