"""A round that runs, for every test of these pages."""

import pytest

from tests.kept import Keeper
from tests.rooms.betas.pages.rooms import Round, a_round


@pytest.fixture
def round_(kept: Keeper) -> Round:
    return kept(a_round)
