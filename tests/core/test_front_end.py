"""The built front end and the templates fit together, stay small, and need no other host."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.core.icons import BUILD, asset, icon

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = sorted(PORTAL.glob("**/templates/**/*.html"))
PAGES = [path for path in TEMPLATES if path.name != "mail.html" and "mail" not in path.parent.name]
HOOKS = {"has-script", "only-script"}  # set or read by scripts, without a look of their own everywhere
MARKUP = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
KILOBYTE = 1024
WIDTH = 120


def test_every_icon_that_is_named_is_in_the_set() -> None:
    named = {(name, path.name) for path in TEMPLATES for name in icons_in_template(path)}
    named |= {(name, path.name) for path in PORTAL.glob("**/*.py") for name in icons_in_code(path)}
    assert {(name, where) for name, where in named if name not in drawings()} == set()
    assert len(named) > 15


def test_every_icon_of_the_set_can_be_drawn() -> None:
    for name in drawings():
        assert "<path" in icon(name) or "<circle" in icon(name)


def test_a_label_is_read_out_and_cannot_break_out() -> None:
    assert 'aria-hidden="true"' in icon("star")
    assert 'aria-label="Say &#34;yes&#34; &lt;now&gt;"' in icon("star", 'Say "yes" <now>')


def test_every_line_of_a_template_is_short_enough() -> None:
    lines = ((path, number, line) for path in TEMPLATES for number, line in enumerate(path.read_text().split("\n"), 1))
    assert [f"{path.relative_to(ROOT)}:{number}" for path, number, line in lines if len(line) > WIDTH] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_every_class_in_a_template_has_a_look(path: Path) -> None:
    sheet = (BUILD / "app.css").read_text()
    known = {name.replace("\\", "") for name in re.findall(r"\.((?:[\w-]|\\.)+)", sheet)} | HOOKS
    assert {name for name in classes(path.read_text()) if name not in known} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_a_template_obeys_the_content_policy(path: Path) -> None:
    text = MARKUP.sub("", path.read_text())
    assert not re.search(r"\sstyle\s*=", text), "style attributes are refused by the browser"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline handlers are refused by the browser"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline scripts are refused by the browser"
    assert not re.search(r"(src|href)=[\"']https?://", text), "nothing is loaded from another host"


def test_the_first_page_stays_under_150_kilobytes() -> None:
    script = (BUILD / "app.js").read_text()
    chunks = re.findall(r'(?:from|import)\s*"\./([\w.-]+\.js)"', script)
    loaded = [BUILD / name for name in ("app.css", "app.js", *chunks)]
    compressed = sum(len(gzip.compress(path.read_bytes())) for path in loaded)
    letters = (BUILD / manifest()["inter-latin.woff2"]).stat().st_size
    page = 12 * KILOBYTE
    assert compressed + letters + page < 150 * KILOBYTE
    assert not any("chart" in name for name in chunks)


def test_an_asset_s_address_changes_with_its_content() -> None:
    with Flask("portal", static_url_path="/static").test_request_context():
        assert re.fullmatch(r"/static/build/app\.css\?v=[0-9a-f]{10}", asset("app.css"))
        assert re.fullmatch(r"/static/build/inter-latin-[\w-]+\.woff2", asset("inter-latin.woff2"))


def test_the_sheet_s_letters_are_those_that_the_page_preloads() -> None:
    sheet = (BUILD / "app.css").read_text()
    letters = set(re.findall(r"([\w-]+\.woff2)", sheet))
    assert manifest()["inter-latin.woff2"] in letters
    assert all((BUILD / name).is_file() for name in letters)
    assert not re.search(r"url\([\"']?https?:", sheet)


def test_the_lock_of_the_front_end_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())


def icons_in_template(path: Path) -> list[str]:
    text = path.read_text()
    first = re.findall(r"\b(?:icon|empty|icon_tile|timeline_event)\(\"([\w-]+)\"", text)
    after_words = re.findall(r"\b(?:card|disclose)\(_\(\"[^\"]*\"[^()]*\),\s+\"([\w-]+)\"", text)
    after_tone = re.findall(r"\bbadge\(_\(\"[^\"]*\"[^()]*\),\s+\"\w+\",\s+\"([\w-]+)\"", text)
    of_acts = re.findall(r"\bpost_button\(url_for\([^()]*\),\s+_\(\"[^\"]*\"[^()]*\),\s+\"([\w-]+)\"", text)
    return [*first, *after_words, *after_tone, *of_acts, *re.findall(r"\bicon_name=\"([\w-]+)\"", text)]


def icons_in_code(path: Path) -> list[str]:
    return re.findall(r"\bicon=\"([\w-]+)\"", path.read_text())


def classes(template: str) -> set[str]:
    """Whole class names written in a template; parts put together by expressions are left out."""
    written = JINJA.sub("\0", MARKUP.sub("", template))
    names = {name for group in re.findall(r'\bclass="([^"]*)"', written) for name in group.split()}
    return {name for name in names if "\0" not in name}


def drawings() -> dict[str, str]:
    found: dict[str, str] = json.loads((BUILD / "icons.json").read_text())
    return found


def manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads((BUILD / "manifest.json").read_text())
    return found
