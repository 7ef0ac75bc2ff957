"""What moderators do with topics: one at a time, or several from a list."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from portal.access.guards import may
from portal.core.database import db, transaction
from portal.core.errors import DomainError, Refused, wants_json
from portal.core.filters import flash_news
from portal.core.inputs import number_in, row_id
from portal.core.paging import page_by_key
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.moderating import close_topic, elsewhere, merge_topics, move_topic, pin_topic, split_topic
from ..actions.topics import delete_topic, restore_topic
from ..forms import MergeForm, MoveForm, SplitForm
from ..labels import KIND_LABELS
from ..models import Category, Topic
from ..queries.moderating import (
    NEWEST_FIRST,
    THE_LOG,
    described,
    log_lines,
    open_categories,
    posts_to_split,
    topics_to_moderate,
)
from ..queries.seeing import sees_topic
from ..writing import compose
from .blueprint import blueprint, same_page_of, the_category, the_topic, topic_url, undo_from
from .sending import back_to

MAX_TOPICS_AT_ONCE = 100
SIZE = 50


@blueprint.post("/t/<int:topic_id>/closure")
@may("forum.moderate")
def close_one(topic_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = close_topic(the_topic(topic_id), actor())
    flash_news(was_news, _("Closed to new replies."), undo_from("reopen_one", topic_id))
    return redirect(same_page_of(topic_id), 303)


@blueprint.post("/t/<int:topic_id>/closure/end")
@may("forum.moderate")
def reopen_one(topic_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = close_topic(the_topic(topic_id), actor(), off=True)
    flash_news(was_news, _("Open again."), undo_from("close_one", topic_id))
    return redirect(same_page_of(topic_id), 303)


@blueprint.post("/t/<int:topic_id>/pin")
@may("forum.moderate")
def pin_one(topic_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = pin_topic(the_topic(topic_id), actor())
    flash_news(was_news, _("Pinned to the head of its category."), undo_from("unpin_one", topic_id))
    return redirect(same_page_of(topic_id), 303)


@blueprint.post("/t/<int:topic_id>/pin/end")
@may("forum.moderate")
def unpin_one(topic_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = pin_topic(the_topic(topic_id), actor(), off=True)
    flash_news(was_news, _("No longer pinned."), undo_from("pin_one", topic_id))
    return redirect(same_page_of(topic_id), 303)


@blueprint.post("/t/<int:topic_id>/deletion")
@may("forum.moderate")
def delete_whole(topic_id: int) -> ResponseReturnValue:
    with transaction():
        topic = the_topic(topic_id)
        was_news = delete_topic(topic, actor())
        category_id = topic.category_id
    flash_news(was_news, _("The topic is deleted."), url_for("forum.restore_whole", topic_id=topic_id))
    return redirect(url_for("forum.category", category_id=category_id), 303)


@blueprint.post("/t/<int:topic_id>/deletion/end")
@may("forum.moderate")
def restore_whole(topic_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = restore_topic(the_topic(topic_id), actor())
    flash_news(was_news, _("Topic restored."))
    return redirect(same_page_of(topic_id), 303)


@blueprint.route("/t/<int:topic_id>/move", methods=["GET", "POST"])
@may("forum.moderate")
def move(topic_id: int) -> ResponseReturnValue:
    """Into another category; a button that undoes it brings the old one along."""
    topic, form = the_topic(topic_id), MoveForm()
    form.category.choices = [(each.id, each.name) for each in open_categories(viewer())]
    if request.method == "GET":
        form.category.data = topic.category_id
    if not form.sent():
        return render_template("forum/move.html", form=form, topic=topic), form.status
    with transaction():
        topic = the_topic(topic_id)
        before = topic.category_id
        was_news = move_topic(topic, the_category(form.category.data), actor())
    undo = url_for("forum.move_back", topic_id=topic_id, category_id=before)
    flash_news(was_news, _("Moved. The people in the new category can read it now."), undo)
    return redirect(topic_url(topic_id), 303)


@blueprint.post("/t/<int:topic_id>/move/<int:category_id>")
@may("forum.moderate")
def move_back(topic_id: int, category_id: int) -> ResponseReturnValue:
    with transaction():
        was_news = move_topic(the_topic(topic_id), the_category(category_id), actor())
    flash_news(was_news, _("It's back where it was."))
    return redirect(topic_url(topic_id), 303)


@blueprint.route("/t/<int:topic_id>/split", methods=["GET", "POST"])
@may("forum.moderate")
def split(topic_id: int) -> ResponseReturnValue:
    topic, form = the_topic(topic_id), SplitForm()
    begins = request.args.get("from", 2, type=row_id)
    posts, more = posts_to_split(topic.id, begins)
    numbers = form.posts.raw_data or []
    shown = {post.number for post in posts} | {number for number in map(number_in, numbers) if number}
    form.posts.choices = [(number, f"#{number}") for number in sorted(shown)]
    if not form.sent():
        page = render_template("forum/split.html", form=form, topic=topic, posts=posts, more=more, begins=begins)
        return page, form.status
    chosen = set(form.posts.data or ())
    title = form.title.data or ""
    line = compose(_said_of_split(len(chosen), title))
    with transaction():
        made = split_topic(the_topic(topic_id), chosen, title, actor(), line)
    return back_to(made.id, None, _("It's a topic of its own now; a line in the old one leads here."))


@blueprint.route("/t/<int:topic_id>/merge", methods=["GET", "POST"])
@may("forum.moderate")
def merge(topic_id: int) -> ResponseReturnValue:
    topic, form = the_topic(topic_id), MergeForm()
    if not form.sent():
        return render_template("forum/merge.html", form=form, topic=topic), form.status

    def act() -> int:
        target = db.session.get(Topic, form.topic_id or 0)
        if target is None:
            raise Refused(_("There's no such topic. Paste its address from the browser."))
        merge_topics(the_topic(topic_id), the_topic(target.id), actor())
        return target.id

    if not form.submit(act, at=form.into):
        return render_template("forum/merge.html", form=form, topic=the_topic(topic_id)), form.status
    return back_to(form.result, None, _("Merged. The old address leads here."))


@blueprint.get("/bulk")
@may("forum.moderate")
def bulk_moderate() -> ResponseReturnValue:
    """Topics with boxes to tick, in one category or in all."""
    category_id = request.args.get("category", type=row_id)
    page = page_by_key(topics_to_moderate(viewer(), category_id), NEWEST_FIRST, request.args.get("page"), size=SIZE)
    shown = {"page": page, "categories": open_categories(viewer()), "category_id": category_id, "kinds": KIND_LABELS}
    return render_template("forum/bulk_moderate.html", **shown)


@blueprint.post("/bulk")
@may("forum.moderate")
def bulk() -> ResponseReturnValue:
    """Do one thing with many topics, in one transaction; each says what became of it."""
    ids = sorted(set(request.form.getlist("topic", type=row_id)))
    act = request.form.get("act", "")
    if len(ids) > MAX_TOPICS_AT_ONCE:
        raise Refused(_("Choose at most %(most)s topics at once.", most=MAX_TOPICS_AT_ONCE))
    if not ids:
        raise Refused(_("Choose the topics first."))
    with transaction():
        into = request.form.get("category", type=row_id)
        do = _bulk_act(act, the_category(into) if act == "move" and into else None)
        results = [(topic_id, _one_of_many(topic_id, do)) for topic_id in ids]
    if wants_json():
        return {"results": [{"topic": topic_id, "refused": refusal or None} for topic_id, refusal in results]}
    _tell_results(results)
    return redirect(url_for("forum.bulk_moderate", category=request.args.get("category", type=row_id)), 303)


@blueprint.get("/log")
@may("forum.moderate")
def moderation_log() -> ResponseReturnValue:
    """What moderators did, as the ledger has it."""
    page = page_by_key(log_lines(), THE_LOG, request.args.get("page"), size=SIZE)
    return render_template("forum/log.html", page=page, lines=described(viewer(), page.rows))


def _bulk_act(act: str, category: Category | None) -> Callable[[Topic], bool]:
    me = actor()
    acts: dict[str, Callable[[Topic], bool]] = {
        "lock": lambda topic: close_topic(topic, me),
        "unlock": lambda topic: close_topic(topic, me, off=True),
        "delete": lambda topic: delete_topic(topic, me),
        "restore": lambda topic: restore_topic(topic, me),
    }
    if category is not None:
        acts["move"] = lambda topic: move_topic(topic, category, me)
    if act not in acts:
        raise Refused(_("Choose what is to be done with them."))
    return acts[act]


def _one_of_many(topic_id: int, do: Callable[[Topic], bool]) -> str:
    """Do it with this one; what stands against it, in words, or nothing."""
    topic = db.session.scalar(select(Topic).where(Topic.id == topic_id, sees_topic(viewer())))
    if topic is None:
        return str(_("It's no longer there."))
    try:
        return "" if do(topic) else str(_("Nothing to change: “%(title)s” is like that already.", title=topic.title))
    except DomainError as refusal:
        return f"“{topic.title}”: {refusal.message}"


def _tell_results(results: list[tuple[int, str]]) -> None:
    refused = [refusal for _topic_id, refusal in results if refusal]
    done = len(results) - len(refused)
    if done:
        flash(ngettext("Done with one topic.", "Done with %(num)d topics.", done), "success")
    for refusal in refused[:10]:
        flash(refusal, "error")


def _said_of_split(count: int, title: str) -> str:
    name = "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~@" else sign for sign in title)
    return str(
        ngettext(
            "One post went to a topic of its own: [%(title)s](%(url)s)",
            "%(num)d posts went to a topic of their own: [%(title)s](%(url)s)",
            count,
            title=name,
            url=elsewhere(),
        )
    )
