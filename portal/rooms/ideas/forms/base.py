"""Forms whose acts can be refused, and forms that are taken once."""

import re
from secrets import token_hex

from wtforms import HiddenField

from portal.core.errors import DomainError
from portal.core.forms import Form

NONCE = re.compile(r"[0-9a-f]{32}")


class ActForm(Form):
    """A form whose act can be refused: what stands against it is shown above what was typed."""

    refusal: DomainError | None = None
    shown_again = False
    """With something to look at first: nothing is wrong, and nothing was sent."""

    def refuse(self, refusal: DomainError) -> None:
        """Show the form again with what stands against it."""
        self.refusal = refusal
        self.form_errors.append(refusal.message)

    @property
    def status(self) -> int:
        if self.refusal:
            return int(self.refusal.status)
        return 422 if self.shown_again else super().status


class OnceForm(ActForm):
    """A form that is taken once, however often it is sent."""

    nonce = HiddenField(default=lambda: token_hex(16))

    @property
    def source_key(self) -> str | None:
        """What a row made of this form is known by; None for a form that was made by hand."""
        return f"form:{self.nonce.data}" if NONCE.fullmatch(self.nonce.data or "") else None
