import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import StaffRole, User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions import notify
from portal.kits.notices.queries import unread_count
from portal.people.viewer import Viewer
from tests.actors import signed_in, staff
from tests.kits.notices.things import a_reader, a_thing, hide, lines_of, told
from tests.queries import assert_queries_do_not_grow, counted, queries_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("things")]
JSON = {"Accept": "application/json"}


def page_of(client: FlaskClient, url: str = "/inbox") -> str:
    return client.get(url).get_data(as_text=True)


def test_the_newest_stands_first_and_says_who_did_what(app: Flask) -> None:
    reader, thing = a_reader(), a_thing("Scanned forms")
    told("reply", [reader], a_thing("Older"))
    for name in ("Ben Okoro", "Cleo Park", "Dee Song", "Mei Tanaka"):
        told("reply", [reader], thing, actor=a_reader(name))
    page = page_of(signed_in(app, reader))
    assert "Mei Tanaka and 3 others sent a reply" in page
    assert page.index("About Scanned") < page.index("About Older")
    assert "Ward forms still arrive &lt;by fax&gt;." in page
    assert f'href="/things/{thing}"' in page


@pytest.mark.parametrize(
    ("names", "words"),
    [([], "Northwind sent a"), (["Mei Tanaka"], "Mei Tanaka sent a"), (["Ben O", "Mei T"], "Mei T and one other sent")],
)
def test_a_line_names_one_person_and_counts_the_rest(app: Flask, names: list[str], words: str) -> None:
    reader, thing = a_reader(), a_thing()
    for actor in [a_reader(name) for name in names] or [None]:
        told("reply", [reader], thing, actor=actor)
    assert words in page_of(signed_in(app, reader))


def test_an_empty_inbox_says_what_will_be_there(app: Flask) -> None:
    page = page_of(signed_in(app, a_reader()))
    assert "Nothing here yet" in page
    assert "/you/notices" in page


def test_opening_the_page_marks_nothing_and_the_button_marks_one(app: Flask) -> None:
    reader = a_reader()
    told("reply", [reader], a_thing("One"))
    told("reply", [reader], a_thing("Two"))
    browser = signed_in(app, reader)
    page_of(browser)
    newest, other = lines_of(reader)
    assert newest.read_at is None
    assert browser.post(f"/inbox/{newest.id}/read").status_code == 303
    assert [line.read_at is None for line in lines_of(reader)] == [False, True]
    assert other.id != newest.id


def test_everything_on_the_page_can_be_marked_at_once_but_not_what_came_later(app: Flask) -> None:
    reader, thing = a_reader(), a_thing()
    told("reply", [reader], thing)
    browser, opened = signed_in(app, reader), now()
    told("reply", [reader], a_thing())
    browser.post("/inbox/read", data={"until": opened.isoformat()})
    assert [line.read_at is None for line in lines_of(reader)] == [True, False]
    browser.post("/inbox/read", data={"until": "yesterday"})
    assert all(line.read_at for line in lines_of(reader))


def test_nobody_finds_or_marks_the_lines_of_somebody_else(app: Flask) -> None:
    reader, nosy = a_reader(), staff("owner")
    told("reply", [reader], a_thing("Private"))
    [line] = lines_of(reader)
    browser = signed_in(app, nosy)
    assert "About Private" not in page_of(browser)
    assert browser.post(f"/inbox/{line.id}/read").status_code == 404
    assert browser.post("/inbox/2000000000/read").status_code == 404
    browser.post("/inbox/read")
    assert lines_of(reader)[0].read_at is None


def test_a_signed_out_person_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    assert client.get("/inbox").status_code == 303
    assert client.post("/inbox/read").status_code == 303


def test_what_the_reader_may_no_longer_see_is_gone_from_page_number_and_json(app: Flask) -> None:
    reader, thing = a_reader(), a_thing("Gone")
    told("reply", [reader], thing)
    browser = signed_in(app, reader)
    assert "Inbox, 1 new" in page_of(browser)
    hide(thing)
    page = page_of(browser)
    assert "About Gone" not in page
    assert "Inbox, 1 new" not in page
    assert browser.get("/inbox", headers=JSON).get_json() == {"unread": 0, "older": None, "notices": []}


def test_what_came_by_mail_alone_does_not_stand_in_the_inbox(app: Flask) -> None:
    reader = a_reader()
    signed_in(app, reader).post(
        "/you/notices", data={"mail_reply": "at_once", "mail_news": "off", "mail_hint": "off"} | {"rhythm": "none"}
    )
    told("reply", [reader], a_thing("By mail"))
    assert "About By" not in page_of(signed_in(app, reader))


def test_the_json_says_the_same_as_the_page(app: Flask) -> None:
    reader, thing = a_reader(), a_thing("Scanned forms")
    told("reply", [reader], thing, actor=a_reader("Mei Tanaka"))
    browser = signed_in(app, reader)
    answer = browser.get("/inbox", headers=JSON).get_json()
    [line] = answer["notices"]
    assert answer["unread"] == 1
    assert (line["label"], line["url"], line["unread"]) == ("Mei Tanaka sent a reply", f"/things/{thing}", True)
    assert browser.post(f"/inbox/{line['id']}/read", headers=JSON).get_json() == {"unread": 0}


def test_a_long_inbox_is_turned_page_by_page(app: Flask) -> None:
    reader = a_reader()
    many_lines(reader, 30)
    browser = signed_in(app, reader)
    first = browser.get("/inbox", headers=JSON).get_json()
    second = browser.get(first["older"], headers=JSON).get_json()
    assert (len(first["notices"]), len(second["notices"]), second["older"]) == (25, 5, None)
    ids = [line["id"] for line in first["notices"] + second["notices"]]
    assert ids == sorted(ids, reverse=True)


def test_the_bell_counts_no_further_than_it_can_show(app: Flask) -> None:
    reader = a_reader()
    many_lines(reader, 101)
    assert "99+" in page_of(signed_in(app, reader), "/you")


def test_the_bell_counts_only_where_something_is_new(app: Flask) -> None:
    reader = a_reader()
    assert ["count(" in asked for asked in asked_for_the_bell(app, reader)] == [False]
    told("reply", [reader], a_thing())
    assert ["count(" in asked for asked in asked_for_the_bell(app, reader)] == [False, True]
    signed_in(app, reader).post("/inbox/read")
    assert ["count(" in asked for asked in asked_for_the_bell(app, reader)] == [False]


def asked_for_the_bell(app: Flask, reader: User) -> list[str]:
    seen = queries_of(app, signed_in(app, reader), "/you/password")
    return [statement for statement in seen.statements if "notices" in statement]


def test_a_long_history_does_not_make_the_bell_slower(app: Flask) -> None:
    reader = a_reader()
    told("reply", [reader], a_thing())
    with counted(app) as seen:
        unread_count(Viewer(reader))
    asked = [statement for statement in seen.statements if "notices" in statement]
    assert len(asked) == 2
    with db.engine.connect() as connection:
        for statement in asked:
            plan = connection.exec_driver_sql(f"explain query plan {statement}", (1,) * statement.count("?")).all()
            assert any("uq_notices_unread" in str(step) for step in plan), plan


def test_a_full_inbox_asks_no_more_than_a_short_one(app: Flask) -> None:
    reader = a_reader()
    assert_queries_do_not_grow(app, signed_in(app, reader), "/inbox", lambda count: many_lines(reader, count))


def many_lines(reader: User, count: int) -> None:
    """As many lines, each about a thing of its own and by somebody else."""
    things = [a_thing(f"Thing {number}") for number in range(count)]
    with transaction() as session:
        told_to = session.get_one(User, reader.id)
        for thing in things:
            role = StaffRole(role="product")
            actor = User(email=f"by{thing}@northwind.example", name=f"Person {thing}", created_at=now(), roles=[role])
            if hasattr(User, "handle"):
                actor.handle = f"person.{thing}"
            session.add(actor)
            session.flush()
            notify("reply", [told_to.id], about=("thing", thing), actor=actor)
    db.session.rollback()
