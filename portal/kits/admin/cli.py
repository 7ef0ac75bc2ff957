"""`flask keys`: which secret keys are in use, a new one, and what is sealed with older ones sealed again."""

from collections import Counter
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.cli import as_json, fail, refuse, say
from portal.core.kept_keys import LIES_ASIDE, change_key, drop_keys_aside, forget_key, keys_aside
from portal.core.keys import keys_by_number
from portal.core.rotation import key_uses, seal_anew
from portal.core.sealing import sealed_tables

keys = AppGroup("keys", help="The secret keys that sign and seal: which are in use, and changing them.")


@keys.command("status")
@as_json
def status(as_json: bool) -> None:
    """Say which keys are there and what is sealed with each (exit 1 where one is missing)."""
    uses = key_uses()
    result = _told(uses)
    say(result, as_json, "\n".join(_lines(uses)))
    if result["missing"]:
        fail()


@keys.command("new")
@as_json
def new(as_json: bool) -> None:
    """Make a new key in the instance folder, and keep the previous one among those that are still read."""
    if not current_app.config["SECRET_KEY_IS_KEPT"]:
        refuse(
            _(
                "SECRET_KEY is set. Put its current value first in SECRET_KEY_FALLBACKS and give SECRET_KEY a new "
                "value, restart everything, then run: flask keys rotate"
            )
        )
    number = change_key(_folder())
    words = _(
        "There is a new key, %(number)s; the previous one is still read. Restart the site and the workers, then run: "
        "flask keys rotate",
        number=number,
    )
    say({"number": number}, as_json, words)


@keys.command("rotate")
@as_json
def rotate(as_json: bool) -> None:
    """Seal again, with the newest key, what older keys have sealed. It can be stopped and started again at any time."""
    sealed = 0
    for rows in sealed_tables():
        for done in seal_anew(rows):
            sealed += done
            click.echo(ngettext("%(num)d row is sealed again.", "%(num)d rows are sealed again.", sealed), err=True)
    uses = key_uses()
    left = uses.total() - uses[next(iter(keys_by_number()))]
    words = [
        ngettext("%(num)d row is sealed again.", "%(num)d rows are sealed again.", sealed),
        ngettext("%(num)d row is left.", "%(num)d rows are left.", left),
        *_lines(uses),
    ]
    say(_told(uses) | {"sealed": sealed, "left": left}, as_json, "\n".join(words))
    if left:
        fail()


@keys.command("forget")
@click.argument("number")
@as_json
def forget(number: str, as_json: bool) -> None:
    """Put the older key NUMBER aside, for a month; one that still seals something stays where it is (exit 2)."""
    uses = key_uses()
    if uses[number]:
        refuse(_("Key %(number)s still seals something. Run this first: flask keys rotate", number=number))
    if uses[None]:
        refuse(_("Something is sealed with a key that has no number yet. Run this first: flask keys rotate"))
    if not forget_key(_folder(), number):
        refuse(
            _(
                "No older key %(number)s is kept in the instance folder. If it is in SECRET_KEY_FALLBACKS, remove it "
                "there.",
                number=number,
            )
        )
    drop_keys_aside(_folder(), uses)
    words = _(
        "Key %(number)s is removed. Restart the site and the workers. Until then they may still seal with it, so it is "
        "kept aside for %(days)d days; flask keys status says what is left to seal again.",
        number=number,
        days=LIES_ASIDE.days,
    )
    say({"forgotten": number}, as_json, words)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE_PATH"])


def _told(uses: Counter[str | None]) -> dict[str, Any]:
    known = keys_by_number()
    aside = keys_aside(_folder())
    others = {number: count for number, count in uses.items() if number is not None and number not in known}
    return {
        "keys": [{"number": number, "newest": not at, "sealed": uses[number]} for at, number in enumerate(known)],
        "unnumbered": uses[None],
        "aside": {number: count for number, count in others.items() if number in aside},
        "missing": {number: count for number, count in others.items() if number not in aside},
    }


def _lines(uses: Counter[str | None]) -> list[str]:
    told = _told(uses)
    newest, *older = told["keys"]
    lines = [
        ngettext(
            "Key %(number)s is the newest: %(num)d row is sealed with it.",
            "Key %(number)s is the newest: %(num)d rows are sealed with it.",
            newest["sealed"],
            number=newest["number"],
        )
    ]
    lines += [_older_line(key["number"], key["sealed"], told["unnumbered"]) for key in older]
    if told["unnumbered"]:
        lines.append(
            ngettext(
                "%(num)d row was sealed before keys had numbers.",
                "%(num)d rows were sealed before keys had numbers.",
                told["unnumbered"],
            )
        )
    return [str(line) for line in [*lines, *_aside_lines(told["aside"]), *_missing_lines(told["missing"])]]


def _older_line(number: str, sealed: int, unnumbered: int) -> str:
    if sealed or unnumbered:
        words = ngettext(
            "Key %(number)s is older: %(num)d row is sealed with it. Keep it, and run: flask keys rotate",
            "Key %(number)s is older: %(num)d rows are sealed with it. Keep it, and run: flask keys rotate",
            sealed,
            number=number,
        )
    else:
        words = _(
            "Key %(number)s is older, and nothing is sealed with it any more. It still reads cookies and bounce "
            "addresses, and can be removed once everybody has had time to come back.",
            number=number,
        )
    return str(words)


def _aside_lines(aside: dict[str, int]) -> list[str]:
    return [
        ngettext(
            "Key %(number)s was forgotten, but %(num)d row has been sealed with it since. Restart everything, then "
            "run: flask keys rotate",
            "Key %(number)s was forgotten, but %(num)d rows have been sealed with it since. Restart everything, then "
            "run: flask keys rotate",
            count,
            number=number,
        )
        for number, count in aside.items()
    ]


def _missing_lines(missing: dict[str, int]) -> list[str]:
    return [
        ngettext(
            "Key %(number)s is missing, and %(num)d row is sealed with it. Put it back into SECRET_KEY_FALLBACKS.",
            "Key %(number)s is missing, and %(num)d rows are sealed with it. Put it back into SECRET_KEY_FALLBACKS.",
            count,
            number=number,
        )
        for number, count in missing.items()
    ]


COMMANDS = (keys,)
