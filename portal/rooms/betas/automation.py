"""What maps may offer: a place in a beta."""

from flask_babel import gettext as _

from portal.core.clock import now
from portal.kits.automation.map_actions import map_action
from portal.kits.automation.outcomes import DONE, Outcome
from portal.kits.automation.planned import Planned
from portal.kits.notices.actions.writing import lock_member_row
from portal.kits.notices.automation import HELD, map_limits
from portal.kits.notices.contact_policy import over_budget, refusal
from portal.people.models import Member
from workflows.catalogue import ActionShape

from .actions.applying import invite_testers
from .queries.betas import beta_to_offer
from .verbs import BETA_INVITED

OFFER = ActionShape(
    words=("name",),
    options={"wait": "duration", "max": "rate"},
    sends=True,
    promotional=True,
    emits=frozenset({BETA_INVITED}),
)
OUTCOMES = {
    "nothing_offered": lambda name: str(_("nothing is offered by the name of %(name)s", name=name)),
    "no_beta": lambda _detail: str(_("no beta looks for them now")),
    "already_in": lambda _detail: str(_("they are in it already")),
}


@map_action("offer", OFFER, outcomes=OUTCOMES)
def offer(planned: Planned, member: Member) -> Outcome:
    """Invite them to the newest beta that looks for testers and is meant for them, if there is one.

    An invitation is one more thing that they hear from us: it is held back by what holds back a mail.
    """
    if planned.name != "beta":
        return Outcome("nothing_offered", planned.name)
    lock_member_row(member)
    why = refusal(member, "promotion")
    if why is None and over_budget(member, "promotion", now(), map_limits(planned).messages):
        why = "budget"
    if why:
        return Outcome(HELD, why)
    beta = beta_to_offer(member)
    if beta is None:
        return Outcome("no_beta")
    return DONE if invite_testers(beta, [member], None, planned.rule) else Outcome("already_in")
