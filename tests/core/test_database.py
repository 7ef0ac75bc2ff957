import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from threading import Timer

import pytest
import structlog
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from config import Settings
from portal import create_app
from portal.core import sqlite
from portal.core.clock import at, now
from portal.core.database import db, fetch_rows, insert_or_ignore, transaction
from portal.core.logs import configure_logs
from portal.people.models import Company

WRITERS = 20


def a_company(name: str, created_at: datetime | None = None) -> Company:
    return Company(name=name, folded=name.lower(), created_at=created_at or now())


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Company.name).order_by(Company.name)))


def test_a_transaction_commits_once_at_the_end(app: Flask) -> None:
    with transaction() as session:
        session.add(a_company("Fjord Bank"))
    assert names() == ["Fjord Bank"]


def test_an_error_leaves_nothing_half_written(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(a_company("Fjord Bank"))
        session.flush()
        session.add(a_company("fjord bank"))
    assert names() == []


def test_no_bound_value_stands_in_an_error_or_a_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    name = "swordfish\n\nof Mei"
    with pytest.raises(IntegrityError, match="parameters hidden") as caught, transaction() as session:
        session.add_all([a_company(name), a_company(name)])
        session.flush()
    configure_logs("ERROR")
    structlog.get_logger().error("request.failed", exc_info=caught.value)
    told = capsys.readouterr().err
    assert "IntegrityError" in told
    assert "swordfish" not in told
    assert "of Mei" not in told


def test_transactions_do_not_nest(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="does not nest"), transaction():
        pass
    with transaction() as session:
        session.add(a_company("Afterwards"))
    assert names() == ["Afterwards"]


def test_a_read_before_does_not_stop_the_write(app: Flask, settings: object) -> None:
    """A snapshot taken before somebody else's write would refuse to become a write on SQLite."""
    assert names() == []
    with db.engine.connect().execution_options(fanfare_writes=True) as other:
        other.execute(text("insert into companies (name, folded, kind, takes_gifts, domain_confirmed, created_at) "
                           "values ('Other', 'other', 'customer', true, false, '2026-01-01 00:00:00')"))  # fmt: skip
        other.commit()
    with transaction() as session:
        assert session.scalar(select(Company.name)) == "Other"
        session.add(a_company("Mine"))
    assert names() == ["Mine", "Other"]


def test_a_moment_comes_back_aware_and_in_utc(app: Flask) -> None:
    east = timezone(timedelta(hours=9))
    with transaction() as session:
        session.add(a_company("Orbit Health", datetime(2026, 3, 1, 9, 0, tzinfo=east)))
    found = db.session.scalars(select(Company.created_at)).one()
    assert found == datetime(2026, 3, 1, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_naive_moment_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="needs its zone"), transaction() as session:
        session.add(a_company("Nowhen", datetime(2026, 3, 1)))  # noqa: DTZ001


def test_inserting_again_is_ignored_and_counted(app: Flask) -> None:
    row = {"name": "Helio", "folded": "helio", "kind": "customer", "takes_gifts": True, "created_at": now()}
    with transaction():
        assert insert_or_ignore(Company, [row]) == 1
        assert insert_or_ignore(Company, [row, {**row, "folded": "helio 2"}]) == 1
        assert insert_or_ignore(Company, []) == 0


def test_ids_are_never_given_out_twice(app: Flask) -> None:
    with transaction() as session:
        company = a_company("Gone")
        session.add(company)
        session.flush()
        first = company.id
        session.delete(company)
    with transaction() as session:
        session.add(again := a_company("Next"))
        session.flush()
        assert again.id > first


def test_foreign_keys_hold(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text("insert into staff_roles (user_id, role) values (999, 'owner')"))


def test_the_clock_can_be_told(app: Flask) -> None:
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    with at(moment):
        assert now() == moment
    assert now() != moment
    with pytest.raises(ValueError, match="zone"), at(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_rows_past_the_orm_show_what_the_transaction_has_not_written_yet(app: Flask) -> None:
    wanted = select(Company.name, Company.created_at)
    with transaction() as session:
        session.add(a_company("Fjord Bank", created_at=datetime(2026, 1, 2, tzinfo=UTC)))
        assert [tuple(row) for row in fetch_rows(wanted, {})] == [("Fjord Bank", datetime(2026, 1, 2, tzinfo=UTC))]
        session.rollback()
    assert list(fetch_rows(wanted, {})) == []


@pytest.mark.one_database
def test_sqlite_waits_for_the_disk_outside_of_tests(settings: Settings) -> None:
    """Tests do not (tests/applications.py); what a person was told is kept must outlive a power cut."""
    app = create_app(settings)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert [db.session.scalar(text(f"pragma {each}")) for each in ("synchronous", "journal_mode")] == [2, "wal"]
        db.session.remove()
        db.engine.dispose()


@pytest.mark.one_database
def test_writers_stand_in_line_without_a_connection(app: Flask) -> None:
    def write(name: str) -> None:
        with app.app_context(), transaction() as session:
            session.add(a_company(name))

    with ThreadPoolExecutor(WRITERS) as pool:
        with transaction() as session:
            waiting = [pool.submit(write, f"Company {number}") for number in range(WRITERS)]
            session.add(a_company("Company in front"))
            time.sleep(0.05)
            assert (db.engine.pool.checkedout(), sum(each.done() for each in waiting)) == (1, 0)
        for each in waiting:
            each.result()
    assert len(names()) == WRITERS + 1


@pytest.mark.one_database
def test_a_writer_waits_for_another_process_and_not_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(db.engine.url.database)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        soon = Timer(0.05, other.execute, ["rollback"])
        soon.start()
        with transaction() as session:
            session.add(a_company("Fjord Bank"))
        soon.join()
        other.execute("begin immediate")
        monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
        with pytest.raises(OperationalError, match="locked"), transaction():
            pass
        other.execute("rollback")
    assert names() == ["Fjord Bank"]
