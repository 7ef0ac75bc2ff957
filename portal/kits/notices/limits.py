"""How often things may be done here: notices."""

from portal.core.limits import ACCOUNT, DESK, LETTERS, MACHINES, MARKS, add_limit

add_limit(MARKS, "inbox.read", "inbox.read_all")
add_limit(ACCOUNT, "preferences.preferences")
add_limit(MACHINES, "notices.unsubscribe", "notices.unsubscribe_one_click")
add_limit(LETTERS, "addresses.again")
add_limit(DESK, "addresses.lift")
