"""The whole matrix on either database: every route for every kind of person at everything, with and without a token."""

from tests.databases import DATABASES
from tests.matrix.cells import cells
from tests.matrix.walking import what_is_wrong
from tests.torture.odd_values import application

SHOWN = 20


def cells_that_answer_otherwise() -> list[str]:
    """The first of them."""
    wrong: list[str] = []
    for database in DATABASES:
        with application(database) as app:
            wrong += [f"{database}: {each}" for each in what_is_wrong(app, cells(app, full=True))]
    return wrong[:SHOWN]
