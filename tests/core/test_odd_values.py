"""Some of the odd values that `make torture` sends to every route and parameter."""

from random import Random

from flask import Flask

from tests.kept import Keeper
from tests.odd_values.sending import what_broke
from tests.world import a_world

SENT = 250
"""To each of the two databases."""


def test_odd_values_are_answered_and_leave_nothing_half_written(app: Flask, kept: Keeper) -> None:
    assert what_broke(app, kept(a_world), Random(f"{SENT} on any database"), SENT) == []
