"""What features say about mails: whether one may still go out, and whether its words are for its reader alone."""

from collections.abc import Callable

from ...models import Mail

Check = Callable[[Mail], str | None]
_checks: list[Check] = []
_marks: list[Callable[[Mail], bool]] = []


def before_send(check: Check) -> Check:
    """Register a last look at each mail before it goes out. A reason holds the mail back for good (state `held`)."""
    if check not in _checks:
        _checks.append(check)
    return check


def reason_against(mail: Mail) -> str | None:
    """The first reason that a last look finds."""
    return next((reason for check in _checks if (reason := check(mail))), None)


def for_its_reader(mark: Callable[[Mail], bool]) -> Callable[[Mail], bool]:
    """Register which mails quote what perhaps their reader alone may see, so that no page shows it to others."""
    if mark not in _marks:
        _marks.append(mark)
    return mark


def is_for_its_reader(mail: Mail) -> bool:
    """Whether the words of this mail are for nobody but its reader."""
    return any(mark(mail) for mark in _marks)
