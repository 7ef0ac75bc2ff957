"""Tasks and reasons in plain words."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.rooms.feedback.verbs import FEEDBACK_GIVEN
from portal.rooms.forum.verbs import POST_CREATED
from workflows.decisions import WhyNot
from workflows.guards.known import counted
from workflows.nurture_map import NurtureMap

TASKS: dict[str, Any] = {
    "answer_before_closing": _l("Tell them what became of it"),
    "ask_how_it_is_now": _l("Ask how it is now"),
    "ask_what_is_missing": _l("Ask what is missing"),
    "call_about_invitation": _l("Call about the invitation"),
    "fix_it": _l("Fix their thing"),
    "hello_again": _l("Say hello in the new job"),
    "introduce_a_peer": _l("Introduce a peer"),
    "invite_personally": _l("Invite in person"),
    "listen_call": _l("Call and listen"),
    "look_into_this_case": _l("Look into this case"),
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
}


OWN_ACTS: dict[str, Callable[[int], str]] = {
    FEEDBACK_GIVEN: lambda more: ngettext(
        "Tell us %(num)d more thing that you notice", "Tell us %(num)d more things that you notice", more
    ),
    POST_CREATED: lambda more: ngettext(
        "Answer somebody in the community once more", "Answer somebody in the community %(num)d more times", more
    ),
}
"""What a member can do by themselves, so many times more. What we would have to ask them for is not held out."""


def own_step(nearest: WhyNot, to: str) -> str | None:
    """The member's own next step towards the stage that they know as `to`; None where it is not theirs to take."""
    if len(nearest.unmet) != 1:
        return None
    missing = nearest.unmet[0]
    count = counted(missing.comparison.fact)
    act = OWN_ACTS.get(count[0]) if count else None
    if act is None or missing.short_by is None:
        return None
    return str(_("%(act)s, and the next stop is “%(stage)s”.", act=act(int(missing.short_by)), stage=to))


def task_title(name: str) -> str:
    """What a task is called; one that only a map knows is called by its own name."""
    return str(TASKS.get(name) or name.replace("_", " ").capitalize())


def stage_title(key: str, nurture_map: NurtureMap) -> str:
    """What staff call a stage: its key in words (care stages have no public name)."""
    return key.replace("_", " ").capitalize() if key in nurture_map.stages or key else ""
