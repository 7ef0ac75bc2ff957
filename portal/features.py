"""The one list of features, and how each is taken in.

A feature is a package of `portal`; whatever of these files it has is imported, its `blueprint`s are
registered and its `COMMANDS` added to the command line. Lower layers come first. A part may be one file or,
where a feature has many pages, a package of files. Its templates go by its own name: `ideas/board_form.html`
is `rooms/ideas/templates/board_form.html`.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from .core.cli import explain

FEATURES = (
    "ledger",
    "access",
    "people",
    "kits.automation",
    "kits.tasks",
    "kits.notices",
    "kits.search",
    "kits.jobs",
    "kits.transfer",
    "kits.calendar",
    "kits.writing",
    "kits.admission",
    "kits.leaving",
    "kits.admin",
    "rooms.contacts",
    "rooms.surveys",
    "rooms.feedback",
    "rooms.care",
    "rooms.testimonials",
    "rooms.profiles",
    "rooms.forum",
    "rooms.ideas",
    "rooms.betas",
    "nurture",
    "home",
    "demo",
)
DECLARED = ("verbs", "lifecycle", "capabilities")
"""What features say of themselves before anything else is loaded: every other module may count on all of it."""
PARTS = (
    "models",
    "personal",
    "notices",
    "dates",
    "reactions",
    "transfer",
    "documents",
    "automation",
    "outcomes",
    "views",
    "api",
    "admin",
    "panels",
    "owned",
    "limits",
    "cli",
)


def _declare() -> None:
    for feature in FEATURES:
        for part in DECLARED:
            list(_modules(f"portal.{feature}.{part}"))


def register_features(app: Flask) -> None:
    """Import every part of every feature; register the blueprints and commands that are made there.

    A part is imported as a whole before any of it is registered: the pages of one blueprint may stand in many files.
    """
    for feature in FEATURES:
        for part in PARTS:
            for module in list(_modules(f"portal.{feature}.{part}")):
                _take_in(app, module)
    for command in app.cli.commands.values():
        explain(command)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(Path(app.root_path) / "templates"), _templates(app)])


def _modules(name: str) -> Iterator[ModuleType]:
    """The module of this name, and each one in it where it is a package; none where it does not exist."""
    if find_spec(name) is None:
        return
    module = import_module(name)
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield import_module(f"{name}.{found.name}")


def _take_in(app: Flask, module: ModuleType) -> None:
    for found in vars(module).values():
        if isinstance(found, Blueprint) and found.import_name == module.__name__:
            app.register_blueprint(found)
    for command in getattr(module, "COMMANDS", ()):
        app.cli.add_command(command)


def _templates(app: Flask) -> PrefixLoader:
    folders = {
        feature.rpartition(".")[2]: Path(app.root_path, *feature.split("."), "templates") for feature in FEATURES
    }
    return PrefixLoader({name: FileSystemLoader(folder) for name, folder in folders.items() if folder.is_dir()})


_declare()
