"""What a voter was told, and whether it fixes it."""

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.database import transaction
from portal.kits.notices.opening import note_opened
from portal.people.acting import actor
from portal.people.viewer import viewer

from ..actions.closing import answer_note
from ..forms import AnswerForm
from ..models import ClosingNote
from ..queries.notes import own_note
from ..urls import closing_note_url
from .blueprint import blueprint


@blueprint.get("/told/<int:note_id>")
def closing_note(note_id: int) -> ResponseReturnValue:
    """Where the mail leads. Opening it answers nothing."""
    note_opened(viewer(), {"closingnote": [note_id]})
    note = _own_note(note_id)
    return render_template(
        "ideas/closing_note.html",
        note=note,
        form=AnswerForm(formdata=None, answer=note.answer, text=note.answer_text, named=note.named),
    )


@blueprint.post("/told/<int:note_id>")
def answer(note_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.sent():
        return render_template("ideas/closing_note.html", note=_own_note(note_id), form=form), form.status
    with transaction():
        note, text = _own_note(note_id), form.text.data or ""
        answer_note(note, form.answer.data, text, actor(), named=bool(form.named.data))
    flash(_("Thank you. Whoever built it reads your answer."), "success")
    return redirect(closing_note_url(note_id), 303)


def _own_note(note_id: int) -> ClosingNote:
    return own_note(viewer(), note_id) or abort(404)
