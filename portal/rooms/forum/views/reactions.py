"""One tap: a reaction, the answer that solved a question, a flag."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.core.errors import DomainError, wants_json
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.flags import flag_post
from ..actions.reactions import react as give
from ..actions.topics import solve as mark_solved
from ..forms import FlagForm
from ..rules import Editor
from ..writing import html_of
from .blueprint import blueprint, the_post
from .sending import back_to, to_post


@blueprint.post("/posts/<int:post_id>/reactions")
def react(post_id: int) -> ResponseReturnValue:
    """Give the reaction `kind`, or take it back; "kind:on" and "kind:off" say outright which."""
    kind, _colon, state = request.form.get("kind", "").partition(":")
    with transaction():
        post = the_post(post_id)
        stands = give(post, actor(), kind, stands={"on": True, "off": False}.get(state))
    return {"kind": kind, "stands": stands} if wants_json() else to_post(post)


@blueprint.post("/posts/<int:post_id>/solution")
def solve(post_id: int) -> ResponseReturnValue:
    with transaction():
        post = the_post(post_id)
        if not Editor.of(viewer()).may_solve(post.topic):
            abort(404)
        mark_solved(post.topic, post, actor())
        solved = post.topic.solved_number == post.number
    message = (
        _("Marked as the answer. Whoever has the same question finds it first.") if solved else _("Not solved yet.")
    )
    return back_to(post.topic_id, post.number, message)


@blueprint.route("/posts/<int:post_id>/flag", methods=["GET", "POST"])
def flag(post_id: int) -> ResponseReturnValue:
    post, form = the_post(post_id), FlagForm()
    if post.author_user_id == viewer().id:
        raise DomainError(_("This is your own post. You can edit or delete it."))
    if not form.sent():
        return render_template("forum/flag.html", form=form, post=post, html=html_of([post])), form.status
    with transaction():
        post = the_post(post_id)
        flag_post(post, actor(), form.reason.data, form.text.data or "")
        gone = not post.stands and not viewer().may("forum.moderate")
    message = _("Thank you. A moderator will look at it and tell you what was decided.")
    return back_to(post.topic_id, None if gone else post.number, message)
