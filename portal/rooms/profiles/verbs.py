"""What happens in the directory."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

PROFILE_LISTED = add_verb("profile.listed", _l("Let other members find them"), "id", "brand", act=True)
PROFILE_UNLISTED = add_verb("profile.unlisted", _l("Left the directory"), "id", "brand")
