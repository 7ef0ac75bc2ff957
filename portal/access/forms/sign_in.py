"""Signing in and choosing a password."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.core.forms import AddressField, Form

from ..passwords import MAX_CHARS, MIN_CHARS
from ..strength import weakness

SHARED_LABEL = _l("This is a shared device")
SHARED_HINT = _l("You'll be signed out when the browser closes, or after a day.")


class SignInForm(Form):
    """Address and password. What is wrong with them is never said apart."""

    email = AddressField(_l("Email address"), [DataRequired(_l("Enter your email address."))])
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=MAX_CHARS)],
        render_kw={"maxlength": MAX_CHARS},
    )
    shared = BooleanField(SHARED_LABEL, description=SHARED_HINT)


class AddressForm(Form):
    """The address that a link is wanted for: to sign in, or to choose a password."""

    email = AddressField(_l("Email address"), [DataRequired(_l("Enter your email address."))], id="link-email")


class EnterForm(Form):
    """A button: whoever opened a link confirms that they want to sign in."""

    shared = BooleanField(SHARED_LABEL, description=SHARED_HINT)


class ConfirmForm(Form):
    """The password of somebody who is signed in, before a sensitive act."""

    password = PasswordField(_l("Your password"), [InputRequired(_l("Enter your password.")), Length(max=MAX_CHARS)])


LENGTHS = (
    Length(MIN_CHARS, message=_l("Use at least %(least)s characters.", least=MIN_CHARS)),
    Length(max=MAX_CHARS, message=_l("Use at most %(most)s characters.", most=MAX_CHARS)),
)


class PasswordForm(Form):
    """A password to choose. `known` is what anybody knows of whose it will be: it may not be made of that."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Choose a password.")), *LENGTHS],
        description=_l(
            "At least %(least)s characters. A few unrelated words are strong and easy to keep.", least=MIN_CHARS
        ),
    )

    end_feeds = BooleanField(
        _l("End my private feeds, too"),
        description=_l("Your calendar and other programs stop reading here until you give them a new address."),
    )

    def __init__(self, *known: str, feeds: bool = False, **kwargs: Any) -> None:
        """`feeds`: whether there are any, so that ending them is offered."""
        super().__init__(**kwargs)
        self._known = known
        if not feeds:
            del self.end_feeds

    @property
    def ends_feeds(self) -> bool:
        """Whether they want their feeds to end with the password."""
        return bool(self.end_feeds and self.end_feeds.data)

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what would soon be guessed."""
        if field.errors or not field.data:
            return
        if (why := weakness(field.data, *self._known)) is not None:
            raise ValidationError(why)


class JoinForm(PasswordForm):
    """Joining: a password is taken, and not needed, since links by email let people in."""

    password = PasswordField(
        _l("New password"),
        [Optional(), *LENGTHS],
        description=_l("Leave it empty if you like: we'll email you a link whenever you sign in."),
    )
    shared = BooleanField(SHARED_LABEL, description=SHARED_HINT)


class ChangePasswordForm(PasswordForm):
    """A new password on one's own page: only for somebody who knows the old one."""

    current = PasswordField(
        _l("Current password"), [InputRequired(_l("Enter your current password.")), Length(max=MAX_CHARS)]
    )
