"""How often things may be done here: the calendar."""

from portal.core.limits import ACCOUNT, FEEDS, add_limit

add_limit(FEEDS, "calendar.calendar_feed")
add_limit(ACCOUNT, "calendar.make_feed", "calendar.stop_feed")
