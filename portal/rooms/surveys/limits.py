"""How often things may be done here: surveys."""

from portal.core.limits import LETTERS, LINKS, TEXTS, add_limit

add_limit(LINKS, "surveys.answer")
add_limit(TEXTS, "surveys.own")
add_limit(LETTERS, "surveys.ask")
