"""The base of every form: typed text is cleaned, kept on error, and protected against forgery."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import Length, ValidationError

from .text import clean, one_line

Validator = Callable[[Any, Any], None]


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the portal. `sent()` is true for a valid POST; an invalid one answers 422."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own messages in the reader's language, read from their file once and not at every request."""

        @property
        def locales(self) -> tuple[str, ...]:
            language = get_locale()
            return (language.language,) if language else ("en",)

        def get_translations(self, form: BaseForm) -> Any:
            return DefaultMeta.get_translations(self, form)

    def sent(self) -> bool:
        """Whether this request is a POST whose fields are all valid."""
        return bool(self.validate_on_submit())

    @property
    def status(self) -> int:
        """200 for a fresh form, 422 for one that was refused."""
        return 422 if self.errors else 200


class LineField(StringField):
    """One line of text; white space at the ends and control characters go."""

    def __init__(self, label: Any, validators: Sequence[Validator] = (), *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=most)], filters=[_line], **kwargs)


class AddressField(EmailField):
    """A mail address as typed, trimmed."""

    def __init__(self, label: Any, validators: Sequence[Validator] = (), **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=254)], filters=[_trim], **kwargs)


class WordsField(TextAreaField):
    """Several lines of somebody's own words, at most 64 KB."""

    def __init__(self, label: Any, validators: Sequence[Validator] = (), *, most: int = 16_000, **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=most)], filters=[_words], **kwargs)


def one_of(choices: Mapping[str, Any]) -> Validator:
    """A validator for a choice that must be one of `choices`."""

    def check(_form: Any, field: Field) -> None:
        if field.data not in choices:
            raise ValidationError(_l("Choose one of the options."))

    return check


def argument(name: str, most: int = 200) -> str:
    """A query-string argument as one clean line, empty when missing."""
    return one_line(request.args.get(name, "")[:most])


def number_in(typed: str | None) -> int | None:
    """A number as a hidden field carries it; None for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _line(value: str | None) -> str | None:
    return one_line(value) if value else value


def _trim(value: str | None) -> str | None:
    return value.strip() if value else value


def _words(value: str | None) -> str | None:
    return clean(value) if value else value
