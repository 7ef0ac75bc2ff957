"""The editor: a plain textarea by itself; with scripts a preview, pictures, names and a draft."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, render_template_string, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, Page, expect

from portal.core.errors import Refused
from portal.core.forms import Form, LongTextField
from portal.core.markdown import parse_markdown
from portal.core.pictures import take_picture
from tests.browser.conftest import served
from tests.browser.looks import LIGHT, LOOKS, PHONE, faults, looking
from tests.core.pictures.made import chatty

pytestmark = pytest.mark.browser

SAVED_EVERY = 4_000
"""Milliseconds; nobody waits for them here."""
KEY = "0123456789abcdef" * 2
ALT = "what it shows"
PEOPLE = [{"handle": "mei.tanaka", "name": "Mei Tanaka"}, {"handle": "mei.li", "name": "Mei <b>Li</b>"}]
PAGE = """{% extends "sheet.html" %}
{% from "_ui.html" import submit_row %}{% from "writing/field.html" import writing_field %}
{% block title %}Write{% endblock %}
{% block content %}<h1>Write</h1><form method="post">{{ form.csrf_token }}
<label>Title <input class="form-control" name="title"></label>
{{ writing_field(form.body, "/t/preview", "/t/pictures", {"url": "/t/draft", "sequence": 3}, "/t/people") }}
{{ submit_row("Post it") }}</form>
<h2>What was said</h2><div class="card"><div class="card-body written">{{ shown }}</div></div>{% endblock %}"""
SHOWN = """# Heading\n\nWords with `code`, *emphasis*, a [link](/x) and https://a.example/{long}\n
> A quote\n\n```python\n{long}\n```\n\n|{long}|b|\n|-|-:|\n|1|2|\n\n1. one\n2. two""".replace("{long}", "long" * 60)


class Words(Form):
    body = LongTextField("Your words")


@dataclass
class Told:
    """What the editor told the site."""

    drafts: list[dict[str, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    newer: bool = False


TOLD = Told()


@pytest.fixture(scope="module")
def writing_site(lasting_app: Flask) -> Iterator[str]:
    lasting_app.add_url_rule("/t/write", "t_write", _write, methods=["GET", "POST"])
    lasting_app.add_url_rule("/t/preview", "t_preview", _preview, methods=["POST"])
    lasting_app.add_url_rule("/t/pictures", "t_pictures", _picture, methods=["POST"])
    lasting_app.add_url_rule("/t/people", "t_people", _people)
    lasting_app.add_url_rule("/t/draft", "t_draft", _draft, methods=["POST"])
    with served(lasting_app) as address:
        yield f"{address}/t/write"


def _write() -> str:
    form = Words()
    if request.method == "POST":
        TOLD.sent.append(request.form["body"])
    return render_template_string(PAGE, form=form, shown=parse_markdown(SHOWN).html({}))


def _preview() -> str:
    return parse_markdown(request.form["body"]).html({})


def _picture() -> ResponseReturnValue:
    try:
        take_picture(request.files["picture"].stream)
    except Refused as refusal:
        return {"error": refusal.message}, 422
    return {"key": KEY}


def _people() -> ResponseReturnValue:
    return [one for one in PEOPLE if one["handle"].startswith(request.args["q"])]


def _draft() -> ResponseReturnValue:
    TOLD.drafts.append(request.form.to_dict())
    if TOLD.newer:
        TOLD.newer = False
        return {"sequence": 9, "body": "from the other tab", "saved_at": "2026-01-01T00:00:00+00:00"}, 409
    return {"sequence": int(request.form["sequence"]) + 1}


@pytest.fixture
def page(browser: Browser, writing_site: str) -> Iterator[Page]:
    global TOLD  # noqa: PLW0603 - one site serves all tests of this module
    TOLD = Told()
    with looking(browser, LIGHT) as page:
        page.set_default_timeout(5000)
        page.clock.install()
        logged: list[str] = []
        page.on("console", lambda line: logged.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: logged.append(str(error)))
        page.goto(writing_site)
        page.wait_for_function("() => document.querySelector('writing-field')?.stop")
        yield page
        assert [line for line in logged if "409" not in line and "422" not in line] == []


def test_without_scripts_it_is_a_textarea(browser: Browser, writing_site: str) -> None:
    with looking(browser, LIGHT, java_script_enabled=False) as page:
        page.goto(writing_site)
        page.get_by_label("Your words").fill("Plain words")
        expect(page.get_by_role("tab")).to_have_count(0)
        page.get_by_role("button", name="Post it").click()
        assert TOLD.sent[-1] == "Plain words"


def test_it_is_easy_to_use_in_every_look(browser: Browser, writing_site: str) -> None:
    assert faults(browser, writing_site, LOOKS) == []


def test_the_preview_shows_what_will_be_read(page: Page) -> None:
    area = page.get_by_label("Your words")
    area.fill("A **bold** word <img src=x onerror=alert(1)>")
    page.get_by_role("tab", name="Preview").click()
    panel = page.get_by_role("tabpanel")
    expect(panel.locator("strong")).to_have_text("bold")
    expect(panel.locator("img")).to_have_count(0)
    expect(area).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(area).to_be_visible()
    expect(page.get_by_role("tab", name="Write")).to_be_focused()


def test_the_toolbar_writes_markup(page: Page) -> None:
    area = page.get_by_label("Your words")
    area.fill("word")
    area.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(area).to_have_value("**word**")


def test_a_picture_is_brought_and_asks_what_it_shows(page: Page) -> None:
    area = page.get_by_label("Your words")
    area.fill("Before")
    page.locator("input[type=file]").set_input_files(
        {"name": "a]b.png", "mimeType": "image/png", "buffer": chatty("PNG")}
    )
    expect(area).to_have_value(f"Before\n![{ALT}](/pictures/{KEY})\n")
    expect(page.get_by_role("status").filter(has_text="Picture uploaded")).to_be_visible()
    page.keyboard.type("a door")
    expect(area).to_have_value(f"Before\n![a door](/pictures/{KEY})\n")


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_can_be_pasted_and_dropped(page: Page, way: str) -> None:
    area = page.get_by_label("Your words")
    area.evaluate(
        """(area, [way, bytes]) => {
          const brought = new DataTransfer();
          brought.items.add(new File([new Uint8Array(bytes)], "x.png", { type: "image/png" }));
          const options = { bubbles: true, cancelable: true };
          area.dispatchEvent(way === "paste" ? new ClipboardEvent(way, { ...options, clipboardData: brought })
            : new DragEvent(way, { ...options, dataTransfer: brought }));
        }""",
        [way, list(chatty("PNG"))],
    )
    expect(area).to_have_value(f"![{ALT}](/pictures/{KEY})\n")


def test_a_picture_that_is_none_says_why(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"<svg>"})
    expect(page.get_by_text("Only PNG, JPEG, GIF and WebP")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("\n")


def test_names_are_completed_with_the_keyboard(page: Page) -> None:
    area = page.get_by_label("Your words")
    area.press_sequentially("Ask @mei")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.nth(1)).to_have_text("Mei <b>Li</b> @mei.li")
    first = options.nth(0).get_attribute("id")
    expect(area).to_have_attribute("aria-activedescendant", str(first))
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(area).to_have_value("Ask @mei.li ")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_escape_closes_the_names_and_a_tap_takes_one(page: Page) -> None:
    area = page.get_by_label("Your words")
    area.press_sequentially("@me")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    area.press_sequentially("i")
    page.get_by_role("option").first.click()
    expect(area).to_have_value("@mei.tanaka ")


def test_a_mail_address_asks_for_no_names(page: Page) -> None:
    page.get_by_label("Your words").press_sequentially("a@mei")
    page.wait_for_timeout(400)
    expect(page.get_by_role("option")).to_have_count(0)


def test_a_draft_saves_itself(page: Page) -> None:
    page.get_by_label("Title").fill("A title")
    page.get_by_label("Your words").fill("Some words")
    page.clock.fast_forward(SAVED_EVERY)
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    told = TOLD.drafts[-1]
    assert (told["body"], told["title"], told["sequence"]) == ("Some words", "A title", "3")


@pytest.mark.parametrize(("button", "words"), [("Use that one", "from the other tab"), ("Keep mine", "mine")])
def test_a_newer_draft_is_a_choice(page: Page, button: str, words: str) -> None:
    TOLD.newer = True
    page.get_by_label("Your words").fill("mine")
    page.clock.fast_forward(SAVED_EVERY)
    expect(page.get_by_text("A newer draft exists from another tab")).to_be_visible()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_label("Your words")).to_have_value(words)
    expect(page.get_by_text("A newer draft exists")).to_be_hidden()
    if button == "Keep mine":
        expect(page.get_by_text("Draft saved.")).to_be_visible()
        assert (TOLD.drafts[-1]["body"], TOLD.drafts[-1]["sequence"]) == ("mine", "9")


def test_written_words_stay_in_their_boxes(browser: Browser, writing_site: str) -> None:
    with looking(browser, PHONE) as page:
        page.goto(writing_site)
        wide = page.locator(".written .wide")
        assert wide.evaluate("(box) => box.scrollWidth > box.clientWidth")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
