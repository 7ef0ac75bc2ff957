"""The forms of an import: which file, and which of its columns holds what."""

from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from portal.core.forms import Form

from ..reading import DAY_FIRST, MONTH_FIRST, Profile
from .importer import Importer

NO_COLUMN = ""
AS_FOUND = ""
ORDER = "date_order"


class FileForm(Form):
    """A file to bring in."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file first."))])


class ColumnsForm(Form):
    """One choice of a column for each field; made by `columns_form`."""

    importer: Importer[Any]

    def columns(self) -> dict[str, int]:
        """The chosen columns by field name."""
        chosen = {field.name: self[field.name].data for field in self.importer.fields}
        return {name: int(column) for name, column in chosen.items() if column != NO_COLUMN}

    def chosen_order(self) -> str | None:
        """Day or month first where a person said so, else None."""
        return (self[ORDER].data or None) if ORDER in self else None


def columns_form(importer: Importer[Any], profile: Profile, options: dict[str, Any]) -> ColumnsForm:
    """The form for this file, set to what was guessed."""
    choices = [SelectChoice(NO_COLUMN, _("Not in this file"))]
    choices += [SelectChoice(str(number), _choice(profile, number)) for number in range(len(profile.columns))]
    fields: dict[str, Any] = {
        field.name: SelectField(
            field.label,
            [_chosen if field.required else _free],
            choices=choices,
            default=str(options["columns"].get(field.name, NO_COLUMN)),
        )
        for field in importer.fields
    }
    if any(field.look == "moment" for field in importer.fields):
        fields[ORDER] = SelectField(
            _("Dates are written"),
            choices=[
                SelectChoice(AS_FOUND, _found_order(importer, profile, options)),
                SelectChoice(DAY_FIRST, _("day first, as in 31/12/2026")),
                SelectChoice(MONTH_FIRST, _("month first, as in 12/31/2026")),
            ],
            default=AS_FOUND,
        )
    return type("FileColumnsForm", (ColumnsForm,), {"importer": importer, **fields})()  # type: ignore[no-any-return]


def language_name(language: str | None) -> str:
    """The name of the language that headings are in, in the reader's own."""
    locale = get_locale()
    return (Locale(language).get_display_name(locale) or language) if language and locale else ""


def _choice(profile: Profile, number: int) -> str:
    column = profile.columns[number]
    example = next((cell for cell in column.samples if cell), "")
    return f"{column.name} ({example[:30]})" if example else column.name


def _found_order(importer: Importer[Any], profile: Profile, options: dict[str, Any]) -> str:
    name = next(field.name for field in importer.fields if field.look == "moment")
    order, sure = profile.date_order(options["columns"].get(name))
    if not sure:
        return str(_("day first, which is assumed: no date in the file says so"))
    return str(_("as the file shows: day first") if order == DAY_FIRST else _("as the file shows: month first"))


def _chosen(form: Any, field: Any) -> None:
    if field.data == NO_COLUMN:
        raise ValidationError(_("Choose the column that holds this."))
    _free(form, field)


def _free(form: Any, field: Any) -> None:
    """No column is read twice."""
    names = [known.name for known in form.importer.fields]
    earlier = names[: names.index(field.name)]
    if field.data != NO_COLUMN and field.data in [form[name].data for name in earlier]:
        raise ValidationError(_("This column is already taken by another field."))
