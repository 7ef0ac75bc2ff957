"""The room itself: its blueprint, and its entry in the menu.

Administrators have it in the bar; owners, whose bar is full of people, in their own menu.
"""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from portal.core.menu import Entry, add_menu_entry

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
add_menu_entry(
    Entry(
        _l("Workings"),
        "admin.health",
        "heartbeat",
        10,
        lambda viewer: viewer.may("admin.read") and not viewer.may("cases.read"),
    )
)
add_menu_entry(
    Entry(
        _l("Workings"),
        "admin.health",
        "heartbeat",
        80,
        lambda viewer: viewer.may("admin.read") and viewer.may("cases.read"),
        place="user",
    )
)
