"""What happens in betas."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

BETA_CREATED = add_verb("beta.created", _l("Beta created"), "flask", "brand")
BETA_CHANGED = add_verb("beta.changed", _l("Beta changed"), "flask", "brand")
BETA_MOVED = add_verb("beta.moved", _l("Beta moved on"), "flask", "brand", facts={"status": str})
BETA_INVITED = add_verb("beta.invited", _l("Was invited to a beta"), "flask", "brand")
BETA_APPLIED = add_verb("beta.applied", _l("Applied for a beta"), "flask", "brand", act=True, facts={"fits": bool})
BETA_WAITLISTED = add_verb("beta.waitlisted", _l("Is on the waitlist of a beta"), "flask", "brand")
BETA_TURNED_AWAY = add_verb("beta.turned_away", _l("Could not be in this round of a beta"), "flask", "brand")
BETA_DECLINED = add_verb("beta.declined", _l("Said no to a beta"), "flask", "brand")
BETA_TRIED = add_verb("beta.tried", _l("Did a task in a beta"), "flask", "brand", act=True)
BETA_THANKED = add_verb(
    "beta.thanked",
    _l("Was thanked for a beta"),
    "flask",
    "brand",
    facts={"reports": int, "fixed": int, "tasks": int, "gift": bool},
)
SEAT_OFFERED = add_verb("seat.offered", _l("Was offered a seat in a beta"), "flask", "brand")
SEAT_ACCEPTED = add_verb("seat.accepted", _l("Took a seat in a beta"), "flask", "brand", act=True)
SEAT_LAPSED = add_verb("seat.lapsed", _l("Seat offer expired"), "flask", "brand")
SEAT_PASSED_ON = add_verb("seat.passed_on", _l("A quiet seat went to the next"), "flask", "brand")
SEAT_LEFT = add_verb("seat.left", _l("Left a beta"), "flask", "brand")
SEAT_REMOVED = add_verb("seat.removed", _l("Was removed from a beta"), "flask", "brand")
TESTER_PROVISIONED = add_verb("tester.provisioned", _l("Was let into a beta"), "flask")
TESTER_ACTIVATED = add_verb("tester.activated", _l("Activated their seat"), "flask", act=True)
TESTER_ASKED = add_verb("tester.asked", _l("Was asked whether the beta goes well"), "flask", facts={"reminders": int})
TESTER_ANSWERED = add_verb("tester.answered", _l("Is still testing"), "flask", act=True)
KEY_ADDED = add_verb("key.added", _l("Keys came into the pool"), "key", facts={"count": int})
KEY_REVEALED = add_verb("key.revealed", _l("Saw the key of a beta"), "key", facts={"first": bool})
REPORT_GIVEN = add_verb(
    "report.given",
    _l("Reported something in a beta"),
    "clipboard-text",
    "brand",
    act=True,
    facts={"kind": str, "severity": int},
)
REPORT_SETTLED = add_verb(
    "report.settled", _l("A report was looked at"), "clipboard-text", "brand", facts={"status": str}
)
REPORT_LINKED = add_verb(
    "report.linked", _l("A report speaks for an idea"), "clipboard-text", "brand", facts={"idea": int}
)
