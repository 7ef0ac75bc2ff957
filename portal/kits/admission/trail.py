"""The pages above those of agreements, named by the feature that agreements are managed from."""

from collections.abc import Callable

Page = tuple[str, str]
Trail = Callable[[], list[Page]]
_trails: dict[str, Trail] = {}


def agreement_trail(trail: Trail) -> Trail:
    """Register the pages above agreements, the topmost first: (title, address) of each. The last one counts."""
    _trails["agreements"] = trail
    return trail


def trail_to_agreements() -> list[Page]:
    """Those pages; none where nobody named any."""
    return _trails["agreements"]() if _trails else []
