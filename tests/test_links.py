"""Links and templates point one way, as imports do: the layers and the edges between siblings stand in pyproject.toml.

Read from the text alone: every address that Python or a template asks the router for, every template that another
takes in, every class that a feature's stylesheet dresses.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "portal"
ASKING = {"url_for", "lasting_url", "path_for", "mail_url", "add_link", "add_admin_tab", "Entry"}
"""What turns the name of a page into its address."""
ENDPOINT = re.compile(r"[a-z_]+\.[a-z_0-9]+")
QUOTED = re.compile(r"""["']([^"']+)["']""")
ADDRESS = re.compile(r"\burl_for\(([^,()]*)")
TAKEN_IN = re.compile(r"""\{%-?\s*(?:include|import|extends|from)\s+"([^"]+)"|\b(?:part|stencil)\("([^"]+)\"""")
CLASSES = re.compile(r'(?<![\w-])class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
REASON = re.compile(r'"portal\.(\S+)\.\*\* -> portal\.(\S+)\.\*\*",( *# \w.*)?')


class Link(NamedTuple):
    """From a file of one feature to what belongs to another."""

    where: str
    source: str
    target: str


def test_links_and_templates_point_one_way() -> None:
    assert {link for link in links() if not may_lead(link.source, link.target)} == set()
    assert len(links()) > 400


def test_every_edge_between_siblings_has_its_reason_and_is_used() -> None:
    unexplained = [edge[:2] for edge in REASON.findall((ROOT / "pyproject.toml").read_text()) if not edge[2]]
    assert unexplained == []
    used = {(link.source, link.target) for link in (*links(), *imports())}
    assert edges() - used == set()


def test_siblings_know_each_other_in_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for source, target in edges():
        graph.setdefault(source, set()).add(target)
    TopologicalSorter(graph).prepare()


def test_a_feature_is_dressed_by_its_own_sheet_and_by_those_below_it() -> None:
    worn = {(name, feature) for path in templates() for name in classes(path.read_text()) for feature in [owner(path)]}
    dressed = {(name, owner(path)) for path in sheets() for name in re.findall(r"\.([a-z][\w-]*)", rules(path))}
    everybodys = {name for name, feature in dressed if feature == "core"}
    strange = {
        (feature, name, sheet)
        for name, feature in worn
        for dressed_name, sheet in dressed
        if name == dressed_name and name not in everybodys and not may_lead(feature, sheet)
        if (name, feature) not in dressed
    }
    assert strange == set()


@cache
def links() -> frozenset[Link]:
    return frozenset((*links_in_code(), *links_in_templates()))


def links_in_code() -> Iterator[Link]:
    for path in PORTAL.glob("**/*.py"):
        tree = ast.parse(path.read_text())
        for name in (*addresses_in(tree), *templates_in(tree)):
            yield from link(path, name)


def addresses_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in ASKING:
            yield from (text for argument in node.args for text in texts_in(argument))
        elif isinstance(node, ast.Assign) and any(name_of(each).endswith("endpoint") for each in node.targets):
            yield from texts_in(node.value)


def templates_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
            yield node.value


def texts_in(node: ast.AST) -> Iterator[str]:
    """The texts of an argument; those inside of a function are no part of it ("may they …?")."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, (ast.Lambda, ast.Call)):
        for child in ast.iter_child_nodes(node):
            yield from texts_in(child)


def links_in_templates() -> Iterator[Link]:
    for path in templates():
        text = path.read_text()
        for asked in ADDRESS.findall(text):
            for name in QUOTED.findall(asked):
                yield from link(path, name)
        for names in TAKEN_IN.findall(text):
            yield from link(path, next(filter(None, names)))


def link(path: Path, name: str) -> Iterator[Link]:
    """The link to the owner of a page or a template of this name; none for what is neither."""
    if name.endswith(".html"):
        target = template_owners().get(name.partition("/")[0], "core")
    else:
        target = page_owners().get(name.partition(".")[0], "") if ENDPOINT.fullmatch(name) else ""
    if target:
        yield Link(f"{path.relative_to(PORTAL)}: {name}", owner(path), target)


def imports() -> Iterator[Link]:
    for path in PORTAL.glob("*/*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal."):
                target = owner(PORTAL.joinpath(*str(node.module).split(".")[1:], "_"))
                yield Link(f"{path.relative_to(PORTAL)}: {node.module}", owner(path), target)


def may_lead(source: str, target: str) -> bool:
    return source == target or layer(target) < layer(source) or (source, target) in edges()


def layer(feature: str) -> int:
    """How high it lies; whatever puts the application together stands above all."""
    lowest_first = [each.split(" | ") for each in reversed(contracts("layers")[0]["layers"])]
    names = feature.partition(".")[0]
    return next((height for height, layers in enumerate(lowest_first) if names in layers), len(lowest_first))


@cache
def edges() -> frozenset[tuple[str, str]]:
    listed = [line for contract in contracts("independence") for line in contract["ignore_imports"]]
    pairs = [re.findall(r"portal\.(\S+)\.\*\*", line) for line in listed]
    return frozenset((source, target) for source, target in pairs)


@cache
def contracts(kind: str) -> list[dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == kind]


def owner(path: Path) -> str:
    """The feature in whose folder a file lies; "core" for what belongs to everybody."""
    first, *rest = path.relative_to(PORTAL).parts
    if first in {"templates", "assets", "core"}:
        return "core"
    return f"{first}.{rest[0]}" if first in {"kits", "rooms"} and len(rest) > 1 else first.removesuffix(".py")


@cache
def page_owners() -> dict[str, str]:
    """The owner of each blueprint."""
    code = {path: path.read_text() for path in PORTAL.glob("**/*.py")}
    return {name: owner(path) for path, text in code.items() for name in re.findall(r'\bBlueprint\("(\w+)"', text)}


@cache
def template_owners() -> dict[str, str]:
    """The owner of each folder of templates, which goes by the feature's last name."""
    folders = [path for path in PORTAL.glob("*/**/templates") if path.is_dir()]
    return {path.parent.name: owner(path / "_") for path in folders}


def templates() -> list[Path]:
    return sorted(PORTAL.glob("**/templates/**/*.html"))


def sheets() -> list[Path]:
    return sorted(PORTAL.glob("**/assets/**/*.css"))


def rules(sheet: Path) -> str:
    """What stands before the braces: the selectors alone."""
    return " ".join(re.findall(r"([^{};/]+)\{", re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)))


def classes(template: str) -> set[str]:
    return {name for group in CLASSES.findall(template) for name in JINJA.sub(" ", group).split()}


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
