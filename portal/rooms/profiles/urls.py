"""Where somebody's profile is: every name in the community that leads anywhere leads there."""

from portal.core.urls import path_pattern


def profile_url(handle: str) -> str:
    """The page of whoever is called so; for whom it is, the page says."""
    return path_pattern("profiles.profile", "handle").format(handle)
