"""What happens to people and their companies."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_

COMPANY_CREATED = add_verb("company.created", _l("Company added"), "building")
COMPANY_CHANGED = add_verb("company.changed", _l("Company details changed"), "building")
COMPANY_MERGED = add_verb("company.merged", _l("Two records of this company were merged"), "arrow-merge")
MEMBER_CREATED = add_verb("member.created", _l("Added to the programme"), "user", facts={"source": str})
MEMBER_CHANGED = add_verb("member.changed", _l("Details changed"), "user")
MEMBER_CONFIRMED = add_verb("member.confirmed", _l("Details confirmed"), "user")
MEMBER_MERGED = add_verb("member.merged", _l("Two records of this person were merged"), "arrow-merge")
MEMBER_INVITED = add_verb("member.invited", _l("Invited in person"), "mail-forward", "info")
MEMBER_JOINED = add_verb("member.joined", _l("Joined"), "door-enter", "good", act=True)
MEMBER_WELCOMED = add_verb(
    "member.welcomed", _l("Finished the welcome"), "heart-handshake", "good", act=True, facts={"incentive": str}
)
MEMBER_PAUSED = add_verb("member.paused", _l("Took a break"), "player-pause", "warn", facts={"days": int})
MEMBER_RESUMED = add_verb("member.resumed", _l("Came back from a break"), "user")
PAUSE_BEGUN = add_verb("pause.begun", _l("Paused by a colleague"), "hand-stop", "warn")
PAUSE_CHANGED = add_verb("pause.changed", _l("Pause changed"), "hand-stop", "warn")
PAUSE_ENDED = add_verb("pause.ended", _l("Pause ended"), "player-play")
MEMBER_UNSUBSCRIBED = add_verb("member.unsubscribed", _l("Opted out of emails, except for answers"), "user")
EMPLOYMENT_CHANGED = add_verb(
    "employment.changed", _l("Changed jobs"), "briefcase", "purple", facts={"from_company": int, "to_company": int}
)
EMPLOYMENT_TOLD = add_verb(
    "employment.told",
    _l("Told us about a new job"),
    "briefcase",
    "purple",
    facts={"from_company": int, "to_company": int},
)
EMPLOYMENT_CONFIRMED = add_verb(
    "employment.confirmed", _l("New job confirmed"), "briefcase", "good", facts={"to_company": int}
)
EMPLOYMENT_DECLINED = add_verb(
    "employment.declined",
    _l("New job not confirmed"),
    "briefcase",
    "warn",
    facts={"to_company": int, "next": str},
)
INVITATION_REVOKED = add_verb("invitation.revoked", _l("Invitation withdrawn"), "mail")
INVITATION_COPIED = add_verb("invitation.copied", _l("Invitation link copied"), "copy")
INVITATION_LAPSED = add_verb("invitation.lapsed", _l("Invitation expired"), "mail")
ADDRESS_ASKED = add_verb("address.asked", _l("A new email address was entered"), "at")
ADDRESS_WITHDRAWN = add_verb("address.withdrawn", _l("The new email address was withdrawn"), "at")
ADDRESS_LAPSED = add_verb("address.lapsed", _l("The new email address wasn't confirmed in time"), "at")
ADDRESS_CHANGED = add_verb("address.changed", _l("Has a new email address"), "at")
ADDRESS_DISPUTED = add_verb("address.disputed", _l("The new email address was disputed"), "at", "warn")
ADDRESS_KEPT = add_verb("address.kept", _l("The new email address was kept after a dispute"), "at")
ADDRESS_RETURNED = add_verb("address.returned", _l("The sign-in went back to the former email address"), "at", "warn")
ABSENCE_BEGUN = add_verb("absence.begun", _l("Days away added"), "plane-departure", facts={"deputy": int})
ABSENCE_ENDED = add_verb("absence.ended", _l("Days away removed or ended"), "plane-arrival", facts={"deputy": int})
FACT_LABELS = (N_("asked again"), N_("put back"))
"""What became of a job that was not confirmed."""
