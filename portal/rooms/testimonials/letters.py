"""The mail that asks a customer whether we may use their words."""

from flask_babel import lazy_gettext as _l

from portal.kits.notices.letters import Letter, add_letter

QUOTE_APPROVAL = add_letter(
    Letter(
        "quote_approval",
        "service",
        _l("May we use these exact words? Silence is a no"),
        frozenset({"text", "where", "places", "until", "also", "url"}),
        needs=frozenset({"text", "where", "places", "url"}),
        file="testimonials/mail/quote_approval.txt",
    )
)
