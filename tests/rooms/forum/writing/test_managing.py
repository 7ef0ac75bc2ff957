"""Categories and agreements: whom a rule lets in, and that signing binds everybody."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.admission.agreements import change_agreement
from portal.kits.admission.models import Agreement, Signature
from portal.people.models import Audience, Company
from portal.rooms.forum.actions.categories import retire_category
from portal.rooms.forum.models import Category
from tests.actors import signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import a_room, an_agreement, somebody
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, verbs

pytestmark = pytest.mark.one_database

FORM = {
    "name": "Beta news",
    "description": "What is new.",
    "tone": "teal",
    "icon": "rocket",
    "agreement": "0",
    "members_reply": "y",
    "members_create": "y",
}


def named(name: str) -> Category:
    db.session.rollback()
    return db.session.scalars(select(Category).where(Category.name == name)).one()


def test_a_category_is_made_for_those_who_were_chosen(scene: Scene) -> None:
    browser = scene.browser(scene.moderator)
    assert browser.get("/community/categories/new").status_code == 200
    data = {**FORM, "see-country": ["NO"], "see-kind": ["customer", "partner"]}
    assert browser.post("/community/categories/new", data=data).status_code == 303
    made = named("Beta news")
    assert {(term.kind, term.value) for term in made.see_audience.terms} == {
        ("country", "NO"),
        ("kind", "customer"),
        ("kind", "partner"),
    }
    assert made.reply_audience is None
    assert scene.browser(scene.olaf).get(f"/community/c/{made.id}").status_code == 200
    assert scene.browser(scene.mei).get(f"/community/c/{made.id}").status_code == 404
    assert "category.created" in verbs()


@pytest.mark.both_databases
def test_a_change_holds_at_once_and_leaves_no_old_rule_behind(scene: Scene) -> None:
    browser, url = scene.browser(scene.moderator), f"/community/categories/{scene.category.id}/edit"
    page = browser.get(url).get_data(as_text=True)
    assert re.search(r'<option value="JP" selected>', page)
    data = {**FORM, "name": "Everyday use", "see-country": ["NO"], "create-country": ["NO"]}
    assert browser.post(url, data=data).status_code == 303
    assert scene.browser(scene.olaf).get(f"/community/t/{scene.topic.id}").status_code == 200
    assert scene.browser(scene.mei).get(f"/community/t/{scene.topic.id}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Audience)) == 2
    browser.post(url, data={**FORM, "name": "Everyday use"})
    assert db.session.scalar(select(func.count()).select_from(Audience)) == 0
    assert scene.browser(scene.mei).get(f"/community/t/{scene.topic.id}").status_code == 200


@pytest.mark.parametrize("kind", ["segment", "stage", "member"])
def test_nobody_is_let_in_or_kept_out_by_score_or_stage(scene: Scene, kind: str) -> None:
    browser = scene.browser(scene.moderator)
    browser.post("/community/categories/new", data={**FORM, f"see-{kind}": ["promoter"]})
    assert named("Beta news").see_audience is None
    assert f'name="see-{kind}"' not in browser.get("/community/categories/new").get_data(as_text=True)


@pytest.mark.parametrize("beyond", [{"see-country": ["XX", "NO"]}, {"see-company": ["9999"]}, {"see-kind": ["nope"]}])
def test_whoever_cannot_be_chosen_lets_in_nobody_else_instead(scene: Scene, beyond: dict[str, list[str]]) -> None:
    browser = scene.browser(scene.moderator)
    answer = browser.post("/community/categories/new", data={**FORM, **beyond})
    assert answer.status_code == 422
    assert "is no longer available" in answer.text
    assert "What is new." in answer.text
    assert db.session.scalar(select(Category).where(Category.name == "Beta news")) is None
    url = f"/community/categories/{scene.category.id}/edit"
    assert browser.post(url, data={**FORM, **beyond}).status_code == 422
    assert {term.value for term in named("Everyday use").see_audience.terms} == {"JP", "PT"}


@pytest.mark.parametrize("act", ["see", "reply", "create"])
def test_a_refused_choice_is_shown_at_the_list_where_it_was_made(scene: Scene, act: str) -> None:
    data = {**FORM, "name": "", f"{act}-country": ["XX", "NO"]}
    for url in ("/community/categories/new", f"/community/categories/{scene.category.id}/edit"):
        page = scene.browser(scene.moderator).post(url, data=data).text
        assert re.findall(r'id="(\w+)-error"', page) == sorted(
            ["name", act], key=["name", "see", "reply", "create"].index
        )
        assert f'<a href="#{act}">' in page
        assert f'id="{act}"' in page
        assert re.findall(r'<select[^>]*id="([\w-]+)"[^>]*aria-invalid', page) == [f"{act}-country"]
        assert '<option value="NO" selected>' in page


def test_a_plan_that_no_company_has_any_more_stays_chosen(scene: Scene) -> None:
    gated = a_room("Gold only", audience={"plan": ["gold"]})
    browser, url = scene.browser(scene.moderator), f"/community/categories/{gated.id}/edit"
    assert '<option value="gold" selected>' in browser.get(url).text
    assert browser.post(url, data={**FORM, "name": "Gold only", "see-plan": ["gold"]}).status_code == 303
    assert [term.value for term in named("Gold only").see_audience.terms] == ["gold"]


@pytest.mark.parametrize("agreement", ["9223372036854775808", "9" * 400, "-1", "abc"])
def test_an_agreement_that_never_was_is_refused_and_what_was_typed_stays(scene: Scene, agreement: str) -> None:
    for more in ({}, {"count": "1"}):
        data = {**FORM, "agreement": agreement, **more}
        answer = scene.browser(scene.moderator).post("/community/categories/new", data=data)
        assert answer.status_code == 422
        assert "What is new." in answer.text


def test_a_step_that_is_neither_up_nor_down_moves_nothing(scene: Scene) -> None:
    other = a_room("Another")
    before = [named("Everyday use").position, other.position]
    for step in ("", "UP", "nonsense"):
        url = f"/community/categories/{scene.category.id}/position"
        assert scene.browser(scene.moderator).post(url, data={"step": step}).status_code == 303
    assert [named("Everyday use").position, named("Another").position] == before


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "EVERYDAY  use"}, {"tone": "loud"}, {"icon": "nothing"}, {"agreement": "99"}]
)
def test_what_makes_no_sense_is_refused_and_stays_typed(scene: Scene, change: dict[str, str]) -> None:
    data = {**FORM, **change, "see-country": ["NO"]}
    answer = scene.browser(scene.moderator).post("/community/categories/new", data=data)
    assert answer.status_code == 422
    assert '<option value="NO" selected>' in answer.get_data(as_text=True)
    assert "What is new." in answer.get_data(as_text=True)


def test_people_are_counted_while_the_rule_is_put_together(app: Flask, scene: Scene) -> None:
    browser, url = scene.browser(scene.moderator), "/community/categories/audience"
    assert browser.get(url).get_json()["people"] == 4
    assert browser.get(f"{url}?see-country=NO&see-country=JP").get_json() == {
        "people": 3,
        "label": "3 people will see this",
    }
    company = db.session.scalars(select(Company.id).where(Company.name == "Halden")).one()
    assert browser.get(f"{url}?see-country=JP&see-company={company}").get_json()["people"] == 1
    agreement = an_agreement()
    assert browser.get(f"{url}?agreement={agreement.id}").get_json()["people"] == 0


def test_without_scripts_a_button_counts_and_keeps_nothing(scene: Scene) -> None:
    data = {**FORM, "see-country": ["NO"], "count": "1"}
    answer = scene.browser(scene.moderator).post("/community/categories/new", data=data)
    assert "2 people will see this" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Category)) == 1


def test_the_count_is_what_the_rule_lets_in(scene: Scene) -> None:
    """Both sides of the rule agree: how many are counted, and who is let in."""
    a_room("For all")
    page = scene.browser(scene.moderator).get("/community/categories").get_data(as_text=True)
    assert "3 people see this" in page
    assert "4 people see this" in page
    everybody = (scene.mei, scene.ana, scene.olaf, scene.moderator)
    url = f"/community/c/{scene.category.id}"
    assert sum(scene.browser(each).get(url).status_code == 200 for each in everybody) == 3


def test_a_category_is_retired_and_opened_once_and_the_second_time_says_so(scene: Scene) -> None:
    browser, url = scene.browser(scene.moderator), f"/community/categories/{scene.category.id}/retirement"
    for address, told in ((url, "Archived. It stays readable"), (f"{url}/end", "Reopened.")):
        pages = [browser.post(address, follow_redirects=True).text for _twice in range(2)]
        assert [told in page for page in pages] == [True, False]
        assert ["That was done already. Nothing has changed." in page for page in pages] == [False, True]
    assert verbs().count("category.changed") == 2


@pytest.mark.both_databases
def test_those_who_retire_a_category_at_once_retire_it_once(app: Flask, scene: Scene) -> None:
    category_id, user_id = scene.category.id, scene.moderator.id

    def retire() -> bool:
        with transaction() as session:
            return retire_category(session.get_one(Category, category_id), session.get_one(User, user_id))

    assert sorted(at_once(app, [retire] * 6)) == [*[False] * 5, True]
    assert verbs().count("category.changed") == 1


def test_order_and_retirement(scene: Scene) -> None:
    second = a_room("Second", position=2)
    browser = scene.browser(scene.moderator)
    browser.post(f"/community/categories/{second.id}/position", data={"step": "up"})
    order = select(Category.name).order_by(Category.position, Category.id)
    assert list(db.session.scalars(order)) == ["Second", "Everyday use"]
    browser.post(f"/community/categories/{scene.category.id}/retirement")
    assert scene.browser(scene.ana).get(f"/community/c/{scene.category.id}/new").status_code == 404
    assert scene.browser(scene.ana).get(f"/community/t/{scene.topic.id}").status_code == 200
    browser.post(f"/community/categories/{scene.category.id}/retirement/end")
    assert scene.browser(scene.ana).get(f"/community/c/{scene.category.id}/new").status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/community/categories", "/community/categories/new", "/community/categories/audience", "/community/agreements"],
)
def test_managing_is_for_those_who_may(app: Flask, scene: Scene, url: str) -> None:
    for other in (scene.ana, staff("product"), staff("admin"), staff("success")):
        assert scene.browser(other).get(url).status_code == 404
        assert scene.browser(other).post("/community/categories/new", data=FORM).status_code == 404
        assert (
            scene.browser(other).post("/community/agreements/new", data={"name": "X", "text": "Y"}).status_code == 404
        )
    assert app.test_client().get(url).status_code == 303
    assert scene.browser(scene.moderator).get(url).status_code == 200


def test_signing_opens_what_waits_behind_it(scene: Scene) -> None:
    agreement = an_agreement()
    gated = a_room("First look", agreement_id=agreement.id)
    browser, url = scene.browser(scene.ana), f"/community/agreements/{agreement.id}"
    page = browser.get(url).get_data(as_text=True)
    assert agreement.newest.text in page
    assert agreement.newest.sha256 in page
    assert browser.post(f"{url}/signature", data={"number": "1"}).status_code == 422
    answer = browser.post(f"{url}/signature", data={"number": "1", "agreed": "y"})
    assert answer.location.endswith(f"/community/c/{gated.id}")
    assert browser.get(f"/community/c/{gated.id}").status_code == 200
    assert scene.browser(scene.moderator).get(f"/community/c/{gated.id}").status_code == 404


def test_a_newer_version_is_read_before_it_is_signed(scene: Scene) -> None:
    agreement = an_agreement()
    a_room("First look", agreement_id=agreement.id)
    browser, url = scene.browser(scene.ana), f"/community/agreements/{agreement.id}"
    scene.browser(scene.moderator).post(f"{url}/edit", data={"text": "Stricter words."})
    answer = browser.post(f"{url}/signature", data={"number": "1", "agreed": "y"}, follow_redirects=True)
    assert "There&#39;s a newer version now" in answer.get_data(as_text=True)
    assert "Stricter words." in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0
    answer = browser.post(f"{url}/signature", data={"number": "7", "agreed": "y"}, follow_redirects=True)
    assert "There&#39;s a newer version now" in answer.text
    for number in ("", "0", "abc", "9" * 400):
        answer = browser.post(f"{url}/signature", data={"number": number, "agreed": "y"})
        assert answer.status_code == 422
        assert "Read this version first" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 0


def test_an_agreement_is_shown_only_to_those_whom_it_concerns(app: Flask, scene: Scene) -> None:
    agreement = an_agreement()
    a_room("First look", agreement_id=agreement.id, audience={"country": ["JP"]})
    url = f"/community/agreements/{agreement.id}"
    for who, expected in ((scene.mei, 200), (scene.olaf, 404), (staff("product"), 200), (staff("admin"), 404)):
        assert scene.browser(who).get(url).status_code == expected
    assert scene.browser(scene.olaf).post(f"{url}/signature", data={"number": "1", "agreed": "y"}).status_code == 404
    assert app.test_client().get(url).status_code == 303
    assert scene.browser(scene.moderator).get("/community/agreements/99").status_code == 404


@pytest.mark.both_databases
def test_ten_signings_at_once_are_one_signature(app: Flask, scene: Scene) -> None:
    agreement = an_agreement()
    a_room("First look", agreement_id=agreement.id)
    url = f"/community/agreements/{agreement.id}/signature"
    browsers = [scene.browser(scene.ana) for _ in range(10)]
    data = {"number": "1", "agreed": "y"}
    assert set(at_once(app, [lambda each=each: each.post(url, data=data).status_code for each in browsers])) == {303}
    assert verbs().count("agreement.signed") == 1


def test_agreements_are_written_published_and_their_signers_listed(scene: Scene) -> None:
    browser = scene.browser(scene.moderator)
    assert browser.get("/community/agreements/new").status_code == 200
    answer = browser.post("/community/agreements/new", data={"name": "Roadmap", "text": "Keep it here."})
    assert answer.status_code == 303
    assert browser.post("/community/agreements/new", data={"name": "ROADMAP", "text": "Again."}).status_code == 422
    assert browser.post("/community/agreements/new", data={"name": "", "text": ""}).status_code == 422
    agreement = db.session.scalars(select(Agreement)).one()
    a_room("Roadmap", agreement_id=agreement.id)
    url = f"/community/agreements/{agreement.id}"
    scene.browser(scene.ana).post(f"{url}/signature", data={"number": "1", "agreed": "y"})
    assert "Ana Sousa" in browser.get(f"{url}/signatures").get_data(as_text=True)
    assert "1 person" in browser.get("/community/agreements").get_data(as_text=True)
    with transaction() as session:
        change_agreement(session.get_one(Agreement, agreement.id), "Other.", session.get_one(User, scene.moderator.id))
    assert "older" in browser.get(f"{url}/signatures").get_data(as_text=True)
    assert "0 people" in browser.get("/community/agreements").get_data(as_text=True)


@pytest.mark.parametrize("what", ["categories", "agreements", "signatures"])
def test_lists_ask_the_same_however_long(app: Flask, scene: Scene, what: str) -> None:
    browser = signed_in(app, scene.moderator)
    first = an_agreement("The first one")
    url = f"/community/agreements/{first.id}/signatures" if what == "signatures" else f"/community/{what}"
    made: list[int] = []

    def add(number: int) -> None:
        for _ in range(number):
            name = f"Number {len(made)}"
            agreement = an_agreement(name)
            a_room(name, agreement_id=agreement.id, audience={"country": ["JP", "NO"]})
            reader = somebody(name, f"Company {name}", country="JP")
            with transaction() as session:
                session.add(Signature(version_id=first.newest.id, user_id=reader.id, signed_at=first.created_at))
            made.append(agreement.id)

    assert_queries_do_not_grow(app, browser, url, add, few=2, full=12)
