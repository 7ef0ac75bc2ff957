"""Making and changing a beta, taking it from stage to stage, its tasks and its pool of keys."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.core.forms import shown_alone
from portal.core.inputs import row_id
from portal.core.perform import perform
from portal.kits.admission.agreements import change_agreement, write_agreement
from portal.kits.admission.choices import agreement_choices, audience_choices, chosen_now, with_standing
from portal.kits.admission.forms import NewVersionForm, SignatureForm
from portal.kits.admission.models import Agreement
from portal.people.acting import actor
from portal.people.viewer import viewer
from portal.rooms.ideas.models import Idea

from ..actions.betas import Plan, ask_questions, edit_beta, move_beta, open_beta
from ..actions.keys import add_keys
from ..actions.testing import set_task
from ..models import Beta
from ..queries.betas import idea_of, tasks_in
from ..queries.linking import idea_to_link, ideas_to_test
from ..queries.testers import key_log, keys_of
from ..staff_forms import MAX_NAME_CHARS, BetaForm, KeysForm, MoveForm, NewBetaForm, TaskForm, kept
from ..urls import beta_url
from .blueprint import blueprint, the_beta, the_seen, tried
from .taking_part import agreement_page


@blueprint.route("/new", methods=["GET", "POST"])
@may("betas.manage")
def new_beta() -> ResponseReturnValue:
    """Begin one, perhaps from an idea; it is a draft until it looks for testers."""
    idea = idea_to_link(viewer(), request.args.get("idea", 0, type=row_id))
    begun = (idea.id, idea.title[:MAX_NAME_CHARS]) if idea is not None else (0, "")
    form = _with_choices(NewBetaForm(idea=begun[0], name=begun[1], agreement=0), idea=idea)
    if not form.sent():
        return _page(form)
    if not form.submit(lambda: open_beta(_plan(form), actor(), form.questions()).id):
        return _page(form)
    flash(_("Draft created. Add tasks and keys, then look for testers."), "success")
    return redirect(beta_url(form.result), 303)


@blueprint.route("/<int:beta_id>/edit", methods=["GET", "POST"])
@may("betas.manage")
def edit_plan(beta_id: int) -> ResponseReturnValue:
    """Change the plan; the questions only while nobody has seen them. Its words are for those who have signed."""
    seen = the_seen(beta_id)
    if not seen.is_open:
        flash(_("The instructions for testers are behind the agreement. It binds you, too."), "info")
        return redirect(url_for("betas.agreement", beta_id=beta_id), 303)
    beta = seen.beta
    is_draft = beta.status == "draft"
    form = _with_choices((NewBetaForm if is_draft else BetaForm)(data=kept(beta)), beta)
    if not form.sent():
        return _page(form, beta)

    def act() -> None:
        changed = the_beta(beta_id)
        edit_beta(changed, _plan(form), form.version.data or 0, actor())
        if isinstance(form, NewBetaForm):
            ask_questions(changed, form.questions())

    if not form.submit(act):
        return _page(form, the_beta(beta_id))
    flash(_("Saved."), "success")
    return redirect(beta_url(beta_id), 303)


@blueprint.post("/<int:beta_id>/stage")
@may("betas.manage")
def move(beta_id: int) -> ResponseReturnValue:
    """Take it on to its next stage, or cancel it with words for everybody."""
    form = MoveForm()
    valid = form.sent()
    if form.trigger.errors:
        abort(422)
    if not valid:
        return shown_alone(form, the_beta(beta_id).name, _("Cancel the beta"), beta_url(beta_id))
    message = {
        "recruit": _("It looks for testers now."),
        "choose": _("Nobody new applies now. Choose your testers."),
        "onboard": _("Testers who are in can start; the others are on the waitlist."),
        "run": _("It's running. Quiet testers are asked automatically."),
        "pause": _("It's paused. Nobody is asked or loses a seat in the meantime."),
        "cancel": _("Cancelled. Everybody in it is told why."),
    }

    def act() -> None:
        move_beta(the_beta(beta_id), form.trigger.data or "", actor(), form.reason.data or "")

    return tried(beta_id, act, message.get(form.trigger.data or "", _("Done.")))


@blueprint.route("/<int:beta_id>/tasks", methods=["GET", "POST"])
@may("betas.manage")
def tasks_and_keys(beta_id: int) -> ResponseReturnValue:
    """The tasks of each week, how many keys there are, and who looked at one."""
    form = TaskForm()
    if not form.sent():
        return _equipment(beta_id, form, KeysForm(formdata=None))

    def act() -> None:
        minutes, instructions = form.minutes.data or 10, form.instructions.data or ""
        set_task(
            the_beta(beta_id),
            form.week.data or 1,
            form.title.data or "",
            actor(),
            instructions=instructions,
            minutes=minutes,
        )

    return tried(beta_id, act, _("Task added."), url_for("betas.tasks_and_keys", beta_id=beta_id))


@blueprint.post("/<int:beta_id>/keys")
@may("betas.manage")
@confirmed
def load_keys(beta_id: int) -> ResponseReturnValue:
    """Take keys into the pool. What was typed is not shown again, not even when something is wrong with it."""
    form = KeysForm()
    if not form.sent():
        form.keys.data = ""
        return _equipment(beta_id, TaskForm(formdata=None), form)
    return perform(
        lambda: add_keys(the_beta(beta_id), (form.keys.data or "").split("\n"), actor()),
        lambda new: ngettext("%(num)d new key is sealed.", "%(num)d new keys are sealed.", new),
        url_for("betas.tasks_and_keys", beta_id=beta_id),
    )


@blueprint.post("/<int:beta_id>/agreement")
@may("betas.manage")
def new_version(beta_id: int) -> ResponseReturnValue:
    """Other words for the beta's agreement: everybody signs again before they see what is inside."""
    form = NewVersionForm()

    def act() -> None:
        change_agreement(the_beta(beta_id).agreement or abort(404), form.text.data or "", actor())

    if not form.sent() or not form.submit(act, at=form.text):
        return agreement_page(beta_id, SignatureForm(formdata=None), form)
    flash(_("Published. Everybody has to sign it before they continue, you included."), "success")
    return redirect(url_for("betas.agreement", beta_id=beta_id), 303)


def _equipment(beta_id: int, form: TaskForm, keys: KeysForm) -> ResponseReturnValue:
    seen = the_seen(beta_id)
    shown: dict[str, Any] = {"tasks": tasks_in(beta_id, viewer()), "pool": keys_of(seen.beta)}
    shown["key_views"] = key_log(seen.beta, request.args.get("page"))
    page = render_template("betas/tasks.html", seen=seen, beta=seen.beta, form=form, keys=keys, **shown)
    return page, 422 if form.errors or keys.errors else 200


def _page(form: BetaForm, beta: Beta | None = None) -> ResponseReturnValue:
    page = render_template("betas/edit.html", form=form, beta=beta)
    return page, 422 if request.method == "POST" else 200


def _with_choices(form: Any, beta: Beta | None = None, idea: Idea | None = None) -> Any:
    """What can be chosen; among the ideas also `idea` and the one that the beta came from, and whom it is for now."""
    ideas = ideas_to_test(viewer())
    if idea is not None and idea.id not in dict(ideas):
        ideas = [(idea.id, idea.title), *ideas]
    if beta is not None and beta.idea_id and beta.idea_id not in dict(ideas):
        came_from = idea_of(beta, viewer())
        ideas = [(beta.idea_id, came_from.title if came_from else _("the idea it came from")), *ideas]
    form.idea.choices = [(0, _("None")), *ideas]
    form.agreement.choices = [(0, _("None")), *agreement_choices()]
    form.see.choices = with_standing(audience_choices(), chosen_now({"see": beta.audience if beta else None}))
    return form


def _plan(form: BetaForm) -> Plan:
    """What the form makes."""
    return Plan(
        name=form.name.data or "",
        purpose=form.purpose.data or "",
        instructions=form.instructions.data or "",
        capacity=form.capacity.data or 0,
        audience=form.see.data,
        agreement_id=_agreement(form),
        idea_id=form.idea.data or None,
        offer_hours=form.offer_hours.data or 0,
        silence_days=form.silence_days.data or 0,
        answer_days=form.answer_days.data or 0,
        apply_until=form.last_day_to_apply,
        starts_at=form.start,
        ends_at=form.end,
    )


def _agreement(form: BetaForm) -> int | None:
    if form.agreement_text.data and not form.agreement.data:
        made: Agreement = write_agreement(form.name.data or "", form.agreement_text.data, actor())
        return made.id
    return form.agreement.data or None
