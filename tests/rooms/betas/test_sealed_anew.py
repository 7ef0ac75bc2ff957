"""Keys of betas outlive the secret key that sealed them: `flask keys rotate` seals them again while the site serves."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from config import load_settings
from portal.core import rotation
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.kept_keys import change_key
from portal.core.keys import key_number
from portal.core.rotation import key_uses, seal_anew
from portal.core.sealing import KeyMissing, Sealed, sealed_tables
from portal.rooms.betas.actions.keys import add_keys
from portal.rooms.betas.models import BetaKey
from portal.rooms.betas.secrets import seal, unseal
from tests.kept import Keeper
from tests.keys import NEW, NEWEST, OLD, use_keys
from tests.rooms.betas.pages.rooms import Round, a_round
from tests.rooms.betas.rooms import act

POOL = [f"NW-{number:04}-LANTERNLESS" for number in range(7)]


@pytest.fixture
def round_(app: Flask, kept: Keeper) -> Round:
    """A beta whose pool the old key has sealed."""
    found = kept(a_round)
    use_keys(app, OLD)
    with transaction() as session:
        for key in session.scalars(select(BetaKey)):
            session.delete(key)
    assert act(add_keys, found.beta, POOL, found.pm) == len(POOL)
    return found


def texts() -> list[str]:
    db.session.rollback()
    rows = db.session.execute(select(BetaKey.sealed, BetaKey.sealed_with).order_by(BetaKey.id))
    return [unseal(Sealed(*row)) for row in rows]


def rotate(app: Flask) -> tuple[int, dict[str, Any]]:
    result = app.test_cli_runner().invoke(args=["keys", "rotate", "--json"])
    return result.exit_code, json.loads(result.stdout)


def status(app: Flask) -> tuple[int, dict[str, Any]]:
    result = app.test_cli_runner().invoke(args=["keys", "status", "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_what_an_older_key_sealed_is_read_until_it_is_sealed_again(app: Flask, round_: Round) -> None:
    use_keys(app, NEW, OLD)
    assert texts() == POOL
    old, new = key_number(OLD), key_number(NEW)
    assert status(app) == (
        0,
        {
            "keys": [
                {"number": new, "newest": True, "sealed": 0},
                {"number": old, "newest": False, "sealed": len(POOL)},
            ],
            "unnumbered": 0,
            "aside": {},
            "missing": {},
        },
    )
    code, told = rotate(app)
    assert (code, told["sealed"], told["left"]) == (0, len(POOL), 0)
    assert rotate(app)[1]["sealed"] == 0
    use_keys(app, NEW)
    assert texts() == POOL
    assert status(app) == (
        0,
        {"keys": [{"number": new, "newest": True, "sealed": len(POOL)}], "unnumbered": 0, "aside": {}, "missing": {}},
    )


def test_the_same_key_is_not_taken_in_twice_before_between_and_after(app: Flask, round_: Round) -> None:
    use_keys(app, NEW, OLD)
    assert act(add_keys, round_.beta, [*POOL, "NW-NEW"], round_.pm) == 1
    rotate(app)
    use_keys(app, NEW)
    assert act(add_keys, round_.beta, [*POOL, "NW-NEW"], round_.pm) == 0


def test_a_double_that_got_in_meanwhile_is_sealed_again_too(app: Flask, round_: Round) -> None:
    use_keys(app, NEW)
    assert act(add_keys, round_.beta, POOL[:1], round_.pm) == 1, "a process that did not know the old key"
    use_keys(app, NEW, OLD)
    assert rotate(app)[1]["left"] == 0
    use_keys(app, NEW)
    assert texts() == [*POOL, POOL[0]]


def test_rows_of_before_have_no_number_and_are_read_with_whichever_key_fits(app: Flask, round_: Round) -> None:
    with transaction() as session:
        session.execute(update(BetaKey).values(sealed_with=None))
    assert texts() == POOL
    use_keys(app, NEWEST, NEW, OLD)
    assert texts() == POOL
    assert status(app)[1]["unnumbered"] == len(POOL)
    assert rotate(app)[1]["sealed"] == len(POOL)
    use_keys(app, NEWEST)
    assert texts() == POOL


def test_stopped_in_the_middle_it_is_begun_again_and_keys_are_read_all_the_while(app: Flask, round_: Round) -> None:
    use_keys(app, NEW, OLD)
    (rows,) = sealed_tables()
    batches = seal_anew(rows, batch=3)
    assert next(batches) == 3
    batches.close()
    assert key_uses() == {key_number(NEW): 3, key_number(OLD): 4}
    assert texts() == POOL
    assert act(add_keys, round_.beta, [*POOL, "NW-NEW"], round_.pm) == 1
    assert list(seal_anew(rows, batch=3)) == [3, 1]
    assert key_uses() == {key_number(NEW): len(POOL) + 1}


def test_a_row_that_changes_meanwhile_is_left_as_it_is(app: Flask, round_: Round) -> None:
    use_keys(app, NEW, OLD)
    (rows,) = sealed_tables()

    def slowly(found: Sequence[Any]) -> list[dict[str, Any]]:
        anew = list(rows.anew(found))
        db.session.rollback()
        other = seal("NW-OTHER")
        with transaction() as session:
            session.execute(
                update(BetaKey).where(BetaKey.id == found[0].id).values(sealed=other.text, sealed_with=other.number)
            )
        return anew

    list(seal_anew(type(rows)(rows.table, slowly)))
    assert texts() == ["NW-OTHER", *POOL[1:]]


def test_it_works_by_the_batch(app: Flask, round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    use_keys(app, NEW, OLD)
    assert rotate(app)[1]["sealed"] == len(POOL)


def test_a_missing_key_is_named_and_nothing_is_lost(app: Flask, round_: Round) -> None:
    use_keys(app, NEW)
    old = key_number(OLD)
    with pytest.raises(KeyMissing, match=old):
        texts()
    code, told = status(app)
    assert (code, told["missing"]) == (1, {old: len(POOL)})
    code, told = rotate(app)
    assert (code, told["sealed"], told["left"], told["missing"]) == (1, 0, len(POOL), {old: len(POOL)})
    assert f"Key {old} is missing" in app.test_cli_runner().invoke(args=["keys", "status"]).stdout
    use_keys(app, NEW, OLD)
    assert texts() == POOL


def test_a_tester_reads_which_key_is_missing_and_the_pool_keeps_theirs(app: Flask, round_: Round) -> None:
    use_keys(app, NEW)
    answer = round_.browser(round_.mei).post(f"{round_.url}/key", follow_redirects=True)
    assert answer.status_code < 500
    assert f"secret key {key_number(OLD)} is missing" in answer.text
    assert db.session.scalar(select(func.count()).where(BetaKey.given_at.is_not(None))) == 0
    use_keys(app, NEW, OLD)
    assert POOL[0] in round_.browser(round_.mei).post(f"{round_.url}/key", follow_redirects=True).text


def test_a_key_that_still_seals_something_is_not_forgotten(app: Flask, round_: Round) -> None:
    use_keys(app, NEW, OLD)
    result = app.test_cli_runner().invoke(args=["keys", "forget", key_number(OLD)])
    assert result.exit_code == 2
    assert "flask keys rotate" in result.stderr


def test_what_was_tampered_with_is_refused_in_a_sentence(app: Flask, round_: Round) -> None:
    with transaction() as session:
        session.execute(update(BetaKey).values(sealed=func.replace(BetaKey.sealed, "gAAAA", "gAAAB")))
    with pytest.raises(Refused, match="be read any more"):
        texts()
    use_keys(app, NEW, OLD)
    assert rotate(app)[0] == 1


def test_what_a_site_that_was_not_started_again_seals_with_a_forgotten_key_is_not_lost(
    app: Flask, round_: Round
) -> None:
    """The site goes on with the key of before; a colleague loads keys there after it was forgotten."""
    folder = Path(app.config["INSTANCE_PATH"])
    app.config["SECRET_KEY_IS_KEPT"] = True
    before = load_settings(instance_path=folder).secret()
    use_keys(app, before, OLD)
    rotate(app)
    change_key(folder)
    use_keys(app, now_kept := load_settings(instance_path=folder).secret(), before)
    rotate(app)
    assert app.test_cli_runner().invoke(args=["keys", "forget", key_number(before)]).exit_code == 0
    use_keys(app, before, now_kept)
    assert rotate(app)[1]["sealed"] == len(POOL), "sealed with what was forgotten"
    use_keys(app, now_kept)
    assert texts() == POOL
    code, told = status(app)
    assert (code, told["missing"], told["aside"]) == (0, {}, {key_number(before): len(POOL)})
    assert f"Key {key_number(before)} was forgotten" in app.test_cli_runner().invoke(args=["keys", "status"]).stdout
    assert rotate(app)[1]["left"] == 0
    assert status(app)[1]["aside"] == {}
    assert texts() == POOL
