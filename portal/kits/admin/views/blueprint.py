"""The room itself: its blueprint, and its entry in the menu.

Administrators have it in the bar; owners, whose bar is full of people, in their own menu.
"""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from portal.core.menu import Entry, add_menu_entry

from ..tabs import add_admin_tab, admin_tabs

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
blueprint.add_app_template_global(admin_tabs)
add_admin_tab(_l("Health"), "admin.health", 10)
add_admin_tab(_l("Emails"), "admin.mails", 20)
add_admin_tab(_l("Deliveries"), "admin.deliveries", 50)
add_admin_tab(_l("Audit log"), "admin.acts", 60)
add_menu_entry(
    Entry(
        _l("System"),
        "admin.health",
        "heartbeat",
        10,
        lambda viewer: viewer.may("admin.read") and not viewer.may("cases.read"),
    )
)
add_menu_entry(
    Entry(
        _l("System"),
        "admin.health",
        "heartbeat",
        80,
        lambda viewer: viewer.may("admin.read") and viewer.may("cases.read"),
        place="user",
    )
)
