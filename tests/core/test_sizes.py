"""What is too large or has too many pieces is refused before anything of it is read; what is not arrives as it was."""

import io
import random

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.test import EnvironBuilder

from portal.core import bounded_forms
from portal.core.bounded_forms import MAX_FIELDS, MAX_HEAD_LINES, MAX_PARTS, BoundedForms
from portal.core.pictures import MAX_BYTES
from portal.core.sizes import FORM_BYTES, add_size, sizes
from portal.core.sizes import _sizes as table
from tests.actors import a_user, signed_in
from tests.core.pictures.made import flat_png
from tests.registries import restored
from tests.rooms.forum.writing.conftest import a_room_of_talk

pytestmark = pytest.mark.one_database
READING = {"GET", "HEAD", "OPTIONS"}
FILES = {
    "forum.begin",
    "forum.begin_in",
    "forum.edit_post",
    "forum.reply",
    "imports.start",
    "pictures.upload",
    "quote_pictures.add",
}
PARTS, URLENCODED = "multipart/form-data; boundary=edge", "application/x-www-form-urlencoded"
HEAD = b'--edge\r\nContent-Disposition: form-data; name="a"'


def picture(content: bytes) -> bytes:
    """A form with a picture in it."""
    head = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
    return HEAD + b"\r\n\r\nx\r\n" + head + content + b"\r\n--edge--\r\n"


def refused_as(app: Flask, endpoint: str, claimed: int) -> int | None:
    """What a stranger hears who claims to send that much there, before anything is read; None for nothing."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    with app.test_request_context(method="POST", environ_overrides={"CONTENT_LENGTH": str(claimed)}):
        request.url_rule = rule
        request.environ["wsgi.input"] = Unread()
        answer = app.preprocess_request()
        try:
            return app.make_response(answer).status_code if answer is not None else None
        finally:
            assert not request.environ["wsgi.input"].was_read


class Unread(io.BytesIO):
    """A body of which nobody reads."""

    was_read = False

    def read(self, *_size: int | None) -> bytes:
        self.was_read = True
        return b""


def status(app: Flask, endpoint: str, claimed: int) -> int | None:
    try:
        return refused_as(app, endpoint, claimed)
    except Exception as error:
        return int(getattr(error, "code", None) or getattr(error, "status"))  # noqa: B009


def test_files_go_where_the_table_says_and_nowhere_else(app: Flask) -> None:
    assert set(sizes()) == FILES
    writing = {rule.endpoint for rule in app.url_map.iter_rules() if set(rule.methods or ()) - READING}
    heard = {endpoint: status(app, endpoint, FORM_BYTES + 1) for endpoint in sorted(writing)}
    assert heard == {endpoint: 401 if endpoint in FILES else 413 for endpoint in sorted(writing)}
    assert {status(app, endpoint, sizes()[endpoint] + 1) for endpoint in FILES} == {413}


def test_the_table_can_be_added_to(app: Flask) -> None:
    with restored(table):
        add_size(10, "home.set_theme")
        assert sizes()["home.set_theme"] == FORM_BYTES + 10
        browser = signed_in(app, a_user())
        body = b"theme=dark&x=" + b"x" * FORM_BYTES
        assert browser.post("/theme", data=body, content_type=URLENCODED).status_code == 413
        assert browser.post("/theme", data=body[: FORM_BYTES + 9], content_type=URLENCODED).status_code == 303
    assert browser.post("/theme", data=body[: FORM_BYTES + 1], content_type=URLENCODED).status_code == 413


TOO_MUCH = {
    "a long form": (URLENCODED, b"a=" + b"a" * FORM_BYTES),
    "a form of many fields": (URLENCODED, b"a=&" * MAX_FIELDS),
    "a form of many parts": (None, (HEAD + b"\r\n\r\nx\r\n") * (MAX_PARTS + 1) + b"--edge--\r\n"),
    "a part with a head of many lines": (None, HEAD + b"\r\nX: y" * MAX_HEAD_LINES + b"\r\n\r\nx\r\n--edge--\r\n"),
    "a part with a head of many returns": (None, HEAD + b"\rX: y" * MAX_HEAD_LINES + b"\r\n\r\nx\r\n--edge--\r\n"),
    "a part with a long head": (None, HEAD + b"\r\nX: " + b"y" * 9_000 + b"\r\n\r\nx\r\n--edge--\r\n"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
@pytest.mark.parametrize("json", [True, False])
def test_a_stranger_is_told_what_to_do(app: Flask, name: str, *, json: bool) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    kind, body = TOO_MUCH[name]
    accept = {"Accept": "application/json"} if json else {}
    answer = app.test_client().post("/sign-in", data=body, content_type=kind or PARTS, headers=accept)
    assert answer.status_code == 413
    assert ("Request Entity Too Large" if json else "make it smaller, or send it in parts") in answer.text


def test_what_does_not_say_how_long_it_is_is_refused_in_words(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data=b"", headers={"Transfer-Encoding": "chunked"})
    assert answer.status_code == 411
    assert "say how long this is" in answer.text


def test_whoever_is_signed_out_meanwhile_is_told_so(app: Flask) -> None:
    answer = app.test_client().post("/pictures", data=picture(b"x" * FORM_BYTES), content_type=PARTS)
    assert answer.status_code == 401
    assert "Sign in, then upload it again." in answer.text


def test_a_picture_goes_with_the_form_of_an_answer(app: Flask) -> None:
    scene = a_room_of_talk(app)
    raw = flat_png(30, 30, depth=8)
    form = picture(raw + b"\0" * (MAX_BYTES - len(raw)))
    page = scene.browser(scene.ana).post(f"/community/t/{scene.topic.id}/posts", data=form, content_type=PARTS)
    assert page.status_code in {200, 422}
    assert "![](/pictures/" in page.text


def test_forms_arrive_as_they_were_sent() -> None:
    """Beside Werkzeug's own parser, in which nothing is bounded."""
    numbers = random.Random(4)
    for _ in range(40):
        fields = {f"f{n}": "äb\r\n--edge" * numbers.randrange(9_000) for n in range(numbers.randrange(4))}
        files = {
            f"g{n}": (io.BytesIO(numbers.randbytes(numbers.randrange(200_000))), f"é{n}.png")
            for n in range(numbers.randrange(3))
        }
        builder = EnvironBuilder(method="POST", data={**fields, **files}, content_type="multipart/form-data")
        sent = builder.get_request()
        body, kind = sent.get_data(), sent.headers["Content-Type"]
        ours, theirs = (read(parser, body, kind) for parser in (BoundedForms, FormDataParser))
        assert ours == theirs
        assert [name for name, _value in ours[0]] == list(fields)


def read(parser: type[FormDataParser], body: bytes, kind: str) -> tuple[object, ...]:
    asked = EnvironBuilder(method="POST", input_stream=io.BytesIO(body), content_type=kind).get_environ()
    asked["CONTENT_LENGTH"] = str(len(body))
    _stream, form, files = parser().parse_from_environ(asked)
    found = [(name, file.filename, file.content_type, file.read()) for name, file in files.items(multi=True)]
    for file in files.values():
        file.close()
    return list(form.items(multi=True)), found


@pytest.mark.parametrize("body", [b"", b"--edge", b"--edge\r\n\r\nx\r\n--edge--", HEAD + b"\r\n\r\nnever closed"])
def test_a_broken_form_has_nothing_in_it(body: bytes) -> None:
    for kind in (PARTS, "multipart/form-data", "multipart/form-data; boundary=ä"):
        assert read(BoundedForms, body, kind) == ([], [])


def test_a_field_is_bounded_however_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_forms, "MAX_FIELD_BYTES", 100_000)
    body = HEAD + b"\r\n\r\n" + b"x\r\n" * 40_000 + b"\r\n--edge--\r\n"
    with pytest.raises(RequestEntityTooLarge):
        read(BoundedForms, body, PARTS)
