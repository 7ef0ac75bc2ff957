"""How often things may be done here: drafts."""

from portal.core.limits import MARKS, add_limit

add_limit(MARKS, "drafts.draft", "drafts.drop")
