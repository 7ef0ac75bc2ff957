"""The engine of this installation, opened once in each process when it is first needed."""

from pathlib import Path

from flask import current_app

from search_index import SearchEngine

NAME = "fanfare_search"


def engine() -> SearchEngine:
    """The search engine. Opening it reads nothing; whatever is wrong shows when it is asked."""
    known: SearchEngine | None = current_app.extensions.get(NAME)
    if known is None:
        from search_index.whoosh_engine import WhooshEngine

        known = current_app.extensions[NAME] = WhooshEngine(Path(current_app.config["INSTANCE_PATH"]) / "index")
    return known
