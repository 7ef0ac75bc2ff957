"""What an import notes about rows is forgotten again."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from portal.core.clock import at, now
from portal.core.database import db
from portal.kits.transfer.models import RefusedRow
from portal.kits.transfer.tidying import forget_refused_rows
from tests.kits.transfer.imports import brought_in


def test_refused_rows_are_forgotten_after_thirty_days(app: Flask, tmp_path: Path) -> None:
    brought_in(tmp_path, "contacts", [("email", "first name"), ("nobody", ""), ("no one", "")])
    with at(now() + timedelta(days=29)):
        assert forget_refused_rows() == 0
    assert db.session.query(RefusedRow).count() == 2
    with at(now() + timedelta(days=31)):
        assert forget_refused_rows() == 2
        assert forget_refused_rows() == 0
    assert db.session.query(RefusedRow).count() == 0
