import pytest
from flask import Flask

from portal.core.urls import mail_url, safe_next

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


def test_a_mail_links_to_the_configured_address_whatever_the_host(app: Flask) -> None:
    with app.test_request_context("/", base_url="https://evil.example"):
        assert mail_url("health.healthz") == "https://advocates.northwind.example/healthz"
