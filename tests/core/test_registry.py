import pytest

from portal.core.registry import Registry


def test_the_same_name_again_replaces_what_was_there_in_its_place() -> None:
    toys: Registry[str] = Registry("add_toy")
    toys.add("ball", "red")
    toys.add("kite", "blue")
    assert toys.add("ball", "green") == "green"
    assert list(toys.items()) == [("ball", "green"), ("kite", "blue")]


@pytest.mark.parametrize("name", ["", " ", " ball", None, 7])
def test_nonsense_is_no_name(name: object) -> None:
    toys: Registry[str] = Registry("add_toy")
    with pytest.raises(ValueError, match="add_toy"):
        toys.add(name, "red")
    assert not toys


def test_what_is_taken_out_is_gone_and_what_is_not_there_may_be_taken_out() -> None:
    toys: Registry[str] = Registry("add_toy")
    toys.add("ball", "red")
    toys.discard("ball")
    toys.discard("ball")
    assert toys.get("ball") is None
    assert toys.changes == 3
