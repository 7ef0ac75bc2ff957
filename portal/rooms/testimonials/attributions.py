"""How an author is named, as a partial order over the parts: what tells less is allowed, what tells something else is
not.

"First name and company" allows neither a title nor the last name, though each of them says no more than it.
"""

from collections.abc import Mapping

PARTS: Mapping[str, frozenset[str]] = {
    "full_name": frozenset({"first_name", "last_name", "title", "company"}),
    "name_company": frozenset({"first_name", "last_name", "company"}),
    "first_name": frozenset({"first_name", "company"}),
    "initials": frozenset({"initials", "company"}),
    "role_company": frozenset({"title", "company"}),
    "role_industry": frozenset({"title", "industry"}),
    "anonymous": frozenset(),
}
"""What each attribution shows."""
IMPLIED = ((frozenset({"first_name", "last_name"}), "initials"), (frozenset({"company"}), "industry"))
"""Whoever is told the first knows the second."""
NEEDED = {"logo": "company", "photo": "first_name"}
"""What an attribution must show for a picture to tell nothing more."""


def tells(attribution: str) -> frozenset[str]:
    """Everything that a reader learns of the author, whether shown or implied."""
    shown = PARTS[attribution]
    return shown | {part for known, part in IMPLIED if known <= shown}


def allows(granted: str, wanted: str) -> bool:
    """Whether whoever allows the first allows the second."""
    return tells(wanted) <= tells(granted)


def allowing(wanted: str) -> tuple[str, ...]:
    """The attributions of which each allows this one."""
    return tuple(granted for granted in PARTS if allows(granted, wanted))


def within(granted: str) -> tuple[str, ...]:
    """Those that whoever allows this one allows as well, beginning with itself."""
    return tuple(wanted for wanted in PARTS if allows(granted, wanted))


def goes_with(picture: str, attribution: str) -> bool:
    """Whether a picture ("logo", "photo") tells nothing beyond this attribution."""
    return NEEDED.get(picture) in PARTS.get(attribution, frozenset())
