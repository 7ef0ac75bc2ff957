"""A round that runs, for every test of these pages."""

import pytest
from flask import Flask

from tests.rooms.betas.pages.rooms import Round, a_round


@pytest.fixture
def round_(app: Flask) -> Round:
    return a_round(app)
