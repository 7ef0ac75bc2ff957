"""Where somebody is after a form was sent by our scripts: the page, what is said, and the keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, flash, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, Page, expect
from wtforms.validators import DataRequired

from portal.core.forms import Form, LongTextField
from tests.browser.conftest import served
from tests.browser.looks import NARROWEST, Look, looking

pytestmark = pytest.mark.browser

PHONE = Look("narrow", NARROWEST, 640, "light")
PAGE = """{% extends "sheet.html" %}{% from "_ui.html" import field, form_errors, post_button, submit_row %}
{% block title %}Rows{% endblock %}{% block content %}<h1>Rows</h1>{{ post_button("/t/rows/above", "Add above") }}
<div id="above">{% for row in rows.above %}<p>{{ row }}</p>{% endfor %}</div>
{% for n in range(40) %}<p>Line {{ n }}</p>{% endfor %}
<ul id="rows">{% for row in rows.all %}<li id="row-{{ row }}">
  {{ post_button("/t/rows/%s/mark#rows" % row, "Mark " ~ row) }}
  {{ post_button("/t/rows/%s/end#rows" % row, "End " ~ row) }}</li>{% endfor %}</ul>
<form method="post" novalidate>{{ form.csrf_token }}{{ form_errors(form) }}{{ field(form.words) }}
{{ submit_row("Add") }}</form>{% for n in range(40) %}<p>Line {{ n }}</p>{% endfor %}{% endblock %}"""
TOP = "(selector) => Math.round(document.querySelector(selector).getBoundingClientRect().top)"


class Words(Form):
    words = LongTextField("Words", [DataRequired()])


@dataclass
class Rows:
    all: list[str] = field(default_factory=lambda: ["a", "b", "c"])
    above: list[str] = field(default_factory=list)


ROWS = Rows()


@pytest.fixture(scope="module")
def rows_site(lasting_app: Flask) -> Iterator[str]:
    lasting_app.add_url_rule("/t/rows", "t_rows", _rows, methods=["GET", "POST"])
    lasting_app.add_url_rule("/t/rows/<row>/<act>", "t_row", _act, methods=["POST"])
    with served(lasting_app) as address:
        yield f"{address}/t/rows"


def _rows() -> ResponseReturnValue:
    form = Words()
    if not form.sent():
        return render_template_string(PAGE, form=form, rows=ROWS), form.status
    ROWS.all.append(form.words.data or "")
    return redirect(f"/t/rows#row-{ROWS.all[-1]}", 303)


def _act(row: str, act: str) -> ResponseReturnValue:
    if act == "end":
        ROWS.all.remove(row)
    ROWS.above.extend(["One more line."] * 3)
    flash(f"{act.title()}: {row}.", "success")
    assert request.form["csrf_token"]
    return redirect("/t/rows", 303)


@pytest.fixture
def page(browser: Browser, rows_site: str) -> Iterator[Page]:
    global ROWS  # noqa: PLW0603 - one site serves all tests of this module
    ROWS = Rows()
    with looking(browser, PHONE) as page:
        page.set_default_timeout(5000)
        page.goto(rows_site)
        yield page


def test_what_was_pressed_stays_where_it_was_also_below_something_new(page: Page) -> None:
    button = page.get_by_role("button", name="Mark b")
    button.scroll_into_view_if_needed()
    before = page.evaluate(TOP, "#row-b")
    button.click()
    expect(page.locator("#above p")).to_have_count(3)
    expect(button).to_be_focused()
    assert abs(page.evaluate(TOP, "#row-b") - before) <= 1


def test_what_happened_is_said_over_the_page_and_goes_on_escape(page: Page) -> None:
    page.get_by_role("button", name="Mark b").click()
    said = page.get_by_role("status")
    expect(said).to_have_text("Mark: b.")
    expect(said).to_be_in_viewport()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(said).to_have_text("")


def test_the_keyboard_goes_on_where_something_is_gone(page: Page) -> None:
    page.get_by_role("button", name="End b").click()
    expect(page.locator("#row-b")).to_have_count(0)
    expect(page.locator("#rows")).to_be_focused()
    expect(page.locator("#rows")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Mark a")).to_be_focused()


def test_what_is_new_is_brought_into_view(page: Page) -> None:
    page.get_by_label("Words").fill("d")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#row-d")).to_be_focused()
    expect(page.locator("#row-d")).to_be_in_viewport()
    assert page.url.endswith("/t/rows#row-d")


def test_what_is_refused_shows_what_is_wrong_however_far_down(page: Page) -> None:
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#form-errors")).to_be_focused()
    expect(page.locator("#form-errors")).to_be_in_viewport()


def test_without_scripts_the_page_comes_back_to_the_place_that_the_form_names(browser: Browser, rows_site: str) -> None:
    with looking(browser, PHONE, java_script_enabled=False) as page:
        page.goto(rows_site)
        page.get_by_role("button", name="Mark b").click()
        expect(page.get_by_text("Mark: b.")).to_be_in_viewport()
        expect(page.locator("#rows")).to_be_in_viewport()
        assert page.url.endswith("/t/rows#rows")
