"""Pictures in posts: taken in safely, and seen by those alone who may read the post."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.files import picture_path
from portal.rooms.forum.actions import rendering
from portal.rooms.forum.actions.pictures import prune_pictures, upload_picture
from portal.rooms.forum.models import Post, PostPicture, UploadedPicture
from tests.actors import staff
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import posts_in
from tests.waiting import told_when

pytestmark = pytest.mark.one_database

JSON = {"Accept": "application/json"}


def drawn(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    out.seek(0)
    return out


def send(browser: FlaskClient, file: io.BytesIO | None = None, **headers: Any) -> TestResponse:
    data = {"picture": (file or drawn(), "holiday.png")}
    return browser.post("/pictures", data=data, headers=headers or JSON, content_type="multipart/form-data")


def key_of(browser: FlaskClient) -> str:
    answer = send(browser)
    assert answer.status_code == 201
    return str(answer.get_json()["key"])


def got(browser: FlaskClient, url: str, **headers: str) -> TestResponse:
    """What is answered; the file behind it is closed."""
    answer = browser.get(url, headers=headers)
    answer.close()
    return answer


def posted(scene: Scene, browser: FlaskClient) -> str:
    """The address of a picture in an answer of Ana's."""
    key = key_of(browser)
    browser.post(f"/community/t/{scene.topic.id}/posts", data={"body": f"Look: ![the fax](/pictures/{key})"})
    return f"/pictures/{key}"


def test_a_picture_is_its_uploaders_until_it_is_posted(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    url = f"/pictures/{key_of(browser)}"
    assert got(browser, url).status_code == 200
    for other in (scene.mei, scene.moderator, scene.olaf):
        assert got(scene.browser(other), url).status_code == 404


def test_then_whoever_may_read_the_post_sees_it(app: Flask, scene: Scene) -> None:
    url = posted(scene, scene.browser(scene.ana))
    assert f'src="{url}"' in posts_in(scene.topic.id)[1].html
    for address in (url, f"{url}/thumb"):
        assert got(scene.browser(scene.mei), address).status_code == 200
        for other in (scene.browser(scene.olaf), scene.browser(staff("admin")), app.test_client()):
            assert got(other, address).status_code == 404
    assert got(app.test_client(), "/pictures/" + "0" * 32).status_code == 404


def test_a_post_keeps_the_room_of_its_pictures_free(scene: Scene) -> None:
    browser, sizes = scene.browser(scene.ana), {(40, 30): (40, 30), (400, 1024): (200, 512)}
    for size in sizes:
        key = send(browser, drawn(size=size)).get_json()["key"]
        browser.post(f"/community/t/{scene.topic.id}/posts", data={"body": f"![a form](/pictures/{key})"})
    rooms = [f'width="{width}" height="{height}"' for width, height in sizes.values()]
    assert all(room in post.html for room, post in zip(rooms, posts_in(scene.topic.id)[1:], strict=True))


def test_older_posts_get_it_once_and_edited_ones_stay(scene: Scene) -> None:
    posted(scene, scene.browser(scene.ana))
    kept = [(post.html, post.renderer) for post in posts_in(scene.topic.id)]
    with transaction() as session:
        session.execute(update(Post).where(Post.number > 1).values(html="<p>as of old</p>", renderer=1))
    assert [rendering.render_older(), rendering.render_older()] == [1, 0]
    assert [(post.html, post.renderer) for post in posts_in(scene.topic.id)] == kept


def test_with_the_post_goes_the_picture(scene: Scene) -> None:
    url = posted(scene, scene.browser(scene.ana))
    post = posts_in(scene.topic.id)[1]
    scene.browser(scene.ana).post(f"/community/posts/{post.id}/deletion")
    assert got(scene.browser(scene.mei), url).status_code == 404
    assert got(scene.browser(scene.ana), url).status_code == 404
    assert got(scene.browser(scene.moderator), url).status_code == 200


def test_its_answer_can_be_kept_but_is_asked_for_anew(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    answer = got(browser, f"/pictures/{key_of(browser)}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.content_type == "image/png"
    again = got(browser, answer.request.path, **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert got(browser, f"{answer.request.path}/thumb").content_type == "image/webp"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\nnothing",
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(scene: Scene, raw: bytes) -> None:
    answer = send(scene.browser(scene.ana), io.BytesIO(raw))
    assert answer.status_code in {413, 422}
    assert answer.get_json()["error"]
    assert db.session.scalar(select(func.count()).select_from(UploadedPicture)) == 0
    folder = picture_path("0" * 32).parent
    assert not folder.exists() or not [each for each in folder.rglob("*") if each.is_file()]


def test_a_heavy_picture_is_refused(app: Flask, scene: Scene) -> None:
    with app.test_request_context(), pytest.raises(Refused, match="too big"):
        upload_picture(io.BytesIO(drawn().getvalue() + b"x" * 8_388_700), scene.ana.id)
    assert db.session.scalar(select(func.count()).select_from(UploadedPicture)) == 0


def test_only_those_of_the_forum_upload(app: Flask, scene: Scene) -> None:
    assert send(app.test_client()).status_code == 303
    assert send(scene.browser(staff("admin"))).status_code == 404
    assert scene.browser(scene.ana).post("/pictures", headers=JSON).status_code == 422


def test_thirty_an_hour_are_enough(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    for _ in range(30):
        key_of(browser)
    told_when(send(browser))
    with at(now() + timedelta(minutes=61)):
        key_of(browser)


def test_a_picture_of_somebody_else_is_not_posted_by_guessing(scene: Scene) -> None:
    key = key_of(scene.browser(scene.mei))
    scene.browser(scene.ana).post(f"/community/t/{scene.topic.id}/posts", data={"body": f"![](/pictures/{key})"})
    assert db.session.scalar(select(func.count()).select_from(PostPicture)) == 0
    assert got(scene.browser(scene.ana), f"/pictures/{key}").status_code == 404


def test_without_scripts_the_form_comes_back_with_the_picture_in_it(scene: Scene) -> None:
    browser, url = scene.browser(scene.ana), f"/community/t/{scene.topic.id}/posts"
    data = {"body": "Look:", "picture": (drawn("JPEG"), "a.jpg")}
    answer = browser.post(url, data=data, content_type="multipart/form-data")
    key = db.session.scalars(select(UploadedPicture.key)).one()
    assert answer.status_code == 422
    assert f"![](/pictures/{key})" in answer.get_data(as_text=True)
    assert len(posts_in(scene.topic.id)) == 1
    data = {"body": "Kept words", "picture": (io.BytesIO(b"no"), "a.jpg")}
    refused = browser.post(url, data=data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "Kept words" in refused.get_data(as_text=True)
    empty = browser.post(
        url, data={"body": "Words", "picture": (io.BytesIO(b""), "")}, content_type="multipart/form-data"
    )
    assert empty.status_code == 303


def test_after_two_days_in_no_post_and_no_draft_it_is_forgotten(scene: Scene) -> None:
    browser = scene.browser(scene.ana)
    left, drafted = key_of(browser), key_of(browser)
    used = posted(scene, browser)
    browser.post(
        f"/community/drafts/topic:{scene.topic.id}", data={"body": f"![](/pictures/{drafted})", "sequence": "0"}
    )
    assert prune_pictures() == 0
    with at(now() + timedelta(days=3)):
        assert prune_pictures() == 1
        assert prune_pictures() == 0
    assert not picture_path(left).exists()
    assert not picture_path(left, thumb=True).exists()
    assert got(browser, used).status_code == 200
    assert got(browser, f"/pictures/{drafted}").status_code == 200
