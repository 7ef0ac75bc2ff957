"""How often things may be done here: feedback."""

from portal.core.limits import DESK, MARKS, TEXTS, add_limit

add_limit(TEXTS, "feedback.give")
add_limit(MARKS, "feedback.read")
add_limit(
    DESK,
    "feedback.author",
    "feedback.capture",
    "feedback.edit",
    "tags.merge",
    "tags.rename",
    "tags.retire",
    "tags.retire_or_not",
    "tags.tags",
    "tags.unretire",
)
