"""Where boards are made, and whom each is for."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.errors import DomainError
from portal.core.filters import flash_undo
from portal.core.urls import row_id
from portal.people.audience import LISTS, terms_of
from portal.people.queries.audiences import audience_choices

from ..actions.boards import Wanted, change_board, create_board, retire_board, shift_board
from ..forms import BoardForm
from ..models import Board
from ..models.boards import ACTS
from ..queries.managing import agreements_to_choose, count_let_in, every_board, possible_owners
from .blueprint import actor, blueprint

Terms = dict[str, dict[str, list[str]]]


@blueprint.get("/boards")
@may("ideas.manage")
def all_boards() -> ResponseReturnValue:
    return render_template("ideas/boards.html", boards=every_board())


@blueprint.route("/boards/new", methods=["GET", "POST"])
@may("ideas.manage")
def new_board() -> ResponseReturnValue:
    form = _with_choices(BoardForm(members_create=True, members_vote=True, members_comment=True, agreement=0))
    choices, chosen = audience_choices(), _chosen()
    if request.method == "GET" or _only_counting() or not form.sent():
        return _page(form, chosen, choices)
    try:
        with transaction():
            create_board(_wanted(form, chosen, choices), actor())
    except DomainError as refusal:
        form.name.errors = [refusal.message]
        return _page(form, chosen, choices)
    flash(_("The board is there."), "success")
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.route("/boards/<int:board_id>/edit", methods=["GET", "POST"])
@may("ideas.manage")
def edit_board(board_id: int) -> ResponseReturnValue:
    found = _the_board(board_id)
    kept = {"agreement": found.agreement_id or 0, "owners": [owner.id for owner in found.owners]}
    form = _with_choices(BoardForm(data=_standing(found) | kept))
    choices = audience_choices()
    chosen = _chosen() if request.method == "POST" else _kept(found)
    if request.method == "GET" or _only_counting() or not form.sent():
        return _page(form, chosen, choices, found)
    try:
        with transaction():
            change_board(_the_board(board_id), _wanted(form, chosen, choices), actor())
    except DomainError as refusal:
        form.name.errors = [refusal.message]
        return _page(form, chosen, choices, _the_board(board_id))
    flash(_("Kept. It holds from now on."), "success")
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.get("/boards/audience")
@may("ideas.manage")
def audience() -> ResponseReturnValue:
    """How many people would see a board of this rule, while it is put together."""
    terms = {kind: request.args.getlist(f"see-{kind}")[:500] for kind in LISTS}
    people = count_let_in(terms, request.args.get("agreement", type=row_id))
    return {"people": people, "words": _readers_in_words(people)}


@blueprint.post("/boards/<int:board_id>/position")
@may("ideas.manage")
def place_board(board_id: int) -> ResponseReturnValue:
    with transaction():
        shift_board(_the_board(board_id), -1 if request.form.get("step") == "up" else 1)
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.post("/boards/<int:board_id>/retirement")
@may("ideas.manage")
def retire(board_id: int) -> ResponseReturnValue:
    back = "back" in request.args
    with transaction():
        retire_board(_the_board(board_id), actor(), back=back)
    undo = url_for("ideas.retire", board_id=board_id, back=None if back else 1)
    flash_undo(_("Open again.") if back else _("Retired: it stays readable, and nothing new begins there."), undo)
    return redirect(url_for("ideas.all_boards"), 303)


def _page(
    form: BoardForm, chosen: Terms, choices: Mapping[str, Any], found: Board | None = None
) -> ResponseReturnValue:
    people = count_let_in(chosen["see"], form.agreement.data or None)
    page = render_template(
        "ideas/board_form.html",
        form=form,
        chosen=chosen,
        choices=choices,
        board=found,
        readers=_readers_in_words(people),
    )
    return page, 422 if request.method == "POST" else 200


def _with_choices(form: BoardForm) -> BoardForm:
    form.agreement.choices = [(0, _("None")), *((each.id, each.name) for each in agreements_to_choose())]
    form.owners.choices = [(each.id, each.name) for each in possible_owners()]
    return form


def _standing(found: Board) -> dict[str, Any]:
    """What the form shows of a board as it is now."""
    names = "name", "description", "tone", "icon", "answer_hours", "vote_budget"
    return {name: getattr(found, name) for name in (*names, "members_create", "members_vote", "members_comment")}


def _chosen() -> Terms:
    """What was chosen for each act, as the form carries it ("see-country")."""
    return {act: {kind: request.form.getlist(f"{act}-{kind}")[:500] for kind in LISTS} for act in ACTS}


def _kept(found: Board) -> Terms:
    """What is chosen now."""
    kept = {act: terms_of(getattr(found, f"{act}_audience")) for act in ACTS}
    return {act: {kind: terms.get(kind, []) for kind in LISTS} for act, terms in kept.items()}


def _wanted(form: BoardForm, chosen: Terms, choices: Mapping[str, Any]) -> Wanted:
    """What the form makes; only what can be chosen is taken."""
    offered = {kind: {value for value, _name in choices[kind]} for kind in LISTS}
    audiences = {
        act: {kind: [value for value in values if value in offered[kind]] for kind, values in lists.items()}
        for act, lists in chosen.items()
    }
    return Wanted(
        name=form.name.data or "",
        description=form.description.data or "",
        tone=form.tone.data,
        icon=form.icon.data,
        members_create=bool(form.members_create.data),
        members_vote=bool(form.members_vote.data),
        members_comment=bool(form.members_comment.data),
        agreement_id=form.agreement.data or None,
        answer_hours=form.answer_hours.data,
        vote_budget=form.vote_budget.data,
        audiences=audiences,
        owner_ids=form.owners.data or [],
    )


def _only_counting() -> bool:
    """Whether the button was the one that counts readers, for browsers without scripts."""
    return "count" in request.form


def _readers_in_words(people: int) -> str:
    return str(ngettext("%(num)s person will see this", "%(num)s people will see this", people))


def _the_board(board_id: int) -> Board:
    return db.session.get(Board, board_id) or abort(404)
