"""How often things may be done here: accounts."""

from portal.core.limits import ACCOUNT, DESK, LETTERS, LINKS, add_limit

add_limit(
    ACCOUNT,
    "confirm.confirm",
    "confirm.email_link",
    "sessions.end",
    "sessions.end_others",
    "sign_in.ask",
    "sign_in.forgotten",
    "sign_in.sign_in",
    "sign_in.sign_out",
)
add_limit(LINKS, "sign_in.by_link", "sign_in.new_password")
add_limit(LETTERS, "users.add", "users.send_link")
add_limit(DESK, "users.closing", "users.end", "users.give", "users.handover", "users.take", "users.welcome_back")
