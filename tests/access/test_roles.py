import pytest

from portal.access.roles import CAPABILITIES, ROLES, add_capability, capabilities_of
from tests.registries import restored

TABLE = """
                 owner success marketing product moderator executive admin
people.read      x     x       x         x       x         x         x
people.edit      x     x       -         -       -         -         -
people.invite    x     x       x         -       -         -         -
people.import    x     x       x         -       -         -         x
people.erase     x     x       -         -       -         -         x
cases.read       x     x       -         x       -         x         -
cases.work       x     x       -         -       -         -         -
tasks.work       x     x       x         x       x         x         -
surveys.ask      x     x       -         -       -         -         -
feedback.read    x     x       x         x       x         x         -
feedback.edit    x     x       x         x       -         -         -
quotes.read      x     x       x         x       -         x         -
quotes.edit      x     x       x         -       -         -         -
quotes.release   x     -       x         -       -         -         -
forum.read       x     x       x         x       x         x         -
forum.write      x     x       x         x       x         x         -
forum.moderate   x     -       -         -       x         -         -
forum.manage     x     -       -         -       x         -         -
ideas.read       x     x       x         x       x         x         -
ideas.write      x     x       x         x       x         x         -
ideas.decide     x     -       -         x       -         -         -
ideas.moderate   x     -       -         x       x         -         -
ideas.manage     x     -       -         x       -         -         -
betas.read       x     x       x         x       -         x         -
betas.manage     x     -       -         x       -         -         -
nurture.read     x     x       -         -       -         x         -
nurture.edit     x     -       -         -       -         -         -
admin.read       x     -       -         -       -         -         x
admin.edit       x     -       -         -       -         -         x
users.edit       x     -       -         -       -         -         x
sign_ins.read    x     -       -         -       -         -         -
"""


def table() -> dict[str, set[str]]:
    """By role, what it allows, as the table has it."""
    head, *lines = TABLE.strip("\n").splitlines()
    allowed: dict[str, set[str]] = {role: set() for role in head.split()}
    for capability, *marks in map(str.split, lines):
        for role, mark in zip(allowed, marks, strict=True):
            allowed[role] |= {capability} if mark == "x" else set()
    return allowed


def test_every_role_allows_exactly_what_the_table_says() -> None:
    assert {role: set(allowed) for role, allowed in ROLES.items()} == table()
    assert set(CAPABILITIES) == table()["owner"]


def test_nothing_is_allowed_twice() -> None:
    assert all(len(allowed) == len(set(allowed)) for allowed in ROLES.values())


def test_two_roles_allow_what_either_does() -> None:
    allowed = capabilities_of(["moderator", "admin", "nobody"])
    assert allowed == table()["moderator"] | table()["admin"]


def test_a_capability_that_is_declared_again_is_given_anew() -> None:
    before = dict(ROLES)
    try:
        with restored(CAPABILITIES):
            add_capability("toys.play", "play", roles=("product",))
            add_capability("toys.play", "play", roles=("executive",))
            assert [role for role, allowed in ROLES.items() if "toys.play" in allowed] == ["owner", "executive"]
    finally:
        ROLES.update(before)


def test_a_role_that_there_is_not_gets_nothing() -> None:
    with pytest.raises(ValueError, match="wizard"):
        add_capability("toys.play", "play", roles=("wizard",))
