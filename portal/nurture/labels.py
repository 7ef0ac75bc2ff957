"""What tasks of the shipped map, stages and a member's next step are called."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.kits.automation.own_steps import OWN_STEPS
from portal.kits.notices.verbs import MAIL_ANSWERED
from portal.kits.tasks.labels import add_task_labels
from portal.kits.tasks.settling import add_settled_tasks
from workflows.decisions import WhyNot
from workflows.guards.known import counted
from workflows.nurture_map import NurtureMap

add_task_labels(
    "nurture",
    {
        "answer_before_closing": _l("Tell them what came of it"),
        "ask_how_it_is_now": _l("Ask how it is now"),
        "ask_what_is_missing": _l("Ask what is missing"),
        "call_about_invitation": _l("Call about the invitation"),
        "fix_it": _l("Fix their problem"),
        "hello_again": _l("Welcome them in the new job"),
        "introduce_a_peer": _l("Introduce a peer"),
        "invite_personally": _l("Invite in person"),
        "listen_call": _l("Call and listen"),
        "plan_their_moment": _l("Plan their moment"),
        "say_hello": _l("Say hello"),
        "say_what_came_of_it": _l("Say what came of it"),
        "say_what_changed": _l("Say what changed"),
        "show_what_is_next": _l("Show what comes next"),
        "still_there": _l("Find out whether they are still there"),
        "thank_and_offer_an_occasion": _l("Thank them, and offer an occasion"),
        "thank_in_person": _l("Thank them in person"),
        "thank_you": _l("Write a thank-you"),
        "try_another_way": _l("Try to reach them another way"),
        "welcome_back": _l("Welcome them back"),
    },
)

# These wait for a word from them, and nothing else.
add_settled_tasks(
    "nurture", MAIL_ANSWERED, "ask_how_it_is_now", "ask_what_is_missing", "still_there", "try_another_way"
)


def own_step(nearest: WhyNot, to: str) -> str | None:
    """The member's own next step towards the stage that they know as `to`; None where it is not theirs to take."""
    if len(nearest.unmet) != 1:
        return None
    missing = nearest.unmet[0]
    count = counted(missing.comparison.fact)
    step = OWN_STEPS.get(count[0]) if count else None
    if step is None or missing.short_by is None:
        return None
    return str(_("%(act)s, and the next stop is “%(stage)s”.", act=step(int(missing.short_by)), stage=to))


def stage_title(key: str, nurture_map: NurtureMap) -> str:
    """What staff call a stage: its key in words (care stages have no public name)."""
    return key.replace("_", " ").capitalize() if key in nurture_map.stages or key else ""
