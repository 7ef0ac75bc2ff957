"""A drawn graph as SVG that can stand in a page: no prolog, no size of its own, named for screen readers."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pygraphviz import AGraph

GRAPH = {"rankdir": "TB", "bgcolor": "transparent", "nodesep": "0.6", "ranksep": "0.3", "pad": "0.1"}
NODE = {
    "shape": "box", "style": "rounded,filled", "fontname": "Helvetica", "fontsize": "14",
    "margin": "0.18,0.12", "penwidth": "1.5", "color": "#4263eb", "fillcolor": "#edf2ff", "fontcolor": "#182433",
}  # fmt: skip
EDGE = {
    "fontname": "Helvetica", "fontsize": "11", "arrowsize": "0.7", "penwidth": "1.3",
    "color": "#5f6b7a", "fontcolor": "#3a4656",
}  # fmt: skip
NOTE = {"class": "note", "shape": "plaintext", "style": "solid", "fontsize": "12"}
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}"


def svg_of(graph: "AGraph", name: str, label: str, titles: Mapping[str, str]) -> str:
    """`titles` says by an element's id what it is called; without a title an element has none."""
    drawn = graph.draw(format="svg", prog="dot").decode()
    root = ET.fromstring(drawn[drawn.index("<svg") :])  # noqa: S314 - Graphviz wrote it a moment ago
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib.update({"class": name, "role": "group", "aria-label": label})
    for element in root.iter(f"{{{_SVG}}}g"):
        _name(element, titles)
    for link in root.iter(f"{{{_SVG}}}a"):
        _unlink(link)
    return _without_namespaces(ET.tostring(root, encoding="unicode"))


def _name(element: ET.Element, titles: Mapping[str, str]) -> None:
    title = element.find(f"{{{_SVG}}}title")
    if title is None:
        return
    text = titles.get(element.get("id", ""))
    if text is None:
        element.remove(title)
    else:
        title.text = text


def _unlink(link: ET.Element) -> None:
    """Links in the old way, put into the way that pages read today."""
    href, title = link.attrib.pop(f"{_XLINK}href", None), link.attrib.pop(f"{_XLINK}title", None)
    link.attrib.pop(f"{_XLINK}target", None)
    link.attrib.update({"href": href} if href else {})
    link.attrib.update({"aria-label": title} if title else {})


def _without_namespaces(svg: str) -> str:
    return re.sub(r"(</?)ns0:", r"\1", svg).replace("xmlns:ns0=", "xmlns=")
