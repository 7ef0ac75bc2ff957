"""The search page: what was found, where the words are, how it narrows, and what it says when there is nothing."""

import re

import pytest
from flask import Flask

from portal.core.database import transaction
from portal.rooms.feedback.actions import capture_feedback, tag_named
from tests.actors import a_member, signed_in, staff
from tests.queries import queries_of
from tests.rooms.testimonials.quoting import available, drafted, index_everything, said

pytestmark = pytest.mark.one_database


def test_hits_show_the_words_and_what_their_author_allowed(app: Flask) -> None:
    available(drafted("The zeppelin landed softly.", None, "Airships"))
    index_everything()
    page = signed_in(app, staff("marketing")).get("/search?q=zeppelin").text
    assert "The <mark>zeppelin</mark> landed softly." in page
    assert "Copy with attribution" in page
    assert "Germany" in page
    assert "2 pieces found" in page


def test_page_and_json_say_the_same(app: Flask) -> None:
    for number in range(25):
        said(f"Zeppelin number {number}.", a_member(f"Person {number}"), "Airships" if number % 2 else "Balloons")
    index_everything()
    browser = signed_in(app, staff("marketing"))
    found = browser.get("/search?q=zeppelin&tag=Airships", headers={"Accept": "application/json"}).json
    page = browser.get("/search?q=zeppelin&tag=Airships").text
    assert found is not None
    assert found["total"] == 12
    assert "12 pieces found" in page
    assert all(f'href="{hit["url"]}"' in page for hit in found["hits"])
    assert found["facets"]["tag"] == {"Airships": 12, "Balloons": 13}, "a choice can be widened"
    assert found["facets"]["source"] == {"call": 12}


def test_a_page_goes_on_where_the_one_before_ended(app: Flask) -> None:
    for number in range(23):
        said(f"Zeppelin number {number}.")
    index_everything()
    browser = signed_in(app, staff("marketing"))
    pages = [
        browser.get(f"/search?q=zeppelin&order=newest&offset={offset}", headers={"Accept": "application/json"}).json
        for offset in (0, 20)
    ]
    assert [len(page["hits"]) for page in pages if page] == [20, 3]
    assert len({hit["id"] for page in pages if page for hit in page["hits"]}) == 23
    assert "offset=20" in browser.get("/search?q=zeppelin").text


def test_a_misspelt_word_is_put_right(app: Flask) -> None:
    said("The zeppelin landed softly.")
    index_everything()
    page = signed_in(app, staff("marketing")).get("/search?q=zepelin").text
    assert "Did you mean “zeppelin”?" in page


def test_a_misspelt_word_is_not_put_right_with_what_one_must_not_see(app: Flask) -> None:
    said("The zeppelin landed softly.", between_us=True)
    index_everything()
    assert "zeppelin" not in signed_in(app, staff("product")).get("/search?q=zepelin").text


@pytest.mark.parametrize(
    "query",
    [
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "q=%22unclosed",
        "q=***",
        "q=-",
        "q=%00%01",
        "q=AND OR NOT ( [ { ~ ^",
        "q=" + "wide " * 200,
        "q=x&offset=-5",
        "q=x&offset=999999999999",
        "q=x&kind=poems&territory=%27%20OR%201=1&channel=%F0%9F%8E%88",
        "tag=" + "&tag=".join(map(str, range(60))),
        "status=&segment=&source=nothing",
        "q=%F0%9F%8E%88&order=sideways",
    ],
)
def test_hostile_words_find_nothing_and_break_nothing(app: Flask, query: str) -> None:
    said("The zeppelin landed softly.")
    index_everything()
    browser = signed_in(app, staff("marketing"))
    page = browser.get(f"/search?{query}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert browser.get(f"/search?{query}", headers={"Accept": "application/json"}).status_code == 200


def test_the_page_asks_as_often_for_many_hits_as_for_few(app: Flask) -> None:
    browser = signed_in(app, staff("marketing"))

    def counted_with(number: int) -> int:
        for each in range(number):
            member = a_member(f"Person {each} Of{number}", f"Company {each} of {number}")
            available(drafted(f"Zeppelin {each} of {number}.", member, f"Tag {each} of {number}"))
        index_everything()
        return queries_of(app, browser, "/search?q=zeppelin").count

    few = counted_with(2)
    assert counted_with(8) <= few


def test_what_it_is_about_is_parted_by_the_kind_of_tag(app: Flask) -> None:
    daniel = staff("success")
    with transaction():
        tags = [tag_named("industry", "Transport"), tag_named("product_area", "Scans"), tag_named("free", "fax")]
        capture_feedback("The zeppelin landed softly.", daniel, source="call", tags=tags)
    index_everything()
    page = signed_in(app, staff("marketing")).get("/search?q=zeppelin&tag=fax").text
    parts = re.findall(r'<details class="facet"( open)?>\s*<summary>([^<]*)</summary>', page)
    assert [name for _, name in parts][1:4] == ["Product area", "Industry", "Free tag"]
    assert re.search(r"<summary>Industry</summary>(?:(?!</details>).)*Transport", page, re.DOTALL)
