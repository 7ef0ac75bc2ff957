"""Writing about oneself."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.access.models import User
from portal.core.forms import Form, LineField, LongTextField
from portal.people.logins import member_of

from .models import Profile


class ProfileForm(Form):
    """One's own profile. Nothing of it is asked for; all of it can stay empty."""

    listed = BooleanField(_l("Let other members find me here"))
    about = LongTextField(
        _l("A sentence about you"),
        description=_l("What you do all day, in your words. Other members read it, and our staff."),
        most=1_000,
    )
    helps = LineField(
        _l("I can help with"), description=_l("With commas between: supplier contracts, playbooks, scans."), most=600
    )
    looks = LineField(
        _l("I am looking for"),
        description=_l("With commas between: somebody who rolled it out in five countries."),
        most=600,
    )

    @classmethod
    def of(cls, user: User, profile: Profile | None) -> "ProfileForm":
        """The form with what stands there now."""
        if profile is None:
            member = member_of(user)
            return cls(about=member.uses_us_for if member else "")
        return cls(
            listed=profile.listed,
            about=profile.about,
            helps=", ".join(profile.named("helps")),
            looks=", ".join(profile.named("looks")),
        )
