"""How often things may be done here: the home page."""

from portal.core.limits import MARKS, add_limit

add_limit(MARKS, "home.set_theme")
