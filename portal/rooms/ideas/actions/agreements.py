"""What was said behind an agreement stays behind it, wherever its idea goes."""

from flask_babel import gettext as _

from portal.core.errors import Refused


def leaves_agreement(agreement_id: int | None, other_id: int | None) -> bool:
    """Whether going from behind the one agreement to behind the other (None: behind none) opens what was signed for."""
    return agreement_id not in (None, other_id)


def refuse_to_open(agreement_id: int | None, other_id: int | None) -> None:
    """Raise Refused where it would."""
    if leaves_agreement(agreement_id, other_id):
        raise Refused(_("It's behind an agreement that isn't required there. Choose a board that requires it."))
