"""What happens when somebody leaves. The last line has no member: there is none any more."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_

DEPARTURE_ASKED = add_verb("departure.asked", _l("A colleague asked to erase this person"), "user-x", "warn")
DEPARTURE_DECLINED = add_verb("departure.declined", _l("The request to erase this person was declined"), "user")
DEPARTURE_CONFIRMED = add_verb("departure.confirmed", _l("Is leaving for good"), "door-exit", "warn")
DEPARTURE_AGREED = add_verb("departure.agreed", _l("The request to erase this person was approved"), "user-x", "warn")
DEPARTURE_UNDONE = add_verb("departure.undone", _l("Changed their mind and stays"), "door-enter", "good")
MEMBER_ERASED = add_verb("member.erased", _l("Somebody left, and was erased"), "user-x", facts={"posts": str})
COPY_ASKED = add_verb("copy.asked", _l("Asked for a copy of their data"), "download")
FACT_LABELS = (N_("stay"), N_("go"))
"""What became of the posts of somebody who was erased."""
