"""What goes and what stays when somebody leaves, in words: from what features registered."""

from collections.abc import Iterable

from portal.core.personal import kept_of_people


def what_goes() -> list[str]:
    """What is theirs, kind by kind."""
    return _once(str(kept.label) for kept in kept_of_people()[::-1] if not kept.stays)


def what_stays() -> list[str]:
    """What remains without a name."""
    return _once(str(kept.stays) for kept in kept_of_people()[::-1])


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
