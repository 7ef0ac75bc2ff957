"""Where boards are made, and whom each is for."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may
from portal.core.database import transaction
from portal.core.filters import flash_undo
from portal.core.loading import row_or_404
from portal.core.urls import row_id
from portal.kits.admission.actions import shift
from portal.kits.admission.choices import (
    Chosen,
    agreement_choices,
    audience_choices,
    chosen_in_form,
    chosen_in_query,
    chosen_now,
    counts_only,
    offered,
    readers_label,
)
from portal.people.acting import actor

from ..actions.boards import BoardPlan, change_board, create_board, retire_board
from ..forms import BoardForm
from ..models import Board
from ..queries.managing import every_board, possible_owners
from ..queries.seeing import BOARDS
from .blueprint import blueprint

ACTS = ("see", *BOARDS.acts)


@blueprint.get("/boards")
@may("ideas.manage")
def all_boards() -> ResponseReturnValue:
    return render_template("ideas/boards.html", boards=every_board())


@blueprint.route("/boards/new", methods=["GET", "POST"])
@may("ideas.manage")
def new_board() -> ResponseReturnValue:
    form = _with_choices(BoardForm(members_create=True, members_vote=True, members_comment=True, agreement=0))
    choices, chosen = audience_choices(), chosen_in_form(ACTS)
    if request.method == "GET" or counts_only() or not form.sent():
        return _page(form, chosen, choices)
    if not form.submit(lambda: create_board(_plan(form, chosen, choices), actor()), at=form.name):
        return _page(form, chosen, choices)
    flash(_("The board is there."), "success")
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.route("/boards/<int:board_id>/edit", methods=["GET", "POST"])
@may("ideas.manage")
def edit_board(board_id: int) -> ResponseReturnValue:
    board = row_or_404(Board, board_id)
    form = _with_choices(BoardForm(data=_form_data(board)))
    choices = audience_choices()
    chosen = chosen_in_form(ACTS) if request.method == "POST" else _chosen_for(board)
    if request.method == "GET" or counts_only() or not form.sent():
        return _page(form, chosen, choices, board)

    def act() -> None:
        change_board(row_or_404(Board, board_id), _plan(form, chosen, choices), actor())

    if not form.submit(act, at=form.name):
        return _page(form, chosen, choices, row_or_404(Board, board_id))
    flash(_("Kept. It holds from now on."), "success")
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.get("/boards/audience")
@may("ideas.manage")
def audience() -> ResponseReturnValue:
    """How many people would see a board of this rule, while it is put together."""
    people = BOARDS.count_let_in(chosen_in_query("see"), request.args.get("agreement", type=row_id))
    return {"people": people, "words": readers_label(people)}


@blueprint.post("/boards/<int:board_id>/position")
@may("ideas.manage")
def place_board(board_id: int) -> ResponseReturnValue:
    with transaction():
        shift(row_or_404(Board, board_id), -1 if request.form.get("step") == "up" else 1)
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.post("/boards/<int:board_id>/retirement")
@may("ideas.manage")
def retire(board_id: int) -> ResponseReturnValue:
    with transaction():
        retire_board(row_or_404(Board, board_id), actor())
    undo = url_for("ideas.unretire", board_id=board_id)
    flash_undo(_("Retired: it stays readable, and nothing new begins there."), undo)
    return redirect(url_for("ideas.all_boards"), 303)


@blueprint.post("/boards/<int:board_id>/retirement/end")
@may("ideas.manage")
def unretire(board_id: int) -> ResponseReturnValue:
    with transaction():
        retire_board(row_or_404(Board, board_id), actor(), back=True)
    flash_undo(_("Open again."), url_for("ideas.retire", board_id=board_id))
    return redirect(url_for("ideas.all_boards"), 303)


def _page(
    form: BoardForm, chosen: Chosen, choices: Mapping[str, Any], board: Board | None = None
) -> ResponseReturnValue:
    people = BOARDS.count_let_in(chosen["see"], form.agreement.data or None)
    page = render_template(
        "ideas/board_form.html",
        form=form,
        chosen=chosen,
        choices=choices,
        board=board,
        readers=readers_label(people),
    )
    return page, 422 if request.method == "POST" else 200


def _with_choices(form: BoardForm) -> BoardForm:
    form.agreement.choices = [(0, _("None")), *agreement_choices()]
    form.owners.choices = [(each.id, each.name) for each in possible_owners()]
    return form


def _form_data(board: Board) -> dict[str, Any]:
    """What the form shows of a board as it is now."""
    names = "name", "description", "tone", "icon", "answer_hours", "vote_budget"
    shown = {name: getattr(board, name) for name in (*names, "members_create", "members_vote", "members_comment")}
    return shown | {"agreement": board.agreement_id or 0, "owners": [owner.id for owner in board.owners]}


def _chosen_for(board: Board) -> Chosen:
    return chosen_now({act: getattr(board, f"{act}_audience") for act in ACTS})


def _plan(form: BoardForm, chosen: Chosen, choices: Mapping[str, Any]) -> BoardPlan:
    """What the form makes; only what can be chosen is taken."""
    return BoardPlan(
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
        audiences=offered(chosen, choices),
        owner_ids=form.owners.data or [],
    )
