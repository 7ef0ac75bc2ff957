"""The community's first page, and the page of a category."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import wants_json
from portal.people.viewer import Viewer, viewer

from ..labels import GONE, KIND_LABELS
from ..models import Category
from ..queries import lists
from ..queries.lists import NEWEST, OLDEST, TopicLine
from ..queries.people import count_readers
from ..queries.unread import Unread, unread_counts
from ..urls import Addresses
from .blueprint import blueprint

NONE = Unread()


@blueprint.get("")
def community() -> ResponseReturnValue:
    """The categories, and the topics of all of them."""
    person = viewer()
    shown = _chosen(person)
    page = lists.page_of_topics(_wanted(person, shown), request.args.get("page"), _order(shown))
    counts = unread_counts(person)
    if wants_json():
        return _as_object(page.rows, counts)
    return render_template(
        "forum/community.html",
        page=page,
        categories=lists.categories(person),
        counts=counts,
        none=NONE,
        shown=shown,
        tabs=_tabs(person, shown, counts),
        **template_context(),
    )


@blueprint.get("/c/<int:category_id>")
def category(category_id: int) -> ResponseReturnValue:
    """One category: what is pinned, then its topics; of guides, the whole course."""
    person = viewer()
    category = lists.category(person, category_id) or abort(404)
    statement = lists.course(person, category_id) if category.guides else lists.of_category(person, category_id)
    page = lists.page_of_topics(statement, request.args.get("page"), OLDEST if category.guides else NEWEST)
    counts = unread_counts(person)
    if wants_json():
        return _as_object(page.rows, counts)
    begins = page.before is None and not category.guides
    return render_template(
        "forum/category.html",
        category=category,
        page=page,
        pinned=lists.pinned(person, category_id) if begins else [],
        count=counts.get(category_id, NONE),
        readers=count_readers(db.session.get_one(Category, category_id)) if person.is_staff else None,
        **template_context(),
    )


def template_context() -> dict[str, Any]:
    """What a list of topics reads besides its rows. `moment` is what "mark all as read" goes up to."""
    return {"kinds": KIND_LABELS, "gone": GONE, "at": Addresses(), "moment": now()}


def _chosen(person: Viewer) -> str:
    shown = request.args.get("show", "")
    offered = ("new", "unread", "waiting") if person.may("forum.write") else ("new", "unread")
    return shown if shown in offered else "latest"


def _wanted(person: Viewer, shown: str) -> Select[Any]:
    return {"new": lists.new, "unread": lists.unread, "waiting": lists.waiting}.get(shown, lists.latest)(person)


def _order(shown: str) -> Any:
    return OLDEST if shown == "waiting" else NEWEST


def _tabs(person: Viewer, shown: str, counts: dict[int, Unread]) -> list[tuple[Any, ...]]:
    new, unread = sum(each.new for each in counts.values()), sum(each.unread for each in counts.values())
    home = url_for("forum.community")
    tabs: list[tuple[Any, ...]] = [
        (_("Latest"), home, shown == "latest"),
        (_("New"), f"{home}?show=new", shown == "new", new or None),
        (_("Unread"), f"{home}?show=unread", shown == "unread", unread or None),
    ]
    if person.may("forum.write"):
        tabs.append((_("Waiting for us"), f"{home}?show=waiting", shown == "waiting"))
    return tabs


def _as_object(rows: list[TopicLine], counts: dict[int, Unread]) -> dict[str, Any]:
    """A list as JSON has it."""
    return {
        "topics": [
            {
                "id": line.id,
                "title": line.title,
                "kind": line.kind,
                "category_id": line.category_id,
                "replies": line.replies,
                "unread": line.unread,
                "last_post_at": line.last_post_at.isoformat(),
            }
            for line in rows
        ],
        "unread": {str(id): {"unread": each.unread, "new": each.new} for id, each in counts.items()},
    }


@blueprint.get("/shortcuts")
def shortcuts() -> ResponseReturnValue:
    """What single keys do, for those whose browser shows no sheet."""
    return render_template("forum/shortcuts.html")
