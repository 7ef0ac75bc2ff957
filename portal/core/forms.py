"""The base of every form: typed text is cleaned, kept on error, and protected against forgery."""

import re
from collections.abc import Callable, Mapping, Sequence
from secrets import token_hex
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import EmailField, Field, HiddenField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from .database import transaction
from .errors import DomainError, note_wait
from .former_fields import under_new_names
from .inputs import MAX_ID
from .text import clean, one_line

Validator = Callable[[Any, Any], None]
_NONCE = re.compile(r"[0-9a-f]{32}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
"""A whole number of 64 bits, in plain digits: `int` also takes "1_000" and the digits of every script."""


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the portal: `if form.sent() and form.submit(act): …`, else the page again with `form.status`.

    `sent()` is true for a valid POST; an invalid one answers 422, and one whose act was refused with the refusal's own.
    """

    refusal: DomainError | None = None
    """Why the act was refused."""
    shown_again = False
    """With something to look at first: nothing is wrong, and nothing was done."""
    result: Any = None
    """What the act gave back."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own messages in the reader's language, read from their file once and not at every request."""

        @property
        def locales(self) -> tuple[str, ...]:
            language = get_locale()
            return (language.language,) if language else ("en",)

        def get_translations(self, form: BaseForm) -> Any:
            return DefaultMeta.get_translations(self, form)

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What a form posts. Flask-WTF would also take JSON of whatever shape; ours does not (415)."""
            if formdata is _Auto and request.is_json:
                abort(415)
            return under_new_names(super().wrap_formdata(form, formdata), form)

    def sent(self) -> bool:
        """Whether this request is a POST whose fields are all valid."""
        return bool(self.validate_on_submit())

    def submit(self, act: Callable[[], Any], *, at: Field | None = None) -> bool:
        """Run `act` in one transaction; whether it was done.

        A refusal (DomainError) becomes an error of the field `at`, or of the form, and nothing is written.
        """
        try:
            with transaction():
                self.result = act()
        except DomainError as refusal:
            self.refuse(refusal, at)
        return self.refusal is None

    def refuse(self, refusal: DomainError, at: Field | None = None) -> None:
        """Show the form again with what stands against it."""
        self.refusal = refusal
        note_wait(refusal)
        if at is None:
            self.form_errors.append(refusal.message)
        else:
            at.errors = [refusal.message]

    @property
    def status(self) -> int:
        """The HTTP status of the page with this form."""
        if self.refusal is not None:
            return int(self.refusal.status)
        return 422 if self.errors or self.shown_again else 200


class FormPart(PlainForm):
    """A few fields that a form has several times: `FormField(OneOfThem)`."""

    class Meta(DefaultMeta):
        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            return under_new_names(super().wrap_formdata(form, formdata), form)


def shown_alone(form: Form, title: str, button: str, back: str) -> ResponseReturnValue:
    """The page of a refused form that has none of its own, as it is one of many on another: nothing typed is lost."""
    return render_template("form_alone.html", form=form, title=title, button=button, back=back), form.status


def new_nonce() -> str:
    """What a form is known by, so that sending it twice does no more than sending it once."""
    return token_hex(16)


class OnceForm(Form):
    """A form that is taken once, however often it is sent: its nonce is known by what came of it."""

    nonce = HiddenField(default=new_nonce)

    @property
    def source_key(self) -> str | None:
        """What a row made of this form is known by; None for a form that was made by hand."""
        return f"form:{self.nonce.data}" if _NONCE.fullmatch(self.nonce.data or "") else None

    def renew(self) -> None:
        """Give the form a nonce of its own: the one that it came with belongs to something else."""
        self.nonce.data = new_nonce()


class Checkboxes(SelectMultipleField):
    """Several of a few, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NumberField(IntegerField):
    """A whole number, none that is larger than `most`: what its column takes."""

    def __init__(self, label: Any = None, validators: Sequence[Validator] = (), *, most: int = MAX_ID, **kwargs: Any):
        super().__init__(label, [*validators], **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, typed = None, valuelist[0].strip()
        if not _WHOLE.fullmatch(typed) or abs(int(typed)) > self.most:
            raise ValueError(self.gettext("Not a valid integer value."))
        self.data = int(typed)


class LineField(StringField):
    """One line of text; white space at the ends and control characters go."""

    def __init__(self, label: Any, validators: Sequence[Validator] = (), *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=most)], filters=[_line], **kwargs)


class AddressField(EmailField):
    """A mail address as typed, trimmed."""

    def __init__(self, label: Any, validators: Sequence[Validator] = (), **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=254)], filters=[_trim], **kwargs)


class LongTextField(TextAreaField):
    """Several lines of somebody's own words, at most 64 KB."""

    def __init__(self, label: Any, validators: Sequence[Validator] = (), *, most: int = 16_000, **kwargs: Any) -> None:
        super().__init__(label, [*validators, Length(max=most)], filters=[_text], **kwargs)


def one_of(choices: Mapping[str, Any]) -> Validator:
    """A validator for a choice that must be one of `choices`."""

    def check(_form: Any, field: Field) -> None:
        if field.data not in choices:
            raise ValidationError(_l("Choose one of the options."))

    return check


def _line(value: str | None) -> str | None:
    return one_line(value) if value else value


def _trim(value: str | None) -> str | None:
    return one_line(value) if value else value


def _text(value: str | None) -> str | None:
    return clean(value) if value else value
