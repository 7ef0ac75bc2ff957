"""What features say about mails: whether one may still go out, and whether its words are for its reader alone."""

from collections.abc import Callable

from portal.core.registry import Registry, full_name

from ...models import Mail

Check = Callable[[Mail], str | None]
Mark = Callable[[Mail], bool]
_checks: Registry[Check] = Registry("mail_check")
_marks: Registry[Mark] = Registry("private_mail_check")


def mail_check(check: Check) -> Check:
    """Register a last look at each mail before it goes out. A reason holds the mail back for good (state `held`)."""
    return _checks.add(full_name(check), check)


def reason_against(mail: Mail) -> str | None:
    """The first reason that a last look finds."""
    return next((reason for check in _checks.values() if (reason := check(mail))), None)


def private_mail_check(mark: Mark) -> Mark:
    """Register which mails quote what perhaps their reader alone may see, so that no page shows it to others."""
    return _marks.add(full_name(mark), mark)


def is_for_its_reader(mail: Mail) -> bool:
    """Whether the words of this mail are for nobody but its reader."""
    return any(mark(mail) for mark in _marks.values())
