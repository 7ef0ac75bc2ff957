"""Boards and what stands on them: by what moves now, the newest, the most wanted, by status; and the roadmap."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.errors import wants_json
from portal.core.filters import here, today
from portal.core.inputs import choice_in, row_id
from portal.people.viewer import Viewer, viewer

from ..badges import status_label
from ..queries import boards, lists
from ..queries.boards import BoardCard
from ..queries.lists import ORDERS, Filter, IdeaLine
from ..queries.managing import views_of
from ..queries.roadmap import MAX_IDEAS, STATUSES, quarters_around, roadmap
from .blueprint import blueprint

SHOWN = ("new", "under_review", "planned", "in_progress", "shipped", "declined")
OWN = ("voted", "suggested", "followed")


@blueprint.get("")
def ideas() -> ResponseReturnValue:
    """The boards, and the ideas of all of them."""
    return _page(viewer(), None)


@blueprint.get("/boards/<int:board_id>")
def board(board_id: int) -> ResponseReturnValue:
    """One board."""
    return _page(viewer(), boards.board(viewer(), board_id) or abort(404))


@blueprint.get("/roadmap", endpoint="roadmap")
def roadmap_page() -> ResponseReturnValue:
    """What comes when."""
    quarters = roadmap(viewer(), quarters_around(today()))
    return render_template("ideas/roadmap.html", quarters=quarters, statuses=STATUSES, most=MAX_IDEAS)


def chosen_filter(board_id: int | None = None) -> Filter:
    """Which ideas the address asks for."""
    status, own = choice_in("status", SHOWN), choice_in("own", OWN)
    every = SHOWN if own else ()
    return Filter(
        board_id=board_id,
        statuses=(status,) if status else every,
        tag_id=request.args.get("tag", type=row_id),
        own=own,
    )


def chosen_order() -> str:
    """In which order."""
    return choice_in("order", ORDERS, "rank")


def _page(person: Viewer, card: BoardCard | None) -> ResponseReturnValue:
    chosen, order = chosen_filter(card.id if card else None), chosen_order()
    page = lists.page_of_ideas(lists.ideas(person, chosen), request.args.get("page"), order)
    if wants_json():
        return {"ideas": [_as_object(line) for line in page.rows]}
    return render_template(
        "ideas/ideas.html",
        page=page,
        board=card,
        boards=boards.boards(person),
        chosen=chosen,
        order=order,
        status=choice_in("status", SHOWN),
        orders=_orders(order),
        statuses=[(status, status_label(status)) for status in SHOWN],
        owned=_owned(person, chosen.own),
        views=views_of(person.id) if person.may("ideas.read") else [],
    )


def _orders(order: str) -> list[tuple[Any, ...]]:
    labels = (("rank", _("Active now")), ("newest", _("Newest")), ("voters", _("Most wanted")))
    return [(label, here(order=None if name == "rank" else name), name == order) for name, label in labels]


def _owned(person: Viewer, own: str) -> list[tuple[Any, ...]]:
    if not person.is_member:
        return []
    home = url_for("ideas.ideas")
    labels = (("voted", _("You want these")), ("suggested", _("Yours")), ("followed", _("You follow")))
    return [(label, f"{home}?own={name}", name == own) for name, label in labels]


def _as_object(line: IdeaLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "board_id": line.board_id,
        "status": line.status,
        "voters": line.voters,
        "comments": line.comments,
        "mine": line.mine,
    }
