"""A portrait and a logo come with the answer: made anew, covered by its permission, seen by few, gone with it."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.files import picture_path
from portal.ledger.worker import drain
from portal.people.actions.edit import change_address
from portal.people.models import Member
from portal.rooms.testimonials.actions import (
    ask_customer,
    edit_text,
    erase_quotes_of,
    release,
    resume,
    suspend,
    withdraw,
)
from portal.rooms.testimonials.actions.pictures import MAX_UPLOADS, prune_pictures
from portal.rooms.testimonials.models import ApprovalRequest, Permission, QuotePicture, Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.core.pictures.made import chatty
from tests.core.test_sizes import PARTS, picture
from tests.rooms.testimonials.quoting import GERMAN_PRESS, asked, available, fresh, link_in_the_mail
from tests.waiting import told_when

BOTH = ("photo", "logo")
WITH_BOTH = replace(GERMAN_PRESS, photo=True, logo=True)


@pytest.fixture
def question(app: Flask) -> ApprovalRequest:
    return asked(ask=WITH_BOTH, member=a_member("Mei Tanaka"))


@pytest.fixture
def link(question: ApprovalRequest) -> str:
    return link_in_the_mail()


def upload(client: FlaskClient, link: str, kind: str = "photo", content: bytes | None = None) -> int:
    file = (BytesIO(chatty("PNG") if content is None else content), "me.png")
    return client.post(f"{link}/pictures/{kind}", data={"picture": file}).status_code


def yes(client: FlaskClient, link: str, question: ApprovalRequest, pictures: tuple[str, ...] = BOTH) -> None:
    answer = {"channels": ["press"], "territories": ["DE"], "attribution": "full_name", "pictures": list(pictures)}
    assert client.post(link, data=answer | {"question": str(question.id)}).status_code == 303


def kept() -> list[QuotePicture]:
    db.session.rollback()
    standing = select(QuotePicture).where(QuotePicture.replaced_at.is_(None)).order_by(QuotePicture.kind)
    return list(db.session.scalars(standing))


def test_it_is_drawn_anew_and_kept_with_source_date_and_permission(
    client: FlaskClient, question: ApprovalRequest, link: str
) -> None:
    for kind in ("photo", "logo"):
        assert upload(client, link, kind) == 303
        assert client.get(f"{link}/pictures/{kind}", buffered=True).mimetype == "image/webp"
    logo, photo = kept()
    quote = question.version.testimonial
    assert (photo.member_id, photo.company_id) == (quote.member_id, None)
    assert (logo.member_id, logo.company_id) == (None, quote.company_id)
    assert (photo.permission_id, logo.permission_id) == (None, None)
    assert b"Windows" not in picture_path(photo.key).read_bytes()
    assert picture_path(photo.key).read_bytes() != chatty("PNG")
    yes(client, link, question)
    assert [each.permission.version_id for each in kept() if each.permission] == [question.version_id] * 2
    assert all("by the link in their email" in each.source and each.created_at for each in kept())


def test_what_they_do_not_allow_goes(client: FlaskClient, question: ApprovalRequest, link: str) -> None:
    for kind in ("photo", "logo"):
        upload(client, link, kind)
    yes(client, link, question, pictures=("logo",))
    assert prune_pictures() == 1
    assert [(each.kind, each.permission_id is not None) for each in kept()] == [("logo", True)]


@pytest.mark.parametrize("path", ["/no", "/withdrawal"])
def test_it_goes_with_a_no_and_with_taking_back(
    client: FlaskClient, question: ApprovalRequest, link: str, path: str
) -> None:
    upload(client, link)
    if path == "/withdrawal":
        yes(client, link, question)
    key = kept()[0].key
    assert prune_pictures() == 0
    client.post(link + path, data={"question": str(question.id)})
    assert prune_pictures() == 1
    assert kept() == []
    assert not picture_path(key).exists()
    assert not picture_path(key, thumb=True).exists()


def test_only_what_was_asked_for_is_taken(app: Flask, client: FlaskClient) -> None:
    asked(ask=replace(GERMAN_PRESS, logo=True), member=a_member("Mei Tanaka"))
    link = link_in_the_mail()
    assert "portrait" not in client.get(link).text
    upload(client, link, "photo")
    assert kept() == []
    upload(client, link, "logo", b"<svg onload='alert(1)'/>")
    assert kept() == []
    assert "Only PNG, JPEG, GIF and WebP" in client.get(link).text
    assert upload(client, "/quote/no-such-token-at-all", "logo") == 404


def test_another_one_takes_its_place(client: FlaskClient, question: ApprovalRequest, link: str) -> None:
    upload(client, link)
    first = kept()[0].key
    upload(client, link)
    assert [each.key for each in kept()] != [first]
    assert prune_pictures() == 1
    assert not picture_path(first).exists()


@pytest.mark.one_database
def test_nobody_fills_the_disk_by_it(client: FlaskClient, question: ApprovalRequest, link: str) -> None:
    for _each in range(MAX_UPLOADS):
        upload(client, link)
    file = (BytesIO(chatty("PNG")), "me.png")
    told_when(client.post(f"{link}/pictures/photo", data={"picture": file}))
    assert len(db.session.scalars(select(QuotePicture.id)).all()) == MAX_UPLOADS


@pytest.mark.one_database
def test_a_large_file_is_taken_by_a_link_that_asks_for_it_alone(
    app: Flask, client: FlaskClient, question: ApprovalRequest, link: str
) -> None:
    form = picture(chatty("PNG") + b"\0" * 700_000)

    def send(path: str) -> int:
        return client.post(f"{path}/pictures/photo", data=form, content_type=PARTS).status_code

    assert send(link) == 303
    assert len(kept()) == 1
    for other in ("/quote/no-such-token-at-all", link[:-1] + ("A" if link[-1] != "A" else "B")):
        assert send(other) == 401
    yes(client, link, question, pictures=())
    assert send(link) == 401, "the question is answered, and without a picture"


def test_it_is_seen_by_those_who_may_see_the_quote(
    app: Flask, client: FlaskClient, question: ApprovalRequest, link: str
) -> None:
    upload(client, link)
    path = f"/quotes/pictures/{kept()[0].key}"
    mei = signed_in(app, a_user(db.session.get_one(Member, question.version.testimonial.member_id)))
    jonas = signed_in(app, a_user(a_member("Jonas Lind")))
    lena, reader = (signed_in(app, staff(role)) for role in ("marketing", "product"))

    def seen() -> list[int]:
        return [browser.get(path, buffered=True).status_code for browser in (mei, jonas, lena, reader, client)]

    assert seen() == [200, 404, 200, 404, 303]
    yes(client, link, question)
    assert seen()[3] == 404, "not released yet"
    owner = staff("owner")
    with transaction() as session:
        release(session.get_one(Testimonial, question.version.testimonial_id), owner)
    assert seen() == [200, 404, 200, 200, 303]
    assert mei.get(f"{path}/thumb", buffered=True).mimetype == "image/webp"
    with transaction() as session:
        withdraw(session.get_one(Testimonial, question.version.testimonial_id))
    assert seen()[3] == 404
    prune_pictures()
    assert seen() == [404, 404, 404, 404, 303]


def test_it_goes_on_with_the_next_question_about_the_same_quote(
    client: FlaskClient, question: ApprovalRequest, link: str
) -> None:
    upload(client, link)
    upload(client, link, "logo")
    lena = staff("marketing")
    with transaction() as session:
        edit_text(session.get_one(Testimonial, question.version.testimonial_id), "Other words.", lena)
    assert prune_pictures() == 0
    with transaction() as session:
        quote = session.get_one(Testimonial, question.version.testimonial_id)
        later = ask_customer(quote, replace(GERMAN_PRESS, photo=True), lena)
    assert [(each.kind, each.request_id) for each in kept()] == [("logo", question.id), ("photo", later.id)]
    with clock.at(now() + timedelta(days=31)):
        assert prune_pictures() == 1


@pytest.mark.parametrize("how", ["edited", "resumed", "ended"])
def test_what_an_ended_permission_covered_waits_thirty_days_for_the_next_question(
    client: FlaskClient, question: ApprovalRequest, link: str, how: str
) -> None:
    upload(client, link)
    yes(client, link, question)
    lena, quote_id = staff("marketing"), question.version.testimonial_id
    with transaction() as session:
        quote, actor = session.get_one(Testimonial, quote_id), session.merge(lena)
        if how == "edited":
            edit_text(quote, "Other words.", actor)
        elif how == "resumed":
            suspend(quote, actor)
            resume(quote)
        else:
            session.scalars(select(Permission)).one().until = now().date()
    for days, gone in ((29, 0), (32, 1)):
        with clock.at(now() + timedelta(days=days)):
            assert prune_pictures() == gone


@pytest.mark.parametrize(("how", "gone"), [("declined", 1), ("lapsed", 1), ("unsent", 0), ("void", 0)])
def test_a_no_or_a_silence_deletes_it_and_what_nobody_was_asked_does_not(
    client: FlaskClient, question: ApprovalRequest, link: str, how: str, gone: int
) -> None:
    upload(client, link)
    with transaction() as session:
        asked = session.get_one(ApprovalRequest, question.id)
        asked.answer, asked.answered_at = how, now()
    assert prune_pictures() == gone


def test_it_goes_with_the_person(app: Flask, client: FlaskClient, question: ApprovalRequest, link: str) -> None:
    upload(client, link)
    key = kept()[0].key
    with transaction() as session:
        erase_quotes_of(question.version.testimonial.member_id or 0)
        session.delete(session.get_one(Member, question.version.testimonial.member_id))
    prune_pictures()
    assert kept() == []
    assert not picture_path(key).exists()


@pytest.mark.one_database
def test_the_desk_reads_where_it_is_from(app: Flask, client: FlaskClient, question: ApprovalRequest, link: str) -> None:
    upload(client, link)
    browser, url = signed_in(app, staff("marketing")), f"/quotes/{question.version.testimonial_id}"
    assert "Nothing yet: they haven&#39;t answered" in browser.get(url).text
    yes(client, link, question)
    page = browser.get(url).text
    assert "by the link in their email" in page
    assert "Press (Germany)" in page
    assert fresh(question.version.testimonial).status == "approved"


def test_of_a_quote_that_is_stopped_readers_see_no_picture_whatever_else_is_cleared(
    app: Flask, client: FlaskClient, question: ApprovalRequest, link: str
) -> None:
    upload(client, link)
    yes(client, link, question)
    releaser = staff("owner", name="Ines Adler")
    with transaction() as session:
        release(session.get_one(Testimonial, question.version.testimonial_id), session.merge(releaser))
    available()
    reader, [portrait] = signed_in(app, staff("executive")), [each for each in kept() if each.kind == "photo"]
    path = f"/quotes/pictures/{portrait.key}"
    assert reader.get(path, buffered=True).status_code == 200
    with transaction() as session:
        suspend(session.get_one(Testimonial, question.version.testimonial_id), session.merge(releaser))
    assert reader.get(path).status_code == 404
    quote = signed_in(app, staff("marketing")).get(f"/quotes/{question.version.testimonial_id}").text
    assert "Press (Germany), once the quote is cleared" in quote


def test_a_link_that_fell_shows_and_takes_no_picture(client: FlaskClient, question: ApprovalRequest, link: str) -> None:
    upload(client, link)
    priya = staff("success")
    with transaction() as session:
        mei = session.get_one(Member, question.version.testimonial.member_id)
        change_address(mei, "mei@fjord.example", session.merge(priya))
    drain()
    assert client.get(f"{link}/pictures/photo").status_code in (404, 410)
    assert upload(client, link, "logo") in (303, 410)
    large = picture(chatty("PNG") + b"\0" * 700_000)
    assert client.post(f"{link}/pictures/logo", data=large, content_type=PARTS).status_code == 401
    assert [picture.kind for picture in kept()] == ["photo"]
