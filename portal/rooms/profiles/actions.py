"""Saying something of oneself, and being listed or not."""

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, fold, one_line
from portal.ledger.ledger import record
from portal.people.logins import member_of

from .models import KINDS, Profile, Subject
from .verbs import PROFILE_LISTED, PROFILE_UNLISTED

MAX_SUBJECTS = 12


def tell_of_oneself(user: User, about: str, subjects: dict[str, str], *, listed: bool) -> Profile:
    """Write one's profile. `subjects` are texts with commas by kind. Raises Refused for too many of them."""
    named = {kind: subjects_in(subjects.get(kind, "")) for kind in KINDS}
    if any(len(names) > MAX_SUBJECTS for names in named.values()):
        raise Refused(_("Up to %(most)s of each. Keep those by which you want to be found.", most=MAX_SUBJECTS))
    profile = db.session.get(Profile, user.id) or Profile(user_id=user.id, listed=False)
    was_listed = bool(profile.listed)
    profile.folded, profile.about = fold(user.name)[:200], clean(about)
    profile.listed, profile.updated_at = listed, now()
    db.session.add(profile)
    profile.subjects = []
    db.session.flush()
    profile.subjects = [
        Subject(kind=kind, folded=_key(name), name=name) for kind, names in named.items() for name in names
    ]
    db.session.flush()
    if listed != was_listed:
        record(PROFILE_LISTED if listed else PROFILE_UNLISTED, member=member_of(user), actor=user)
    return profile


def subjects_in(text: str) -> list[str]:
    """The subjects in a text with commas, each once, whatever its case and accents."""
    names = [one_line(part)[:60] for part in text.split(",")]
    return list({_key(name): name for name in reversed(names) if _key(name)}.values())[::-1]


def _key(name: str) -> str:
    return fold(name)[:60]
