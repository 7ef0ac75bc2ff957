"""How often things may be done here: leaving."""

from portal.core.limits import ACCOUNT, DESK, EXPORTS, LETTERS, LINKS, add_limit

add_limit(LETTERS, "leaving.leaving")
add_limit(ACCOUNT, "leaving.ask_copy")
add_limit(EXPORTS, "leaving.copy")
add_limit(LINKS, "leaving.undo")
add_limit(
    DESK, "departures.agree_to", "departures.decline_it", "departures.erase", "departures.keep", "departures.retry"
)
