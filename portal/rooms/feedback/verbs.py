"""What customers tell us, as events."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

FEEDBACK_GIVEN = add_verb(
    "feedback.given", _l("Told us something"), "message-2", "brand", act=True, facts={"source": str}
)
FEEDBACK_CAPTURED = add_verb(
    "feedback.captured", _l("Was written down"), "message-2", "brand", facts={"source": str, "rating": int}
)
FEEDBACK_READ = add_verb("feedback.read", _l("Was read by one of us"), "eye-check", "info")
