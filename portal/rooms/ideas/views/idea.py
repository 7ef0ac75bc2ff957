"""One idea: what it is, where it stands, one's own vote, and what was said about it."""

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.kits.notices.opening import note_opened
from portal.kits.writing.queries import draft_at
from portal.people.viewer import viewer

from ..forms import CommentForm, ReasonForm
from ..notices import lines_about, things_told_of
from ..queries.comments import comments
from ..queries.idea import history_of, idea_for, linked_ideas, merges_into, where_it_went
from ..queries.notes import named_in_thanks
from ..rules import may_change_idea, may_delete_comment, may_delete_idea
from ..writing import rendered
from .blueprint import blueprint, idea_page


@blueprint.get("/<int:idea_id>")
def idea(idea_id: int) -> ResponseReturnValue:
    """The page; of an idea that became part of another, that one's."""
    note_opened(viewer(), things_told_of(idea_id), lines_about(idea_id))
    return idea_with(idea_id)


def idea_with(
    idea_id: int, *, reason_form: ReasonForm | None = None, comment_form: CommentForm | None = None
) -> ResponseReturnValue:
    """The page with what was typed into one of its forms and could not be taken."""
    person = viewer()
    head = idea_for(person, idea_id)
    if head is None:
        into = where_it_went(person, idea_id)
        return redirect(idea_page(into), 301) if into is not None else abort(404)
    sent = reason_form or comment_form
    shown = comments(person, idea_id, request.args.get("page"))
    page = render_template(
        "ideas/idea.html",
        head=head,
        idea=head.idea,
        vote=head.vote,
        comments=shown,
        written=rendered({row.id: row.body for row in shown.rows}),
        moves=history_of(person, idea_id),
        merges=merges_into(person, idea_id),
        linked=linked_ideas(person, idea_id),
        thanked=named_in_thanks(idea_id) if head.idea.status == "shipped" else [],
        changes=may_change_idea(head.idea, person),
        deletes=may_delete_idea(head.idea, person),
        acts_on_comment=lambda comment: may_delete_comment(comment, person),
        reason_form=reason_form or ReasonForm(formdata=None, obj=head.vote),
        comment_form=comment_form or _begun(idea_id, may_comment=head.may_comment),
    )
    return page, sent.status if sent else 200


def _begun(idea_id: int, *, may_comment: bool) -> CommentForm:
    """A fresh form, with what the viewer began to write here before."""
    form = CommentForm(formdata=None)
    if may_comment:
        form.take_up(draft_at(viewer().id, f"idea:{idea_id}"), may_note=viewer().may("ideas.write"))
    return form
