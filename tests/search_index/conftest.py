from pathlib import Path

import pytest

from search_index.whoosh_engine import WhooshEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    """Empty, at generation 0."""
    engine = WhooshEngine(folder, lock_timeout=0.2)
    engine.rebuild([], 0)
    return engine
