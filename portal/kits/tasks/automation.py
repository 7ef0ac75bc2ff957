"""What maps may ask of people: a task, or a case for somebody to look into."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.working_days import next_working_day
from portal.kits.automation.map_actions import map_action
from portal.kits.automation.outcomes import DONE, Outcome, add_outcomes
from portal.kits.automation.planned import Planned
from portal.people.models import Member
from workflows.catalogue import ActionShape
from workflows.durations import parse_duration

from .actions import give_task
from .care import Asked, asked_by
from .labels import add_task_labels

DEFAULT_DUE = timedelta(days=7)
TOMORROW = timedelta(days=1)
SETTLED = "settled"
add_outcomes({SETTLED: lambda _detail: str(_("settled before it was asked for"))})
add_task_labels("tasks", {"look_into_this_case": _l("Look into this case")})


@map_action("task", ActionShape(words=("role", "name"), options={"due": "duration"}))
def task(planned: Planned, member: Member) -> Outcome:
    """`task success say_hello due=5d`."""
    due = planned.options.get("due")
    span = parse_duration(str(due)) if due else DEFAULT_DUE
    return plan_task(planned, member, planned.name, role=planned.role, within=span)


@map_action("escalate", ActionShape(words=("role",)))
def escalate(planned: Planned, member: Member) -> Outcome:
    """`escalate owner`: somebody looks into it by tomorrow."""
    return plan_task(planned, member, planned.name or "look_into_this_case", role=planned.role, within=TOMORROW)


def plan_task(planned: Planned, member: Member, name: str, *, role: str, within: timedelta = DEFAULT_DUE) -> Outcome:
    """Give the task that a map plans, due on the first working day after `within`."""
    at, follows_from = planned.effective_at, planned.about
    asked = asked_by(member.id, at, follows_from) if planned.in_care else Asked(waits=True)
    if not asked.waits:
        return Outcome(SETTLED)
    due_on = next_working_day((at + within).date())
    given = name or planned.kind
    why, in_care, about = planned.rule, planned.in_care, asked.about
    give_task(member, given, role=role, due_on=due_on, key=planned.key, why=why, in_care=in_care, about=about)
    return DONE
