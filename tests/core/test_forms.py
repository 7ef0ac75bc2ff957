"""What every form of the portal has in common."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form as PlainForm
from wtforms.fields.core import UnboundField

from portal.core.forms import AddressField, Form, LineField, LongTextField

TEXT = AddressField, LineField, LongTextField


def all_forms(kind: type[PlainForm] = Form) -> Iterator[type[PlainForm]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith("portal."):
            yield form
        yield from all_forms(form)


def text_fields() -> dict[str, UnboundField]:
    """Every field for text by form and name."""
    return {
        f"{form.__name__}.{name}": field
        for form in all_forms()
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, TEXT)
    }


def refusals(field: UnboundField, typed: str) -> list[str]:
    form = type("Alone", (PlainForm,), {"alone": field})(MultiDict({"alone": typed}))
    form.validate()
    return [str(error) for error in form.alone.errors]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "typed", ["  ", "\u200b\u2060", "\u00ad", "\ufe0f", "\u3164", "\u2800", "\U000e0041"], ids=ascii
)
def test_what_shows_nothing_is_missing_wherever_text_is_needed(app: Flask, typed: str) -> None:
    with app.test_request_context():
        needed = {name: field for name, field in text_fields().items() if refusals(field, "")}
        assert {"CategoryForm.name", "CompanyForm.name", "SignInForm.email", "CommentForm.body"} <= set(needed)
        taken = {name for name, field in needed.items() if refusals(field, typed) != refusals(field, "")}
    assert taken == set()
