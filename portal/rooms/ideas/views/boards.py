"""Where boards are made, and whom each is for."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.access.guards import may
from portal.kits.admission.actions import Terms
from portal.kits.admission.pages import SpacePages

from ..actions.boards import BoardPlan, change_board, create_board, retire_board
from ..forms import BoardForm
from ..models import Board
from ..queries.managing import every_board, possible_owners
from ..queries.seeing import BOARDS
from .blueprint import blueprint

MEMBERS_MAY = "members_create", "members_vote", "members_comment"


@blueprint.get("/boards")
@may("ideas.manage")
def all_boards() -> ResponseReturnValue:
    return render_template("ideas/boards.html", boards=every_board())


@blueprint.route("/boards/new", methods=["GET", "POST"])
@may("ideas.manage")
def new_board() -> ResponseReturnValue:
    return _PAGES.new()


@blueprint.route("/boards/<int:board_id>/edit", methods=["GET", "POST"])
@may("ideas.manage")
def edit_board(board_id: int) -> ResponseReturnValue:
    return _PAGES.edit(board_id)


@blueprint.get("/boards/audience")
@may("ideas.manage")
def audience() -> ResponseReturnValue:
    return _PAGES.count()


@blueprint.post("/boards/<int:board_id>/position")
@may("ideas.manage")
def place_board(board_id: int) -> ResponseReturnValue:
    return _PAGES.place(board_id)


@blueprint.post("/boards/<int:board_id>/retirement")
@may("ideas.manage")
def retire(board_id: int) -> ResponseReturnValue:
    return _PAGES.close(board_id)


@blueprint.post("/boards/<int:board_id>/retirement/end")
@may("ideas.manage")
def unretire(board_id: int) -> ResponseReturnValue:
    return _PAGES.close(board_id, back=True)


def _form(board: Board | None) -> BoardForm:
    form = BoardForm(data=_form_data(board) if board else dict.fromkeys(MEMBERS_MAY, True) | {"agreement": 0})
    form.owners.choices = [(each.id, each.name) for each in possible_owners()]
    return form


def _form_data(board: Board) -> dict[str, Any]:
    """What the form shows of a board as it is now."""
    names = "name", "description", "tone", "icon", "answer_hours", "vote_budget", *MEMBERS_MAY
    shown = {name: getattr(board, name) for name in names}
    return shown | {"agreement": board.agreement_id or 0, "owners": [owner.id for owner in board.owners]}


def _plan(form: BoardForm, audiences: Mapping[str, Terms]) -> BoardPlan:
    """What the form makes."""
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
        audiences=audiences,
        owner_ids=form.owners.data or [],
    )


_PAGES = SpacePages(
    name="board",
    rules=BOARDS,
    template="ideas/board_form.html",
    all_spaces="ideas.all_boards",
    retired="ideas.retire",
    opened="ideas.unretire",
    created=_l("Board created."),
    form=_form,
    plan=_plan,
    create=create_board,
    change=change_board,
    retire=retire_board,
)
