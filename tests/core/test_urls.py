import pytest
from flask import Flask, url_for

from portal.core.urls import lasting_url, mail_url, path_pattern, safe_next

ELSEWHERE = [
    None, "", "//h", "//h/x", "/\\h", "\\h", "\\\\h", "/\t/h", "/\n/h", "\t//h", "/\r//h", " //h",
    "javascript:alert(1)",
    "java\nscript:alert(1)", "https://h", "http:h", "h", "./x", "?x", "/x\x00", "/x\x7f", "/a b", "\u2028/h",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_redirect_stays_on_the_site(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/people?page=a1&q=x", "/people/3#call", "/a:b"])
def test_a_path_of_this_site_is_kept(target: str) -> None:
    assert safe_next(target, "/home") == target


@pytest.mark.one_database
def test_a_mail_links_to_the_configured_address_whatever_the_host(app: Flask) -> None:
    with app.test_request_context("/", base_url="https://evil.example"):
        assert mail_url("health.healthz") == "https://advocates.northwind.example/healthz"


def test_a_lasting_address_follows_where_the_site_is_mounted() -> None:
    app = Flask(__name__)
    app.add_url_rule("/brand.css", "brand", lambda: "")
    for root in ("", "/rooms", ""):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            assert lasting_url("brand") == url_for("brand") == f"{root}/brand.css"
            assert lasting_url("brand", c="123") == f"{root}/brand.css?c=123"


def test_an_address_to_be_filled_in_follows_the_url_map_and_where_the_site_is_mounted() -> None:
    app = Flask(__name__)
    app.add_url_rule("/old/<int:topic>", "topic", alias=True)
    app.add_url_rule("/t/<int:topic>", "topic")
    app.add_url_rule("/t/<int:topic>/<int:number>", "topic")
    app.add_url_rule("/p/<string(length=3):key>/thumb", "thumb")
    with app.app_context():
        assert path_pattern("topic", "topic").format(5) == "/t/5"
    for root in ("", "/rooms", ""):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            assert path_pattern("topic", "number", "topic").format(3, 5) == url_for("topic", topic=5, number=3)
            assert path_pattern("thumb", "key").format("abc") == url_for("thumb", key="abc")
    with app.app_context(), pytest.raises(LookupError):
        path_pattern("topic", "number")
