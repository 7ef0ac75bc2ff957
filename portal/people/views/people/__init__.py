"""People and companies as staff see them: lists, a page for each, doubles, job changes.

For success, marketing and everybody else with a role; members never see any of it.
"""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from portal.core.menu import Entry, add_menu_entry

from ...labels import country_name, euros
from ...viewer import may_be_asked

blueprint = Blueprint("people", __name__)
blueprint.add_app_template_filter(country_name)
blueprint.add_app_template_filter(euros)
blueprint.add_app_template_global(may_be_asked)
add_menu_entry(
    Entry(_l("People"), "people.people", "users", 20, lambda found: found.may("people.read"), also=("invitations",))
)

from . import (  # noqa: E402 - they add their pages
    closing,
    companies,
    company,
    doubles,
    job_changes,
    listing,
    merging,
    pauses,
    person,
)

__all__ = [
    "blueprint",
    "closing",
    "companies",
    "company",
    "doubles",
    "job_changes",
    "listing",
    "merging",
    "pauses",
    "person",
]
