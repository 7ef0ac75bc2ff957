"""What ideas are called: statuses, steps, and the one line that product reads first."""

from typing import Any

from babel.lists import format_list
from babel.numbers import format_compact_currency
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .demand import Demand
from .queries.wanting import Summary

STEP_LABELS: dict[str, Any] = {
    "review": _l("Start review"),
    "plan": _l("Plan it"),
    "start": _l("Start work"),
    "ship": _l("Mark as shipped"),
    "decline": _l("Decline it"),
    "reopen": _l("Reopen"),
}
SOURCE_LABELS: dict[str, Any] = {
    "portal": _l("Here"),
    "call": _l("In a call"),
    "interview": _l("In an interview"),
    "event": _l("At an event"),
    "mail": _l("By email"),
    "beta": _l("In a beta"),
    "feedback": _l("In their feedback"),
    "import": _l("In a file"),
}
ANSWER_LABELS: dict[str, Any] = {
    "yes": _l("Yes, it fixes it."),
    "nearly": _l("Nearly."),
    "no": _l("No, it does not."),
}
MISSING_LABELS: dict[str, Any] = {
    "promoter": _l("promoters"),
    "passive": _l("passives"),
    "detractor": _l("detractors"),
    "unknown": _l("people who have never rated us"),
}
ABOUT_THE_SAME = 1.25
"""Up to here one share is about as large as the other."""


def one_line_of(summary: Summary) -> str:
    """Such as "41 people, 9 companies, €1.2M; promoters want it twice as much as others"."""
    parts = [ngettext("%(num)d person", "%(num)d people", summary.people)]
    if summary.companies:
        parts.append(ngettext("%(num)d company", "%(num)d companies", summary.companies))
    if summary.revenue:
        parts.append(short_euros(summary.revenue))
    line = ", ".join(parts)
    compared = _compared(summary.times)
    return f"{line}; {compared}" if compared else line


def demand_text(demand: Demand) -> str:
    """Such as "About 24 % of all customers want it (between 13 % and 41 %)"."""
    if demand.too_few and demand.missing:
        missing = format_list([str(MISSING_LABELS[each]) for each in demand.missing], locale=get_locale() or "en")
        return str(_("Too few %(kinds)s are here to tell what all customers want.", kinds=missing))
    if demand.too_few:
        return str(_("Too few customers are here to tell what all of them want."))
    share, low, high = (round(100 * each) for each in (demand.share, demand.low, demand.high))
    return str(
        _(
            "About %(share)s %% of all customers want it (between %(low)s %% and %(high)s %%).",
            share=share,
            low=low,
            high=high,
        )
    )


def short_euros(amount: int) -> str:
    """Such as "€1.2M"."""
    return str(format_compact_currency(amount, "EUR", locale=get_locale() or "en", fraction_digits=1))


def _compared(times: float | None) -> str:
    if times is None:
        return ""
    if times == 0:
        return str(_("no promoter here wants it"))
    more = max(times, 1 / times)
    if more <= ABOUT_THE_SAME:
        return str(_("promoters want it about as much as others"))
    if times > 1:
        return str(_("promoters want it %(times)s as much as others", times=_times(more)))
    return str(_("others want it %(times)s as much as promoters", times=_times(more)))


def _times(more: float) -> str:
    if 1.75 <= more < 2.25:
        return str(_("twice"))
    return str(_("%(number)s times", number=f"{more:.1f}".removesuffix(".0")))
