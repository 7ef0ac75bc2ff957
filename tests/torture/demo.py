"""The demo, played in full on both databases: the same story, to the last line of the ledger."""

import tempfile
from pathlib import Path
from typing import Any

from portal.core.database import db
from tests.databases import postgresql_server
from tests.demo.conftest import demo_app, load
from tests.torture.story import story


def parts_that_differ() -> list[str]:
    """Which parts of the story are not the same on SQLite and on PostgreSQL, or are empty."""
    with tempfile.TemporaryDirectory() as name, postgresql_server() as server:
        folder = Path(name)
        told = [
            _played(folder / "sqlite", f"sqlite:///{folder}/sqlite/demo.db"),
            _played(folder / "postgresql", server.url("demo", create=True)),
        ]
    return [part for part in told[0] if told[0][part] != told[1][part] or not told[0][part]]


def _played(folder: Path, url: str) -> dict[str, Any]:
    folder.mkdir()
    app = demo_app(folder, url)
    with app.app_context():
        db.create_all()
    load(app)
    with app.app_context():
        told = story()
        db.session.remove()
        db.engine.dispose()
    return told
