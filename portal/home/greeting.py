"""A good morning, in the reader's own zone."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import to_user_timezone


def greeting(moment: datetime, name: str) -> str:
    """ "Good morning, Mei"; between ten at night and five in the morning nobody is told what time it is."""
    hour = to_user_timezone(moment).hour
    if 5 <= hour < 12:
        return str(_("Good morning, %(name)s", name=name))
    if 12 <= hour < 18:
        return str(_("Good afternoon, %(name)s", name=name))
    if 18 <= hour < 22:
        return str(_("Good evening, %(name)s", name=name))
    return str(_("Hello, %(name)s", name=name))
