"""Which column holds what: by its heading in any language, else by what its cells look like."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.core.errors import Refused
from portal.core.inputs import number_in

from ..reading import Column, Profile
from .fields import Field, fold_heading
from .importer import Importer

SURE_SHARE = 0.8
LOOKS_BY_CONTENT = ("address", "moment", "text", "country")
"""Looks that no other column has by chance; the rest is guessed by content only where it is required."""
NO_COLUMN = ("", "-")


@dataclass(frozen=True)
class Matching:
    """Columns by field name, and the language that most headings were in (None: by content alone)."""

    columns: dict[str, int]
    language: str | None


def match_columns(importer: Importer[Any], profile: Profile) -> Matching:
    """The best column for every field; each column is used once."""
    offers = sorted(
        (
            (score, -order, -number, field, language)
            for order, field in enumerate(importer.fields)
            for number, column in enumerate(profile.columns)
            for score, language in [_score(field, column, profile.headings)]
            if score > 0
        ),
        key=lambda offer: offer[:3],
        reverse=True,
    )
    columns: dict[str, int] = {}
    languages: Counter[str] = Counter()
    for _ranked, _order, negative, field, language in offers:
        if field.name in columns or -negative in columns.values():
            continue
        columns[field.name] = -negative
        languages.update([language] if language else [])
    return Matching(importer.settle(columns), _most_common(languages))


def correct_columns(
    importer: Importer[Any], profile: Profile, columns: dict[str, int], corrections: Sequence[str]
) -> dict[str, int]:
    """`columns` with corrections such as "email=Kontakt" or "email=3"; "email=" leaves a field out.

    Raises Refused with the list of what there is.
    """
    chosen = dict(columns)
    for correction in corrections:
        name, equals, column = correction.partition("=")
        field = next((field for field in importer.fields if field.called(name)), None)
        if field is None or not equals:
            raise Refused(_unknown(_("There is no field “%(name)s”.", name=name.strip()), importer, profile))
        chosen.pop(field.name, None)
        if column.strip() in NO_COLUMN:
            continue
        number = _column_called(column, profile)
        if number is None:
            raise Refused(_unknown(_("There is no column “%(name)s”.", name=column.strip()), importer, profile))
        chosen = {other: taken for other, taken in chosen.items() if taken != number}
        chosen[field.name] = number
    return chosen


def missing_fields(importer: Importer[Any], columns: dict[str, int]) -> list[Field]:
    """The required fields that no column was found for."""
    return [field for field in importer.fields if field.required and field.name not in columns]


def require_columns(importer: Importer[Any], profile: Profile, columns: dict[str, int]) -> None:
    """Raise Refused, naming what is missing, unless every required field has a column."""
    missing = missing_fields(importer, columns)
    if missing:
        names = ", ".join(field.name for field in missing)
        problem = _("No column found for %(names)s. Choose one with --map field=column.", names=names)
        raise Refused(_unknown(problem, importer, profile))


def _score(field: Field, column: Column, has_headings: bool) -> tuple[float, str | None]:
    share = column.share(field.look) if field.look else 0.0
    score, language = field.match(fold_heading(column.name)) if has_headings else (0, None)
    if score == 100:
        return score + share, language
    if score and (not field.look or share > 0 or not column.filled):
        return score + 20 * share, language
    by_content = field.look in LOOKS_BY_CONTENT or field.required
    return (20 * share, None) if by_content and share >= SURE_SHARE else (0, None)


def _column_called(name: str, profile: Profile) -> int | None:
    folded = fold_heading(name)
    names = [fold_heading(column.name) for column in profile.columns]
    if name.strip() in (exact := [column.name for column in profile.columns]):
        return exact.index(name.strip())
    if folded and folded in names:
        return names.index(folded)
    number = number_in(name.strip())
    return number - 1 if number and number <= len(names) else None


def _unknown(problem: str, importer: Importer[Any], profile: Profile) -> str:
    fields = ", ".join(field.name for field in importer.fields)
    columns = ", ".join(f"{number} {column.name}" for number, column in enumerate(profile.columns, 1))
    return str(_("%(words)s Fields: %(fields)s. Columns: %(columns)s.", words=problem, fields=fields, columns=columns))


def _most_common(languages: Counter[str]) -> str | None:
    return max(languages, key=lambda language: (languages[language], language == "en"), default=None)
