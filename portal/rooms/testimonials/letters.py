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
        _l("Request to approve a quote"),
        FIELDS,
        NEEDS,
        file="testimonials/mail/quote_approval.txt",
    )
)
QUOTE_REMINDER = add_letter(
    Letter(
        "quote_reminder",
        "service",
        _l("Reminder to approve a quote (sent once, halfway)"),
        FIELDS,
        NEEDS,
        file="testimonials/mail/quote_reminder.txt",
    )
)
QUOTE_DELEGATE = add_letter(
    Letter(
        "quote_delegate",
        "service",
        _l("Quote approval, to a colleague of the customer"),
        FIELDS | {"reminder"},
        NEEDS,
        file="testimonials/mail/quote_delegate.txt",
    )
)
QUOTE_DELEGATE_ANSWERED = add_letter(
    Letter(
        "quote_delegate_answered",
        "service",
        _l("Your colleague's answer about a quote"),
        ANSWER_FIELDS,
        ANSWER_FIELDS,
        file="testimonials/mail/quote_delegate_answered.txt",
    )
)
