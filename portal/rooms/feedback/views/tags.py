"""Managing tags: marketing keeps the facets short enough to find something by."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.filters import flash_news
from portal.core.inputs import row_id
from portal.core.loading import row_or_404

from ..actions import merge_tags, rename_tag, retire_tag, tag_named, unretire_tag
from ..forms import NameForm, TagForm
from ..labels import FACET_LABELS
from ..models import FACETS, FeedbackTag, Tag

blueprint = Blueprint("tags", __name__)
MAX_SHOWN = 500


@blueprint.route("/tags", methods=["GET", "POST"])
@may("feedback.edit")
def tags() -> ResponseReturnValue:
    form = TagForm(facet=FACETS[0])
    if not form.sent() or not form.submit(lambda: tag_named(form.facet.data, form.name.data or ""), at=form.name):
        return _page(form)
    flash(_("Tag added."), "success")
    return redirect(url_for("tags.tags"), 303)


@blueprint.post("/tags/<int:tag_id>/name")
@may("feedback.edit")
def rename(tag_id: int) -> ResponseReturnValue:
    form = NameForm()
    if not form.sent() or not form.submit(lambda: rename_tag(_tag(tag_id), form.name.data or ""), at=form.name):
        return _page(TagForm(formdata=None), _tag(tag_id), form)
    flash(_("Renamed everywhere."), "success")
    return redirect(url_for("tags.tags"), 303)


@blueprint.post("/tags/<int:tag_id>/retirement")
@may("feedback.edit")
def retire(tag_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = retire_tag(_tag(tag_id))
    flash_news(was_news, _("The tag is no longer offered."))
    return redirect(url_for("tags.tags"), 303)


@blueprint.post("/tags/<int:tag_id>/retirement/end")
@may("feedback.edit")
def unretire(tag_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = unretire_tag(_tag(tag_id))
    flash_news(was_news, _("The tag is offered again."))
    return redirect(url_for("tags.tags"), 303)


@blueprint.post("/tags/<int:tag_id>/retired")
@may("feedback.edit")
def retire_or_not(tag_id: int) -> ResponseReturnValue:
    """The address of the version before, which did whichever of the two was left to do."""
    retired = row_or_404(Tag, tag_id).retired_at is not None
    return redirect(url_for("tags.unretire" if retired else "tags.retire", tag_id=tag_id), 308)


@blueprint.post("/tags/<int:tag_id>/merged")
@may("feedback.edit")
def merge(tag_id: int) -> ResponseReturnValue:
    with transaction():
        stays = _tag(request.form.get("into", 0, row_id))
        merge_tags(_tag(tag_id), stays)
    flash(_("Tags merged."), "success")
    return redirect(url_for("tags.tags"), 303)


def _page(form: TagForm, tag: Tag | None = None, renaming: NameForm | None = None) -> ResponseReturnValue:
    """All tags; of the one that could not be renamed, what was typed and why not."""
    page = render_template(
        "feedback/tags.html", form=form, facets=_by_facet(), labels=FACET_LABELS, renamed=tag, renaming=renaming
    )
    return page, renaming.status if renaming else form.status


def _by_facet() -> dict[str, list[tuple[Tag, int]]]:
    """Every tag with how often it stands somewhere: one query."""
    counted = (
        select(Tag, func.count(FeedbackTag.feedback_id))
        .outerjoin(FeedbackTag, FeedbackTag.tag_id == Tag.id)
        .group_by(Tag.id)
        .order_by(Tag.facet, Tag.folded)
        .limit(MAX_SHOWN)
    )
    by_facet: dict[str, list[tuple[Tag, int]]] = {facet: [] for facet in FACETS}
    for tag, count in db.session.execute(counted):
        by_facet[tag.facet].append((tag, count))
    return {facet: entries for facet, entries in by_facet.items() if entries}


def _tag(tag_id: int) -> Tag:
    return db.session.get(Tag, tag_id, with_for_update=True) or abort(404)
