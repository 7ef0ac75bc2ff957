"""The mail to somebody who wanted it and has no login here: one of us voted for them."""

from flask_babel import lazy_gettext as _l

from portal.kits.notices.letters import Letter, add_letter

SHIPPED = add_letter(
    Letter(
        "idea_shipped",
        "service",
        _l("What they wanted is there, in a colleague's words, with their own reason quoted"),
        frozenset({"title", "message", "quoted"}),
        needs=frozenset({"title", "message"}),
        file="ideas/mail/shipped.txt",
    )
)
