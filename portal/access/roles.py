"""Roles and what they allow: the one table. Staff act by capability, never by role name.

Each feature declares its capabilities in `capabilities.py`, with the roles that have each. The owner has all.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from portal.core.registry import Registry

OWNER = "owner"
CAPABILITIES: Registry[Any] = Registry("add_capability")
"""What somebody may do, as a lazy gettext, by its name."""
ROLES: dict[str, tuple[str, ...]] = dict.fromkeys(
    (OWNER, "success", "marketing", "product", "moderator", "executive", "admin"), ()
)


def add_capability(name: str, label: Any, roles: Sequence[str] = ()) -> str:
    """Declare a capability, which the owner and these roles have; the same name again replaces it.

    Raises ValueError for a role that there is not.
    """
    unknown = sorted({*roles} - {*ROLES})
    if unknown:
        raise ValueError(f"{name} is given to {', '.join(unknown)}, which is no role")
    for role, allowed in ROLES.items():
        others = tuple(each for each in allowed if each != name)
        ROLES[role] = (*others, name) if role == OWNER or role in roles else others
    CAPABILITIES.add(name, label)
    return name


def capabilities_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything that these roles allow together; an unknown role allows nothing."""
    return frozenset(capability for role in roles for capability in ROLES.get(role, ()))


def makes_staff(roles: Collection[object]) -> bool:
    """Whether whoever holds these roles works here. Any role does; a login that holds none is of a member, or of
    somebody who works here no more. `access.queries.is_staff` asks the database the same.
    """
    return bool(roles)


def roles_with(capability: str) -> list[str]:
    """The roles that allow `capability`."""
    return [role for role, allowed in ROLES.items() if capability in allowed]
