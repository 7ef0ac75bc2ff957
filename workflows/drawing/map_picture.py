"""A nurture map as people read it: the way to the goal in a column, care and rest beside it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workflows.drawing.labels import Translate, arrow_label, arrow_title, box_label, stage_name
from workflows.drawing.spine import ANYWHERE, Arrow, Spine
from workflows.drawing.svg import EDGE, GRAPH, NODE, NOTE, svg_of
from workflows.marking import say
from workflows.nurture_map import NurtureMap, Stage

if TYPE_CHECKING:
    from pygraphviz import AGraph

_DRESS = {
    "goal": {"color": "#0b7a5f", "fillcolor": "#e6fcf5"},
    "care": {"color": "#b4560e", "fillcolor": "#fdf1e7"},
    "final": {"color": "#868e96", "fillcolor": "#f1f3f5"},
}


def draw_map(
    nurture_map: NurtureMap,
    counts: Mapping[str, int],
    link: Callable[[str], str] | None = None,
    label: str = "Nurture map",
    people: Callable[[int], str] = lambda count: "1 person" if count == 1 else f"{count} people",
    *,
    translate: Translate = str,
) -> str:
    """The map as inline SVG with the number of people at each stage; `link` gives the address of a stage.

    `translate` tells each text (marking.Sentence) in the reader's language.

    Classes to dress it by: `nurture-map` on the whole; `state state-KEY`, with `care`, `goal` or `final`;
    `edge`, with `main`, `anywhere` or `beside`; `note` for the words “From any stage”.
    """
    graph = map_graph(nurture_map, counts, link, people, translate)
    titles = {_arrow_id(arrow): translate(arrow_title(arrow)) for arrow in Spine(nurture_map).arrows}
    return svg_of(graph, "nurture-map", label, titles)


def map_graph(
    nurture_map: NurtureMap,
    counts: Mapping[str, int],
    link: Callable[[str], str] | None,
    people: Callable[[int], str],
    translate: Translate,
) -> "AGraph":
    from pygraphviz import AGraph

    spine = Spine(nurture_map)
    graph = AGraph(directed=True, **GRAPH)
    graph.node_attr.update(NODE)
    graph.edge_attr.update(EDGE)
    for stage in nurture_map.stages.values():
        count = people(counts.get(stage.key, 0))
        _add_stage(graph, stage, count, link, box_label(stage, count, spine, translate))
    for key in spine.stages:
        graph.get_node(key).attr["group"] = "spine"
    if any(arrow.source == ANYWHERE for arrow in spine.arrows):
        graph.add_node(ANYWHERE, label=translate(say("From any stage")), **NOTE)
    for arrow in spine.arrows:
        _add_arrow(graph, arrow, arrow_label(arrow, translate))
    return graph


def _add_stage(graph: "AGraph", stage: Stage, people: str, link: Callable[[str], str] | None, label: str) -> None:
    kind = "goal" if stage.goal else "care" if stage.care else "final" if stage.final else ""
    linked = {"URL": link(stage.key), "tooltip": f"{stage_name(stage.key)}: {people}"} if link else {}
    graph.add_node(
        stage.key,
        id=f"stage-{stage.key}",
        label=label,
        width="2.6",
        **{"class": f"state state-{stage.key} {kind}".rstrip()},
        **linked,
        **_DRESS.get(kind, {}),
    )


def _add_arrow(graph: "AGraph", arrow: Arrow, label: str) -> None:
    kind = "main" if arrow.main else "anywhere" if arrow.source == ANYWHERE else "beside"
    graph.add_edge(
        arrow.source,
        arrow.to,
        id=_arrow_id(arrow),
        label=label,
        weight="100" if arrow.main else "2",
        constraint="true" if arrow.forward else "false",
        style="dashed" if arrow.source == ANYWHERE else "solid",
        **{"class": f"edge {kind}"},
    )


def _arrow_id(arrow: Arrow) -> str:
    return f"move-{arrow.source}-{arrow.to}"
