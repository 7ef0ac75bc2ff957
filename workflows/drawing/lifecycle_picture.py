"""A status as a picture: its states, and what leads from one to the next."""

from typing import TYPE_CHECKING

from workflows.drawing.svg import EDGE, GRAPH, NODE, NOTE, svg_of
from workflows.lifecycle import Lifecycle

ANYWHERE = "anywhere"
MOST = 4

if TYPE_CHECKING:
    from pygraphviz import AGraph


def draw_lifecycle(lifecycle: Lifecycle, now: str | None = None) -> str:
    """The status as inline SVG; the state that a record is in `now` has the class `current`."""
    titles = {f"move-{source}-{target}": words for (source, target), words in _arrows(lifecycle).items()}
    return svg_of(_graph(lifecycle, now), "lifecycle-map", lifecycle.name.capitalize(), titles)


def lifecycle_dot(lifecycle: Lifecycle) -> str:
    """The same picture in the language of Graphviz."""
    return str(_graph(lifecycle, None).to_string())


def _graph(lifecycle: Lifecycle, now: str | None) -> "AGraph":
    from pygraphviz import AGraph

    graph = AGraph(directed=True, **GRAPH | {"rankdir": "LR"})
    graph.node_attr.update(NODE)
    graph.edge_attr.update(EDGE)
    for state, label in lifecycle.labels.items():
        kind = f"state state-{state}{' current' if state == now else ''}"
        graph.add_node(state, label=label, id=f"state-{state}", **{"class": kind})
    arrows = _arrows(lifecycle)
    if any(source == ANYWHERE for source, _ in arrows):
        graph.add_node(ANYWHERE, label="From most states", **NOTE)
    for (source, target), words in arrows.items():
        graph.add_edge(source, target, label=f" {words} ", id=f"move-{source}-{target}", **{"class": "edge"})
    return graph


def _arrows(lifecycle: Lifecycle) -> dict[tuple[str, str], str]:
    """Between each two states, all that leads from the one to the other.

    What can be done in more than a few states starts at a note instead, or the picture would be a thicket.
    """
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in lifecycle.moves:
        sources = move.sources if len(move.sources) <= MOST else (ANYWHERE,)
        for source in sources:
            arrows.setdefault((source, move.target), []).append(move.trigger.replace("_", " "))
    return {ends: ", ".join(triggers) for ends, triggers in arrows.items()}
