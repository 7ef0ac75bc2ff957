"""The decision page: who wants an idea and why, and what product can do about it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.filters import today
from portal.core.inputs import row_id
from portal.core.paging import page_by_key
from portal.people.acting import actor
from portal.people.labels import SEGMENT_LABELS
from portal.people.models import Member
from portal.people.viewer import viewer
from workflows.lifecycle import MoveNotAllowed

from ..actions.merging import merge_idea, undo_merge
from ..actions.moves import STEPS, Decision, move_idea, plan_idea
from ..actions.votes import vote_on_behalf
from ..badges import month_label, quarter_label
from ..demand import demand_for, demands_for
from ..forms import BehalfForm, MergeForm, MoveForm, PlanForm
from ..labels import demand_text, one_line_of, short_euros
from ..lifecycle import IDEA
from ..models import Idea, IdeaMerge
from ..queries import wanting
from ..queries.idea import feedback_about, merges_into
from ..queries.lists import Filter, first_ideas, ideas
from ..queries.meeting import reasons_of
from ..queries.notes import count_to_notify
from ..queries.roadmap import quarter_of
from ..queries.similar import similar_ideas
from ..queries.wanting import DIMENSIONS
from .blueprint import blueprint, the_idea
from .lists import chosen_filter, chosen_order

AHEAD = 6
"""Quarters that can be planned for."""
AT_A_MEETING = 20
LEADS_ON = {"new": "review", "under_review": "plan", "planned": "start", "in_progress": "ship"}
"""The step that comes next when all goes well."""


@blueprint.get("/<int:idea_id>/decision")
@may("ideas.read")
def decision(idea_id: int) -> ResponseReturnValue:
    return _decision(idea_id)


@blueprint.route("/<int:idea_id>/move", methods=["GET", "POST"])
@may("ideas.decide")
def move(idea_id: int) -> ResponseReturnValue:
    """Move it on. "Preview" shows what voters will read, and keeps nothing."""
    idea = the_idea(idea_id)
    form = MoveForm(step=request.args.get("step"), version=idea.version)
    form.offer([step for step in IDEA.triggers(idea.status) if step in STEPS])
    if form.sent():
        form.shown_again = "preview" in request.form
        if not form.shown_again and _moved(form, idea_id):
            return _after_move(idea_id)
    idea = the_idea(idea_id)
    becomes = IDEA.after(idea.status, form.step.data) if form.shown_again else None
    return render_template("ideas/move.html", form=form, idea=idea, becomes=becomes), form.status


@blueprint.post("/<int:idea_id>/quarter")
@may("ideas.decide")
def plan(idea_id: int) -> ResponseReturnValue:
    """For when it is planned; empty for no time any more."""
    with transaction():
        plan_idea(the_idea(idea_id), actor(), request.form.get("quarter") or None)
    flash(_("Saved. It's on the roadmap."), "success")
    return redirect(url_for("ideas.decision", idea_id=idea_id), 303)


@blueprint.post("/<int:idea_id>/behalf")
@may("ideas.write")
def behalf(idea_id: int) -> ResponseReturnValue:
    """A customer said that they want it."""
    form = BehalfForm()
    if not form.sent() or not _voted(form, idea_id):
        return _decision(idea_id, form)
    return redirect(url_for("ideas.decision", idea_id=idea_id), 303)


@blueprint.route("/<int:idea_id>/merge", methods=["GET", "POST"])
@may("ideas.decide")
def merge(idea_id: int) -> ResponseReturnValue:
    """Make it part of another, of which some that are like it are offered."""
    idea, form = the_idea(idea_id), MergeForm()
    if form.sent() and form.submit(lambda: merge_idea(the_idea(idea_id), the_idea(form.idea_id or 0), actor())):
        flash(_("Merged. Everybody who wants it counts once."), "success")
        return redirect(url_for("ideas.decision", idea_id=form.idea_id), 303)
    close = similar_ideas(viewer(), idea.title, besides=idea_id)
    return render_template("ideas/merge.html", form=form, idea=the_idea(idea_id), similar=close), form.status


@blueprint.post("/merges/<int:merge_id>/end")
@may("ideas.decide")
def part(merge_id: int) -> ResponseReturnValue:
    """Part them again."""
    with transaction():
        merge_row = db.session.get(IdeaMerge, merge_id) or abort(404)
        the_idea(merge_row.into_id)
        undo_merge(merge_row, actor())
    flash(_("Merge undone, with everybody where they were."), "success")
    return redirect(url_for("ideas.decision", idea_id=merge_row.idea_id), 303)


@blueprint.get("/meeting")
@may("ideas.read")
def meeting() -> ResponseReturnValue:
    """A page to print: each idea with its line, its demand and a few reasons."""
    chosen: Filter = chosen_filter(request.args.get("board", type=row_id))
    columns = {"rank": Idea.rank, "newest": Idea.id, "voters": Idea.voters}[chosen_order()]
    lines = first_ideas(ideas(viewer(), chosen), AT_A_MEETING, columns.desc(), Idea.id.desc())
    ids = [line.id for line in lines]
    demands = {idea_id: demand_text(each) for idea_id, each in demands_for(ids).items()}
    sentences = set(demands.values())
    return render_template(
        "ideas/meeting.html",
        lines=lines,
        summaries={idea_id: one_line_of(each) for idea_id, each in wanting.summaries_of(ids).items()},
        demands=demands,
        of_all=sentences.pop() if len(sentences) == 1 and len(ids) > 1 else "",
        reasons=reasons_of(ids),
    )


def _decision(idea_id: int, form: BehalfForm | None = None) -> ResponseReturnValue:
    idea = the_idea(idea_id)
    by = request.args.get("by", "")
    by = by if by in DIMENSIONS and by != "month" else "company"
    plan = PlanForm(formdata=None, quarter=idea.quarter or "")
    plan.quarter.choices = _quarters(idea.quarter)
    page = render_template(
        "ideas/decision.html",
        idea=idea,
        one_line=one_line_of(wanting.summary_of(idea_id)),
        demand=demand_text(demand_for(idea_id)),
        reasons=wanting.reasons(idea_id),
        by=by,
        dimensions=_dimensions(by),
        parts=wanting.who_wants_it(idea_id, by),
        month_rows=[(month_label(each.name), each.people) for each in wanting.who_wants_it(idea_id, "month")],
        euros=short_euros,
        leads=wanting.lead_users(idea_id),
        testers=wanting.possible_testers(idea_id),
        voters=page_by_key(wanting.voters(idea_id), wanting.NEWEST, request.args.get("page")),
        merges=merges_into(viewer(), idea_id),
        untold=count_to_notify(idea_id),
        pieces=feedback_about(viewer(), idea_id),
        next_steps=_next_steps(idea.status),
        plan=plan,
        form=form or BehalfForm(formdata=None),
        segments=SEGMENT_LABELS,
    )
    return page, form.status if form else 200


def _moved(form: MoveForm, idea_id: int) -> bool:
    texts = {name: form[name].data or "" for name in ("reason", "message", "reopens_when")}
    decision = Decision(form.step.data, form.version.data or 0, **texts)
    try:
        return form.submit(lambda: move_idea(the_idea(idea_id), actor(), decision))
    except MoveNotAllowed:
        form.refuse(
            DomainError(_("Somebody has changed this idea's status in the meantime. Check it, then decide again."))
        )
        return False


def _after_move(idea_id: int) -> ResponseReturnValue:
    """A shipped idea owes its voters a word: that is what comes next."""
    if the_idea(idea_id).status == "shipped" and count_to_notify(idea_id):
        return redirect(url_for("ideas.notify_voters", idea_id=idea_id), 303)
    flash(_("Saved. Everybody who wants it will be told."), "success")
    return redirect(url_for("ideas.decision", idea_id=idea_id), 303)


def _voted(form: BehalfForm, idea_id: int) -> bool:
    def act() -> bool:
        member = db.session.get_one(Member, form.member.id) if form.member else abort(404)
        return vote_on_behalf(
            the_idea(idea_id), member, actor(), source=form.source.data, reason=form.reason.data or ""
        )

    if not form.submit(act):
        return False
    flash(_("Their vote is saved.") if form.result else _("They want it already."), "success")
    return True


def _quarters(kept: str | None) -> list[tuple[str, str]]:
    ahead = [quarter_of(today(), step) for step in range(AHEAD)]
    if kept and kept not in ahead:
        ahead.insert(0, kept)
    return [("", _("No time yet")), *((quarter, quarter_label(quarter)) for quarter in ahead)]


def _next_steps(status: str) -> list[str]:
    """What can be decided: what leads on comes first, and what leads back or ends it behind."""
    allowed = [step for step in IDEA.triggers(status) if step in STEPS]
    return sorted(allowed, key=lambda step: (step != LEADS_ON.get(status), STEPS.index(step)))


def _dimensions(by: str) -> list[tuple[Any, ...]]:
    names = {
        "company": _("Company"),
        "segment": _("Segment"),
        "stage": _("Stage"),
        "plan": _("Plan"),
        "revenue": _("Revenue"),
        "region": _("Region"),
    }
    return [(label, f"?by={name}#wanted-by", name == by) for name, label in names.items()]
