"""First drafts of personal mails: staff change them until they sound like themselves."""

from dataclasses import dataclass

from flask_babel import gettext as _

from .models import Member


@dataclass(frozen=True)
class Draft:
    """A subject, and the words below it."""

    subject: str
    message: str


def invitation_draft(member: Member | None, sender: str) -> Draft:
    """What an invitation to this member could say, from what they last answered. None: somebody new."""
    name = member.short_name if member is not None and member.given_name else _("Hello")
    parts = (
        f"{name},",
        _opening(member),
        _(
            "We keep a small private room where customers and the people who build the product talk to each other. "
            "You see what's coming while it can still change, you say what's wrong with it, and you hear what came of "
            "what you said. Nobody sells anything there."
        ),
        _("A few minutes a month are plenty. If it's not for you, just ignore this email."),
        sender,
    )
    return Draft(str(_subject(member)), "\n\n".join(str(part) for part in parts))


def _subject(member: Member | None) -> str:
    if member is not None and member.segment == "promoter":
        return str(_("Something better to do with your answer"))
    if member is not None and member.segment == "passive":
        return str(_("What is missing?"))
    return str(_("May we ask you something, now and then?"))


def _opening(member: Member | None) -> str:
    if member is not None and member.segment == "promoter":
        return str(
            _(
                "you told us that you would recommend us. Thank you. I would like to do something better with that "
                "than file it away."
            )
        )
    if member is not None and member.segment == "passive":
        return str(
            _("you told us that we are all right, but not more than that. I would like to hear what is missing.")
        )
    return str(_("you know our product from the inside of an ordinary working day. We only know it from ours."))
