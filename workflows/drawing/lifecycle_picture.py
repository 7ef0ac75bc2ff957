"""A status as a picture: its states, and what leads from one to the next."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from workflows.drawing.svg import EDGE, GRAPH, NODE, NOTE, svg_of
from workflows.lifecycle import Lifecycle

ANYWHERE = "anywhere"
MAX_SOURCES = 4
BOX_WIDTH = 26

if TYPE_CHECKING:
    from pygraphviz import AGraph


def _plainly(trigger: str) -> str:
    return trigger.replace("_", " ")


@dataclass(frozen=True)
class Labels:
    """How a page says what the data says: `label` and `trigger` in the reader's language, `notes` small below a state,
    `link` the address of a state, `from_most` where an arrow begins that almost every state could send.

    `down` draws it from top to bottom. Without `named` arrows have no words beside them, only titles.
    `aside` are states that people get to from many others: arrows to them would be a thicket, so they stand in a row of
    their own and say, with `comes_from`, where one comes from.
    """

    title: str = ""
    label: Callable[[str], str] = str
    trigger: Callable[[str], str] = _plainly
    notes: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[str], str] | None = None
    aside: Collection[str] = ()
    from_most: str = "From most states"
    comes_from: str = "from"
    down: bool = False
    named: bool = True


PLAINLY = Labels()


def draw_lifecycle(lifecycle: Lifecycle, now: str | None = None, labels: Labels = PLAINLY) -> str:
    """The status as inline SVG; the state that a record is in `now` has the class `current`.

    Classes to dress it by: `lifecycle-map` (and `down`) on the whole; `state state-KEY`, with `current` or `aside`;
    `edge`; `note`.
    """
    arrows = _arrows(lifecycle, labels)
    titles = {f"move-{source}-{target}": text for (source, target), text in arrows.items()}
    name = labels.title or lifecycle.name.capitalize()
    kind = "lifecycle-map down" if labels.down else "lifecycle-map"
    return svg_of(_graph(lifecycle, now, labels), kind, name, titles)


def lifecycle_dot(lifecycle: Lifecycle) -> str:
    """The same picture in the language of Graphviz."""
    return str(_graph(lifecycle, None, PLAINLY).to_string())


def _graph(lifecycle: Lifecycle, now: str | None, labels: Labels) -> "AGraph":
    from pygraphviz import AGraph

    graph = AGraph(directed=True, **GRAPH | {"rankdir": "TB" if labels.down else "LR"})
    graph.node_attr.update(NODE)
    graph.edge_attr.update(EDGE)
    for state in lifecycle.states:
        _add_state(graph, lifecycle, state, state == now, labels)
    for here, there in zip(_aside(lifecycle, labels), _aside(lifecycle, labels)[1:], strict=False):
        graph.add_edge(here, there, style="invis", weight="10")
    arrows = _arrows(lifecycle, labels)
    if any(source == ANYWHERE for source, _ in arrows):
        graph.add_node(ANYWHERE, label=labels.from_most, **NOTE)
    for (source, target), text in arrows.items():
        label = f" {text} " if labels.named else ""
        graph.add_edge(source, target, label=label, id=f"move-{source}-{target}", **{"class": "edge"})
    return graph


def _add_state(graph: "AGraph", lifecycle: Lifecycle, state: str, is_current: bool, labels: Labels) -> None:
    name, note = labels.label(lifecycle.labels[state]), labels.notes.get(state, "")
    marks = f"{' current' if is_current else ''}{' aside' if state in labels.aside else ''}"
    linked = {"URL": labels.link(state), "tooltip": f"{name}: {note}" if note else name} if labels.link else {}
    graph.add_node(
        state, label=_box(lifecycle, state, name, note, labels), id=f"state-{state}",
        **{"class": f"state state-{state}{marks}"}, **linked,
    )  # fmt: skip


def _box(lifecycle: Lifecycle, state: str, name: str, note: str, labels: Labels) -> str:
    small = [note] if note else []
    if state in labels.aside:
        froms = ", ".join(labels.label(lifecycle.labels[source]) for source in _sources(lifecycle, state))
        small += wrap(f"{labels.comes_from} {froms}", BOX_WIDTH)
    if not small:
        return name
    foot = "".join(f'<br/><font point-size="11">{escape(line)}</font>' for line in small)
    return f"<<b>{escape(name)}</b>{foot}>"


def _sources(lifecycle: Lifecycle, state: str) -> list[str]:
    return list(dict.fromkeys(source for move in lifecycle.moves if move.target == state for source in move.sources))


def _aside(lifecycle: Lifecycle, labels: Labels) -> list[str]:
    return [state for state in lifecycle.states if state in labels.aside]


def _arrows(lifecycle: Lifecycle, labels: Labels) -> dict[tuple[str, str], str]:
    """Between each two states, all that leads from the one to the other.

    What can be done in more than a few states starts at a note instead, or the picture would be a thicket.
    """
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in lifecycle.moves:
        sources = move.sources if len(move.sources) <= MAX_SOURCES else (ANYWHERE,)
        for source in sources:
            if move.target not in labels.aside and source not in labels.aside:
                arrows.setdefault((source, move.target), []).append(labels.trigger(move.trigger))
    return {ends: ", ".join(triggers) for ends, triggers in arrows.items()}
