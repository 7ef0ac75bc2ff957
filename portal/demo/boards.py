"""The boards for ideas: what each is for, who of us answers there, and who may come in."""

from collections.abc import Mapping
from datetime import time
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.core.database import db
from portal.core.text import fold
from portal.kits.admission.agreements import change_agreement, sign
from portal.kits.admission.models import Agreement
from portal.rooms.ideas.actions.boards import BoardPlan, create_board
from portal.rooms.ideas.actions.views import save_view
from portal.rooms.ideas.models import Board

from .rows import staff
from .talk import BETA, PROMISE
from .timeline import Play

OPENED, FIRST_LOOK_OPENED = 394, 156
"""How many days ago the boards were opened: those for many, and the one for those who test."""
BOARDS: Mapping[str, Mapping[str, Any]] = {
    "Product": {
        "owner": "product",
        "description": "What you would like to have, and what you would like to be rid of.",
        "answer_hours": 120,
    },
    "Partners": {
        "owner": "success_owner",
        "description": "For those who teach our product and sell it with us.",
        "tone": "teal",
        "icon": "puzzle",
        "answer_hours": 240,
        "audiences": {"see": {"kind": ("partner",)}},
    },
    "First look": {
        "owner": "product",
        "description": "About what is not finished yet. Three votes each: choose well.",
        "tone": "pink",
        "icon": "flask",
        "vote_budget": 3,
    },
}
SECOND_PROMISE = (
    f"{PROMISE}- Pages that you bring stay where you put them. We look at them only when you ask us to, and delete "
    "them on a word.\n- A key is for you alone.\n"
)
REWRITTEN = 168
"""How many days ago the agreement got its second version."""


def open_the_boards(play: Play) -> None:
    """Open them, rewrite the agreement of the circle, and keep what product looks at each week."""
    for name in ("Product", "Partners"):
        play.on(OPENED, time(9, 30), partial(_open, name))
    play.on(REWRITTEN, time(9, 30), _rewrite)
    play.on(FIRST_LOOK_OPENED, time(9, 30), partial(_open, "First look"))
    play.on(60, time(9, 30), _keep_views)


def board_named(name: str) -> Board:
    return db.session.scalars(select(Board).where(Board.folded == fold(name))).one()


def first_look() -> Agreement:
    """The agreement of everybody who sees what is not finished."""
    return db.session.scalars(select(Agreement).where(Agreement.name == BETA)).one()


def _open(name: str) -> None:
    rules = dict(BOARDS[name])
    owner = staff(rules.pop("owner"))
    agreement_id = first_look().id if name == BETA else None
    create_board(BoardPlan(name, agreement_id=agreement_id, owner_ids=(owner.id,), **rules), owner)


def _rewrite() -> None:
    """Whoever signed the first version signs again."""
    newest = change_agreement(first_look(), SECOND_PROMISE, staff("moderator"))
    for part in ("product", "success"):
        sign(newest, staff(part))


def _keep_views() -> None:
    product = staff("product")
    save_view(product, "To decide this month", {"status": "under_review", "order": "voters"})
    save_view(product, "Promised", {"status": "planned", "order": "voters"})
