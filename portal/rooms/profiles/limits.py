"""How often things may be done here: profiles."""

from portal.core.limits import ACCOUNT, add_limit

add_limit(ACCOUNT, "profiles.own")
