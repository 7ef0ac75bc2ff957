"""Searching the community: the portal's index, of posts alone, under the reader's rights at this moment."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.core.errors import wants_json
from portal.core.inputs import argument, offset_in, row_id
from portal.core.urls import with_query
from portal.kits.search.labels import note_label
from portal.kits.search.queries import MAX_OFFSET, SIZE, Answer, Asked, find
from portal.people.viewer import viewer
from search_index import IndexUnavailable

from ..models import Category
from ..queries.seeing import CATEGORIES
from .blueprint import blueprint

LONGEST = 500
NAMES = ("q", "category", "author", "order", "offset")
"""What the address of a search may say."""


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    asked = _asked()
    try:
        answer = find(asked, viewer())
    except IndexUnavailable:
        return _away(asked)
    names = _names_of(answer)
    if wants_json():
        return _as_object(answer, names)
    return render_template(
        "forum/search.html",
        asked=asked,
        answer=answer,
        categories=_categories(asked, answer, names),
        author=_author(asked) if answer.total else None,
        notes=[note_label(note) for note in answer.notes],
        corrected=_url(q=answer.suggestion, offset=None) if answer.suggestion else None,
        everybody=_url(author=None, offset=None),
        pages=_pages(asked, answer),
    )


def _asked() -> Asked:
    category, author = request.args.get("category", type=row_id), request.args.get("author", type=row_id)
    choices = {"category": category, "author": author}
    return Asked(
        words=argument("q", LONGEST),
        kinds=frozenset({"post"}),
        choices={name: frozenset({str(value)}) for name, value in choices.items() if value is not None},
        offset=offset_in("offset", MAX_OFFSET),
        newest_first=argument("order") == "newest",
        facets=("category",),
        permissions=False,
    )


def _away(asked: Asked) -> ResponseReturnValue:
    message = _("The index is being rebuilt. Search will be back in a moment.")
    if wants_json():
        return {"error": message, "status": 503}, 503, {"Retry-After": "5"}
    return render_template("search/away.html", asked=asked, message=message), 503, {"Retry-After": "5"}


def _names_of(answer: Answer) -> dict[str, str]:
    """What the categories are called in which something was found; only those that the viewer sees."""
    ids = [int(value) for value, _count in answer.facets.get("category", ())]
    known = select(Category.id, Category.name).where(
        Category.id.in_(ids), Category.id.in_(CATEGORIES.seen_ids(viewer()))
    )
    return {str(id): name for id, name in db.session.execute(known)}


def _categories(asked: Asked, answer: Answer, names: dict[str, str]) -> list[tuple[str, int, str, bool]]:
    """Each category with its count, the address that chooses it or takes the choice back, and whether it is chosen."""
    chosen = asked.choices.get("category", frozenset())
    return [
        (names[value], count, _url(category=None if value in chosen else value, offset=None), value in chosen)
        for value, count in answer.facets.get("category", ())
        if value in names
    ]


def _author(asked: Asked) -> str | None:
    """The name of the author to whom the search is narrowed, if something of theirs can be found by the viewer."""
    chosen = next(iter(asked.choices.get("author", ())), None)
    return db.session.scalar(select(User.name).where(User.id == int(chosen))) if chosen else None


def _url(**changes: object) -> str:
    kept = {name: request.args[name] for name in NAMES if name in request.args}
    return with_query(url_for("forum.search"), {**kept, **changes})


def _pages(asked: Asked, answer: Answer) -> dict[str, str | None]:
    after = asked.offset + SIZE
    return {
        "newer": _url(offset=max(asked.offset - SIZE, 0) or None) if asked.offset else None,
        "older": _url(offset=after) if after < min(answer.total, MAX_OFFSET) else None,
    }


def _as_object(answer: Answer, names: dict[str, str]) -> dict[str, Any]:
    """The answer as JSON has it."""
    counts = answer.facets.get("category", ())
    return {
        "total": answer.total,
        "hits": [{"id": hit.id, "title": hit.title, "text": hit.text, "url": hit.url} for hit, _parts in answer.hits],
        "categories": [{"id": int(value), "name": names[value], "count": n} for value, n in counts if value in names],
        "suggestion": answer.suggestion,
    }
