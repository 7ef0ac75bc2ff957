"""A page of an inbox as sentences: who did what, and the thing it is about as the reader may see it."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.slots import Mark
from portal.people.viewer import Viewer

from ..kinds import KINDS
from ..models import Notice
from ..sources import Shown, shown_to


class InboxLine(NamedTuple):
    """One notice, told."""

    notice: Notice
    icon: str
    who: str
    label: str
    shown: Shown

    @property
    def mark(self) -> Mark:
        """Whether it asks or invites."""
        return KINDS[self.notice.kind].mark

    @property
    def url(self) -> str:
        """Where it leads; opening it changes nothing here, the page itself says what was read."""
        anchor = self.notice.anchor
        return f"{self.shown.url}#{anchor}" if anchor and "#" not in self.shown.url else self.shown.url


def told_lines(notices: Sequence[Notice], viewer: Viewer) -> list[InboxLine]:
    """The notices as sentences; what the viewer may not see, or nobody can tell any more, is left out."""
    shown = shown_to(viewer, {(notice.about_kind, notice.about_id) for notice in notices})
    return [
        InboxLine(notice, KINDS[notice.kind].icon, _first(notice), told_line(notice), shown[about])
        for notice in notices
        if (about := (notice.about_kind, notice.about_id)) in shown and notice.kind in KINDS
    ]


def told_line(notice: Notice) -> str:
    """ "Mei Tanaka and 3 others replied"."""
    return str(KINDS[notice.kind].line) % {"who": _who(notice), "count": notice.count}


def _who(notice: Notice) -> str:
    others = notice.actors - (1 if notice.actor is not None else 0)
    if others < 1:
        return _first(notice)
    if others == 1:
        return str(_("%(name)s and one other", name=_first(notice)))
    return str(ngettext("%(name)s and %(num)d other", "%(name)s and %(num)d others", others, name=_first(notice)))


def _first(notice: Notice) -> str:
    """The newest person of a notice; the house where nobody in particular did it."""
    return notice.actor.name if notice.actor is not None else str(current_app.config["COMPANY_NAME"])
