"""Who finds what in the bar, and what in their own menu."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core import menu
from portal.core.menu import MAX_IN_BAR, Entry, add_menu_entry, links_for, menu_for
from portal.people.viewer import Viewer
from tests.actors import a_member, a_user, staff
from tests.registries import restored

MENUS = {
    "owner": (
        "home.today people.people care.cases feedback.feedback testimonials.quotes nurture.map",
        (
            "preferences.preferences you.account forum.community ideas.ideas betas.betas profiles.directory "
            "calendar.coming_up surveys.answers jobs.jobs users.users admin.health"
        ),
    ),
    "success": (
        "home.today people.people care.cases feedback.feedback testimonials.quotes nurture.map",
        (
            "preferences.preferences you.account forum.community ideas.ideas betas.betas "
            "profiles.directory calendar.coming_up surveys.answers jobs.jobs"
        ),
    ),
    "marketing": (
        "home.today people.people forum.community ideas.ideas feedback.feedback testimonials.quotes",
        (
            "preferences.preferences you.account betas.betas profiles.directory calendar.coming_up "
            "surveys.answers jobs.jobs"
        ),
    ),
    "product": (
        "home.today people.people ideas.ideas care.cases feedback.feedback testimonials.quotes",
        (
            "preferences.preferences you.account forum.community betas.betas "
            "profiles.directory calendar.coming_up surveys.answers jobs.jobs"
        ),
    ),
    "moderator": (
        "home.today people.people forum.community ideas.ideas feedback.feedback",
        "preferences.preferences you.account profiles.directory calendar.coming_up surveys.answers",
    ),
    "executive": (
        "home.today people.people care.cases feedback.feedback testimonials.quotes nurture.map",
        (
            "preferences.preferences you.account forum.community ideas.ideas "
            "betas.betas profiles.directory calendar.coming_up surveys.answers"
        ),
    ),
    "admin": (
        "admin.health people.people",
        "preferences.preferences you.account calendar.coming_up jobs.jobs users.users",
    ),
    "member": (
        "home.home forum.community ideas.ideas betas.betas you.you",
        "preferences.preferences profiles.directory calendar.coming_up",
    ),
}


def endpoints(viewer: Viewer, place: str) -> list[str]:
    return [entry.endpoint for entry in menu_for(viewer, place)]


@pytest.mark.parametrize("who", MENUS)
def test_everybody_finds_their_entries_where_they_were(app: Flask, who: str) -> None:
    viewer = Viewer(a_user(a_member()) if who == "member" else staff(who))
    bar, own = MENUS[who]
    assert endpoints(viewer, "main") == bar.split()
    assert endpoints(viewer, "user") == own.split()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "role", "entry"),
    [
        ("/community/agreements", "moderator", "Community"),
        ("/community/drafts", "moderator", "Community"),
        ("/tasks", "owner", "Nurture"),
    ],
)
def test_pages_of_a_kit_belong_to_the_entry_under_which_they_are_found(
    app: Flask, path: str, role: str, entry: str
) -> None:
    viewer = Viewer(staff(role))
    with app.test_request_context(path):
        assert [link.label for link in links_for(viewer) if link.active] == [entry]


@pytest.fixture
def nothing_yet() -> Iterator[None]:
    with restored(menu._entries, empty=True):
        yield


class Anybody:
    is_authenticated = True


def add(name: str, order: int, **more: object) -> None:
    add_menu_entry(Entry(name, f"{name}.{name}", "x", order, lambda _viewer: True, **more))


@pytest.mark.usefixtures("nothing_yet")
def test_a_full_bar_gives_up_the_least_important_and_of_equals_the_last() -> None:
    add("first", 1, priority=10)
    for number in range(MAX_IN_BAR):
        add(f"room{number}", 10 + number)
    assert [entry.label for entry in menu_for(Anybody())] == [f"room{number}" for number in range(MAX_IN_BAR)]
    assert [entry.label for entry in menu_for(Anybody(), "user")] == ["first"]

    add("first", 1, priority=50)
    assert [entry.label for entry in menu_for(Anybody(), "user")] == [f"room{MAX_IN_BAR - 1}"]


@pytest.mark.usefixtures("nothing_yet")
def test_what_the_bar_has_no_room_for_stands_below_the_account_in_the_order_of_the_bar() -> None:
    add("account", 10, place="user")
    add("calendar", 25, place="user")
    for number in range(MAX_IN_BAR + 2):
        add(f"room{number}", 30 + number)
    assert [entry.label for entry in menu_for(Anybody(), "user")] == ["account", "room6", "room7", "calendar"]


@pytest.mark.usefixtures("nothing_yet")
def test_the_same_page_again_replaces_its_entry() -> None:
    add("room", 10)
    add("room", 10, badge="new")
    assert [entry.badge for entry in menu_for(Anybody())] == ["new"]


def test_a_place_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="cellar"):
        add("room", 10, place="cellar")
