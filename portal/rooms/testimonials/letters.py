"""The mails that ask a customer whether we may use their words."""

from flask_babel import lazy_gettext as _l

from portal.kits.notices.letters import Letter, add_letter

NEEDS = frozenset({"text", "where", "places", "url"})
FIELDS = NEEDS | {"until", "also", "needed", "answer_by"}
ANSWER_FIELDS = frozenset({"who", "answer", "text", "url"})
QUOTE_APPROVAL = add_letter(
    Letter(
        "quote_approval",
        "service",
        _l("May we use these exact words? Silence is a no"),
        FIELDS,
        NEEDS,
        file="testimonials/mail/quote_approval.txt",
    )
)
QUOTE_REMINDER = add_letter(
    Letter(
        "quote_reminder",
        "service",
        _l("The one reminder of a question about their words, when half of the time has gone"),
        FIELDS,
        NEEDS,
        file="testimonials/mail/quote_reminder.txt",
    )
)
QUOTE_DELEGATE = add_letter(
    Letter(
        "quote_delegate",
        "service",
        _l("To somebody else at the customer's who has to agree to a quote"),
        FIELDS | {"reminder"},
        NEEDS,
        file="testimonials/mail/quote_delegate.txt",
    )
)
QUOTE_DELEGATE_ANSWERED = add_letter(
    Letter(
        "quote_delegate_answered",
        "service",
        _l("What somebody answered whom the customer had asked to agree"),
        ANSWER_FIELDS,
        ANSWER_FIELDS,
        file="testimonials/mail/quote_delegate_answered.txt",
    )
)
