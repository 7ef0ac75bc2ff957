"""A round that runs, for every test of these pages."""

import pytest

from tests.betas.pages.rooms import Round, a_round
from tests.kept import Keeper


@pytest.fixture
def round_(kept: Keeper) -> Round:
    return kept(a_round)
