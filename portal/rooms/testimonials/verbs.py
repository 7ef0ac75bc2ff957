"""What happens to quotes and the permissions for them."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

TESTIMONIAL_DRAFTED = add_verb("testimonial.drafted", _l("A quote was drafted"), "quote", "brand")
TESTIMONIAL_SENT = add_verb("testimonial.sent", _l("Was asked to approve a quote"), "quote", "brand")
TESTIMONIAL_APPROVED = add_verb("testimonial.approved", _l("Approved a quote"), "quote", "brand", act=True)
TESTIMONIAL_CHANGES_REQUESTED = add_verb(
    "testimonial.changes_requested", _l("Asked for other words in a quote"), "quote", "brand", act=True
)
TESTIMONIAL_DECLINED = add_verb("testimonial.declined", _l("Said no to a quote"), "quote", "brand", act=True)
TESTIMONIAL_DELEGATED = add_verb(
    "testimonial.delegated", _l("Passed a quote on to somebody who has to agree"), "quote", "brand", act=True
)
TESTIMONIAL_LAPSED = add_verb("testimonial.lapsed", _l("A question about a quote lapsed"), "quote", "neutral")
TESTIMONIAL_REMINDED = add_verb("testimonial.reminded", _l("Was reminded of a quote to approve"), "quote", "brand")
TESTIMONIAL_RELEASED = add_verb("testimonial.released", _l("A quote became available"), "quote", "brand")
TESTIMONIAL_SUSPENDED = add_verb("testimonial.suspended", _l("A quote was suspended"), "quote", "brand")
TESTIMONIAL_WITHDRAWN = add_verb("testimonial.withdrawn", _l("Withdrew a quote"), "quote", "bad")
PERMISSION_GRANTED = add_verb(
    "permission.granted", _l("Gave permission"), "shield-check", "good", facts={"version": int}
)
PERMISSION_REVOKED = add_verb(
    "permission.revoked", _l("Withdrew permission"), "shield-x", "bad", facts={"version": int}
)
