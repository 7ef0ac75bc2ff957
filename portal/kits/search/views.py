"""The one search page, and the same as JSON."""

from collections.abc import Collection, Iterable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.errors import wants_json
from portal.core.inputs import argument, offset_in
from portal.core.links import add_link
from portal.core.urls import same_page
from portal.people.viewer import viewer
from search_index import IndexUnavailable

from .cli import as_object
from .labels import facet_label, note_label, value_label
from .queries import MAX_OFFSET, SIZE, Answer, Asked, find
from .sources import groups_of, sources

blueprint = Blueprint("search", __name__)
add_link("search", "search.results")
CHOICES = ("tag", "source", "status", "segment")
LONGEST = 500
MAX_VALUES = 30
OPEN = ("kind", "tag", "channel", "territory")
"""Facets that stand open from the start."""


@blueprint.get("/search")
@may("feedback.read")
def results() -> ResponseReturnValue:
    asked = _asked()
    try:
        answer = find(asked, viewer())
    except IndexUnavailable:
        return _away(asked)
    if wants_json():
        return as_object(answer)
    return render_template(
        "search/results.html",
        asked=asked,
        answer=answer,
        facets=list(_facets(asked, answer)),
        chosen=_choices(asked),
        notes=[note_label(note) for note in answer.notes],
        templates={kind: source.template for kind, source in sources().items()},
        kinds={kind: source.label for kind, source in sources().items()},
        corrected=same_page({"q": answer.suggestion, "offset": None}) if answer.suggestion else None,
        pages=_pages(asked, answer),
    )


def _asked() -> Asked:
    kinds = frozenset(request.args.getlist("kind")) & frozenset(sources())
    return Asked(
        words=argument("q", LONGEST),
        kinds=kinds,
        choices={name: frozenset(request.args.getlist(name)[:20]) for name in CHOICES},
        channel=argument("channel", 20),
        territory=argument("territory", 2).upper(),
        offset=offset_in("offset", MAX_OFFSET),
        newest_first=argument("order") == "newest",
    )


def _away(asked: Asked) -> ResponseReturnValue:
    message = _("The index is being rebuilt. Search will be back in a moment.")
    if wants_json():
        return {"error": message, "status": 503}, 503, {"Retry-After": "5"}
    return render_template("search/away.html", asked=asked, message=message), 503, {"Retry-After": "5"}


def _chosen(asked: Asked) -> dict[str, frozenset[str]]:
    return {
        **asked.choices,
        "kind": asked.kinds,
        "channel": frozenset({asked.channel} - {""}),
        "territory": frozenset({asked.territory} - {""}),
    }


def _facets(asked: Asked, answer: Answer) -> Iterable[dict[str, Any]]:
    """Each facet with its values: (label, count, address, chosen). Choosing again takes the choice back."""
    chosen = _chosen(asked)
    for name, counts in answer.facets.items():
        picked = chosen.get(name, frozenset())
        offered = dict([*counts[:MAX_VALUES], *((value, dict(counts).get(value, 0)) for value in sorted(picked))])
        for label, group in _parted(name, offered):
            values = [(value_label(name, each), offered[each], _toggled(name, each), each in picked) for each in group]
            is_open = name in OPEN or any(each in picked for each in group)
            yield {"name": name, "label": label, "values": values, "open": is_open}


def _parted(name: str, offered: Collection[str]) -> list[tuple[str, list[str]]]:
    """The values of a facet under the headings of their groups, in the order of the groups."""
    groups = groups_of(name, offered)
    parts: dict[tuple[int, str], list[str]] = {}
    for value in offered:
        parts.setdefault(groups.get(value, (0, facet_label(name))), []).append(value)
    return [(label, values) for (_place, label), values in sorted(parts.items())]


def _choices(asked: Asked) -> list[tuple[str, str, str]]:
    """What is chosen: facet, value, and the address that takes it back."""
    return [
        (facet_label(name), value_label(name, value), _toggled(name, value))
        for name, picked in _chosen(asked).items()
        for value in sorted(picked)
    ]


def _toggled(name: str, value: str) -> str:
    current = request.args.getlist(name)
    if value in current:
        chosen = [each for each in current if each != value]
    else:
        chosen = [value] if name in {"channel", "territory"} else [*current, value]
    return same_page({name: chosen, "offset": None})


def _pages(asked: Asked, answer: Answer) -> dict[str, str | None]:
    """Results are ranked, so they are paged by number; nobody reads beyond two thousand."""
    after = asked.offset + SIZE
    return {
        "newer": same_page({"offset": max(asked.offset - SIZE, 0) or None}) if asked.offset else None,
        "older": same_page({"offset": after}) if after < min(answer.total, MAX_OFFSET) else None,
    }
