"""Both life cycles as pictures, from the data that runs them, with the same as a table for whoever reads none."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from workflows.lifecycle import Lifecycle

from .badges import ASIDE, MOVES, PEOPLE_MOVES, SHELF_OF, move_button
from .lifecycle import APPLICANT, BETA
from .models import Beta


class StateLine(NamedTuple):
    """A state as a line of the table: its name, and what leads from it where."""

    state: str
    label: str
    leads: list[tuple[str, str]]


def way_of(beta: Beta) -> Markup:
    """The way of a beta, with the stage in which this one stands marked."""
    from workflows.drawing import Labels, draw_lifecycle

    labels = Labels(
        title=_("The way of a beta"),
        label=_,
        trigger=lambda trigger: str(move_button(trigger)[0]),
        notes={beta.status: _("it's here")},
        from_most=_("From most stages"),
        named=False,
    )
    return Markup(draw_lifecycle(BETA, beta.status, labels))  # noqa: S704 - drawn by us, text escaped


def people_picture(beta: Beta, counts: Mapping[str, int]) -> Markup:
    """How people come in, test and leave, with how many stand where; each state leads to those people."""
    from workflows.drawing import Labels, draw_lifecycle

    labels = Labels(
        title=_("The people of a beta"),
        label=_,
        trigger=lambda trigger: str(PEOPLE_MOVES[trigger]),
        notes={state: people_label(counts.get(state, 0)) for state in APPLICANT.states},
        link=lambda state: url_for("betas.testers", beta_id=beta.id, show=SHELF_OF[state]),
        aside=ASIDE,
        comes_from=_("from:"),
        down=True,
    )
    return Markup(draw_lifecycle(APPLICANT, labels=labels))  # noqa: S704 - drawn by us, text escaped


def people_label(count: int) -> str:
    return str(ngettext("%(num)d person", "%(num)d people", count))


def lines_of(lifecycle: Lifecycle) -> list[StateLine]:
    """Every state with what leads on: the same as the picture says."""
    labels = {trigger: button[0] for trigger, button in MOVES.items()} if lifecycle is BETA else PEOPLE_MOVES
    return [
        StateLine(
            state,
            _(lifecycle.labels[state]),
            [
                (str(labels[trigger]), _(lifecycle.labels[lifecycle.after(state, trigger)]))
                for trigger in lifecycle.triggers(state)
            ],
        )
        for state in lifecycle.states
    ]
