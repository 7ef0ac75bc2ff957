"""The customer's answer only narrows: what was asked for can be unticked, and nothing else is on the page."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.rooms.testimonials.actions import Ask, ask_customer
from portal.rooms.testimonials.models import ApprovalRequest, Permission
from tests.actors import a_member, a_user, signed_in, staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, WORDS, asked, drafted, fresh, link_in_the_mail

pytestmark = pytest.mark.one_database

MUCH = Ask(("press", "web"), ("DE", "AT"), "full_name", "one press release", languages=("de", "fr"), logo=True)
ANYWHERE = replace(MUCH, territories=("*",), languages=("*",), photo=True)
OWN = "Three hours became under thirty."


def answer(request: ApprovalRequest, **less: object) -> dict[str, object]:
    """What a browser posts that leaves everything as it was asked, but for this."""
    ask = Ask.of(request)
    pictures = [name for name in ("logo", "photo") if getattr(ask, name)]
    lists = {"channels": ask.channels, "territories": ask.territories, "languages": ask.languages}
    same = {name: list(values) for name, values in lists.items()}
    return {"question": str(request.id), **same, "pictures": pictures, "attribution": ask.attribution, **less}


def granted(client: FlaskClient, ask: Ask, **less: object) -> Permission:
    request = asked(ask=ask)
    assert client.post(link_in_the_mail(), data=answer(request, **less)).status_code == 303
    db.session.rollback()
    return db.session.scalars(select(Permission)).one()


def scopes(permission: Permission) -> tuple[list[str], list[str], list[str]]:
    return permission.values("channel"), permission.values("territory"), permission.values("language")


def test_as_it_is_everything_that_was_asked_is_allowed(app: Flask, client: FlaskClient) -> None:
    permission = granted(client, ANYWHERE)
    assert scopes(permission) == (["press", "web"], ["*"], ["*"])
    assert (permission.attribution, permission.logo, permission.photo) == ("full_name", True, True)


def test_beside_the_button_stands_all_that_it_allows(app: Flask, client: FlaskClient) -> None:
    sums = []
    for ask, member in ((MUCH, "Mei Tanaka"), (ANYWHERE, "Ola Berg"), (GERMAN_PRESS, "Ada Byron")):
        asked(ask=ask, member=a_member(member, email=f"{member[:3].lower()}@orbit.example"))
        page = client.get(link_in_the_mail()).text
        sums.append(re.search(r'class="approval-sum">([^<]*)<', page)[1])  # type: ignore[index]
    assert sums == [
        "Press, Our website · Germany, Austria · German, French · logo",
        "Press, Our website · everywhere · any language · logo · portrait",
        "Press · Germany",
    ]


@pytest.mark.parametrize(
    ("ask", "less", "expected"),
    [
        (MUCH, {"territories": ["DE"]}, (["press", "web"], ["DE"], ["de", "fr"])),
        (MUCH, {"languages": ["fr"]}, (["press", "web"], ["AT", "DE"], ["fr"])),
        (MUCH, {"languages": []}, (["press", "web"], ["AT", "DE"], [])),
        (ANYWHERE, {"only_territories": "Germany"}, (["press", "web"], ["DE"], ["*"])),
        (ANYWHERE, {"only_languages": "German, fr"}, (["press", "web"], ["*"], ["de", "fr"])),
        (ANYWHERE, {"languages": []}, (["press", "web"], ["*"], [])),
    ],
)
def test_a_country_and_a_language_can_be_taken_out(
    app: Flask, client: FlaskClient, ask: Ask, less: dict[str, object], expected: tuple[list[str], ...]
) -> None:
    assert scopes(granted(client, ask, **less)) == expected


@pytest.mark.parametrize(
    ("less", "pictures"),
    [
        ({"pictures": []}, (False, False)),
        ({"pictures": ["photo"]}, (False, True)),
        ({"attribution": "role_company"}, (True, False)),
        ({"attribution": "role_industry"}, (False, False)),
    ],
    ids=["none", "no logo", "no name, so no face", "no company, so no logo"],
)
def test_a_logo_can_be_taken_out_and_never_tells_more_than_the_name(
    app: Flask, client: FlaskClient, less: dict[str, object], pictures: tuple[bool, bool]
) -> None:
    permission = granted(client, ANYWHERE, **less)
    assert (permission.logo, permission.photo) == pictures


@pytest.mark.parametrize(
    "more",
    [
        {"territories": ["FR"]},
        {"territories": []},
        {"languages": ["it"]},
        {"pictures": ["logo", "photo"]},
        {"attribution": "nonsense"},
    ],
)
def test_an_answer_only_narrows(app: Flask, client: FlaskClient, more: dict[str, object]) -> None:
    request = asked(ask=MUCH)
    assert client.post(link_in_the_mail(), data=answer(request, **more)).status_code == 422
    assert db.session.scalar(select(Permission)) is None


def test_what_was_not_asked_for_is_not_on_the_page(app: Flask, client: FlaskClient) -> None:
    asked(ask=replace(GERMAN_PRESS, attribution="first_name"))
    page = client.get(link_in_the_mail()).text
    for word in ("logo", "portrait", "translat", "Translat", "Our website", "Head of", "Austria", "everywhere"):
        assert word not in page
    assert re.findall(r'name="attribution"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="attribution"', page)
    assert "initials" not in page
    assert "role_company" not in page


def test_everything_that_was_asked_for_is_said_before_the_yes(app: Flask, client: FlaskClient) -> None:
    asked(ask=replace(MUCH, photo=True))
    page = client.get(link_in_the_mail()).text
    asking = page.partition("Approve</button>")[0].partition("approval-acts")[0]
    where = "one press release (Press, Our website), Germany, Austria"
    for part in (where, "translate them into: German, French", "logo and your portrait"):
        assert part in asking


def test_a_page_that_was_opened_before_allows_what_it_showed(app: Flask, client: FlaskClient) -> None:
    """It named no question, no countries to tick, and neither a logo nor languages."""
    asked(ask=MUCH)
    client.post(link_in_the_mail(), data={"channels": "press", "attribution": "full_name"})
    permission = db.session.scalars(select(Permission)).one()
    assert (scopes(permission), permission.logo) == ((["press"], ["AT", "DE"], []), False)


def test_what_an_older_version_asked_named_neither_logo_nor_languages(app: Flask, client: FlaskClient) -> None:
    request = asked()
    with transaction() as session:
        stored = {**request.asked_for, "languages": ["*"], "logo": True}
        session.get_one(ApprovalRequest, request.id).asked_for = {k: v for k, v in stored.items() if k != "photo"}
    page = client.get(link_in_the_mail()).text
    assert "logo" not in page
    client.post(link_in_the_mail(), data=answer(request, pictures=["logo"], languages=["*"]))
    permission = db.session.scalars(select(Permission)).one()
    assert (scopes(permission), permission.logo) == ((["press"], ["DE"], []), False)


def changed(client: FlaskClient) -> ApprovalRequest:
    """A question whose words the customer wrote anew."""
    request = asked(drafted(member=a_member("Mei Tanaka")), replace(MUCH, attribution="first_name"))
    assert client.post(f"{link_in_the_mail()}/words", data={"text": OWN, "question": request.id}).status_code == 303
    return request


def test_the_customers_own_words_are_theirs_and_the_next_question_is_filled_in(app: Flask, client: FlaskClient) -> None:
    request = changed(client)
    quote, lena = fresh(request.version.testimonial), signed_in(app, staff("marketing"))
    page = lena.get(f"/quotes/{quote.id}").text
    assert page.index(OWN) < page.index("Ask the author")
    for part in ('value="one press release"', 'value="Germany, Austria"', 'value="German, French"'):
        assert part in page
    checked = set(re.findall(r'<input[^>]*checked[^>]*value="(\w+)"', page))
    assert checked == {"press", "web", "first_name", "logo"}
    assert re.search(r"Version 2.{0,400}Mei Tanaka", page, re.DOTALL)
    assert "Mei Tanaka" in signed_in(app, a_user(quote.author)).get("/you").text


def test_an_old_link_leads_to_the_open_question(app: Flask, client: FlaskClient) -> None:
    request = changed(client)
    old, lena = link_in_the_mail(), staff("marketing")
    with transaction():
        newer = ask_customer(fresh(request.version.testimonial), Ask.of(request), lena)
    page = client.get(old).text
    assert OWN in page
    assert f'value="{newer.id}"' in page
    assert client.post(old, data=answer(newer)).status_code == 303
    assert "Thank you" in client.get(old).text
    assert fresh(request.version.testimonial).status == "approved"


@pytest.mark.parametrize("path", ["", "/words", "/no"])
def test_a_page_of_before_answers_nothing_about_words_that_it_did_not_show(
    app: Flask, client: FlaskClient, path: str
) -> None:
    request = changed(client)
    old, lena = link_in_the_mail(), staff("marketing")
    with transaction():
        ask_customer(fresh(request.version.testimonial), Ask.of(request), lena)
    of_before = {"channels": "press", "attribution": "full_name", "text": "Others."}
    for stale in (answer(request, text="Others."), of_before):
        told = client.post(old + path, data=stale, follow_redirects=True)
        assert "read it once more" in told.text
        assert OWN in told.text
    assert fresh(request.version.testimonial).status == "sent"


def test_an_old_link_that_went_elsewhere_does_not_lead_on(app: Flask, client: FlaskClient) -> None:
    request = changed(client)
    old, lena = link_in_the_mail(), staff("marketing")
    with transaction() as session:
        row = session.get_one(ApprovalRequest, request.id)
        assert row.link is not None
        row.link.recipient = "press@orbit.example"
    with transaction():
        newer = ask_customer(fresh(request.version.testimonial), Ask.of(request), lena)
    page = client.get(old).text
    assert f'value="{newer.id}"' not in page
    assert "those are better" in page
    assert client.post(old, data=answer(newer)).status_code in (303, 200)
    assert fresh(request.version.testimonial).status == "sent"
    assert WORDS not in page
