"""What the front-end build made: icons as inline drawings, and the addresses of its files."""

import json
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from .urls import lasting_url

BUILD = Path(__file__).resolve().parent.parent / "static" / "build"


class BuildMissingError(RuntimeError):
    """The front end has not been built; the message says how."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is missing from {BUILD}: run `make run`, or `npm ci && npm run build`")


def built(name: str) -> str:
    """The text of a file of the front-end build."""
    try:
        return (BUILD / name).read_text()
    except FileNotFoundError as error:
        raise BuildMissingError(name) from error


def asset(name: str) -> str:
    """The address of a built file, with the hash of its content so that it may be cached for ever."""
    return lasting_url("static", filename="build/") + _manifest()[name]


@cache
def icon(name: str, label: str | None = None) -> Markup:
    """The drawing called `name`. With a `label` it is read out; without one it is decoration.

    Raises KeyError for a name that no drawing has, or that stood nowhere in quotes when the front end was built.
    """
    meaning = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(  # noqa: S704 - our own drawings; the label is escaped
        f'<svg class="icon" viewBox="0 0 24 24" width="20" height="20" {meaning}>{_drawings()[name]}</svg>'
    )


@cache
def _drawings() -> dict[str, str]:
    drawings: dict[str, str] = json.loads(built("icons.json"))
    return drawings


@cache
def _manifest() -> dict[str, str]:
    manifest: dict[str, str] = json.loads(built("manifest.json"))
    return manifest
