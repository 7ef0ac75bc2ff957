import pytest
from flask import Flask

from portal.kits.notices.letter_samples import samples
from portal.kits.notices.letters import TEMPLATES
from tests.actors import signed_in, staff

pytestmark = pytest.mark.usefixtures("things")


@pytest.mark.one_database
def test_every_letter_notice_and_digest_has_a_sample_that_reads_whole(app: Flask) -> None:
    found = samples()
    assert set(TEMPLATES) | {"notice-reply", "notice-news", "digest", "returned"} <= set(found)
    browser = signed_in(app, staff("admin"))
    listed = browser.get("/admin/letters").get_data(as_text=True)
    for name, sample in found.items():
        assert f"/admin/letters/{name}" in listed
        page = browser.get(f"/admin/letters/{name}")
        assert page.status_code == 200
        assert sample.mail.subject
        assert "None" not in sample.mail.text
        assert "\n\n\n\n" not in sample.mail.text
        assert "!" not in sample.mail.subject + sample.mail.text


@pytest.mark.one_database
def test_the_sample_in_html_stands_in_a_frame_that_may_do_nothing(app: Flask) -> None:
    browser = signed_in(app, staff("admin"))
    page = browser.get("/admin/letters/notice-reply")
    assert 'sandbox=""' in page.get_data(as_text=True)
    assert page.headers["Content-Security-Policy"].endswith("frame-src 'self'")
    framed = browser.get("/admin/letters/notice-reply/html")
    assert framed.headers["Content-Security-Policy"].startswith("sandbox;")
    assert "script-src" not in framed.headers["Content-Security-Policy"]
    assert "Ward forms" in framed.get_data(as_text=True)


@pytest.mark.one_database
def test_a_letter_that_does_not_exist_is_not_found(app: Flask) -> None:
    browser = signed_in(app, staff("admin"))
    assert browser.get("/admin/letters/nonsense").status_code == 404
    assert browser.get("/admin/letters/nonsense/html").status_code == 404


def test_nobody_but_who_runs_the_site_reads_them(app: Flask) -> None:
    for role in ("product", "success"):
        browser = signed_in(app, staff(role))
        assert browser.get("/admin/letters").status_code == 404
        assert browser.get("/admin/letters/welcome/html").status_code == 404
