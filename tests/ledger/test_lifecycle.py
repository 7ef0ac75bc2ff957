"""What goes out moves by its lifecycle, one by one and in bulk; no status is written by hand anywhere."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite
from transitions import MachineError

import portal
from portal.ledger.lifecycle import OUTGOING, bulk_move
from portal.ledger.models import Mail
from workflows.lifecycle import MoveNotAllowed

STATUS = {"state", "status"}


class Record:
    state: str


def test_the_lifecycle_and_its_machine_agree_on_every_state_and_trigger() -> None:
    machine = OUTGOING.machine()
    for state, trigger in product(OUTGOING.states, {move.trigger for move in OUTGOING.moves}):
        record = Record()
        machine.add_model(record, initial=state)
        if OUTGOING.allows(state, trigger):
            machine.events[trigger].trigger(record)
            assert record.state == OUTGOING.after(state, trigger)
        else:
            with pytest.raises(MachineError):
                machine.events[trigger].trigger(record)
        machine.remove_model(record)


def test_nothing_leads_out_of_what_arrived_was_kept_or_held_back() -> None:
    assert OUTGOING.ends == ("sent", "kept", "held")


def test_what_is_on_its_way_can_be_neither_held_back_nor_claimed_again() -> None:
    for trigger in ("hold_back", "claim", "keep", "send_again"):
        with pytest.raises(MoveNotAllowed):
            OUTGOING.after("sending", trigger)


def test_a_bulk_move_touches_only_rows_that_the_trigger_leads_on_from() -> None:
    written = str(bulk_move(Mail.state, OUTGOING, "deliver").compile(dialect=sqlite.dialect()))
    assert written.startswith("UPDATE mails SET state=?")
    values = bulk_move(Mail.state, OUTGOING, "deliver").compile(dialect=sqlite.dialect()).params
    assert values["state"] == "sent"
    assert values["state_1"] == ["sending", "uncertain"]


def test_nobody_writes_a_status_by_hand() -> None:
    """A status comes from a lifecycle: `after`, `initial`, `bulk_move`. Nowhere does one stand as a text to write."""
    root = Path(portal.__file__).parent
    assert [place for path in sorted(root.rglob("*.py")) for place in by_hand(path, root)] == []


def by_hand(path: Path, root: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if any(is_text(value) for value in written_to_a_status(node)):
            yield f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}"


def written_to_a_status(node: ast.AST) -> Iterator[ast.AST | None]:
    if isinstance(node, ast.Assign):
        names = {getattr(target, "attr", "") for target in node.targets}
        yield from [node.value] if names & STATUS else []
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "values":
        yield from (each.value for each in node.keywords if each.arg in STATUS)


def is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
