"""The people of a beta: inviting a balanced sample, choosing among those who applied, and looking after testers."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.access.guards import may
from portal.core.clock import now
from portal.core.forms import shown_alone
from portal.core.perform import perform
from portal.people.acting import actor
from portal.people.labels import SEGMENT_LABELS
from portal.people.viewer import viewer

from ..actions.applying import turn_away
from ..actions.choosing import draw_testers, invite_drawn
from ..actions.seats import offer_seat, pass_on_silent, remove_tester, waitlist
from ..actions.testing import ask_now
from ..badges import FIRST_SHELF, SHELF_OF, SHELVES, empty_shelf
from ..labels import NOT_ASKED
from ..lifecycle import APPLICANT
from ..models import SEATING, Applicant, Beta
from ..pictures import lines_of, people_picture
from ..queries.betas import idea_of
from ..queries.candidates import applied, in_segment, left_out, paused_among, voters_of
from ..queries.drawn import drawn_people
from ..queries.testers import count_of, people_in, waitlist_of
from ..sample import Balance, Candidate, balance_of, balanced
from ..staff_forms import DecisionForm, DrawForm
from .blueprint import blueprint, the_applicant, the_beta, tried

SEGMENTS = {name: label for name, label in SEGMENT_LABELS.items() if name != "unknown"}
VOTERS, EVERYBODY = "voters", "everybody"
WAYS_IN = {
    "promoter": _l("People can get in here by answering 9 or 10 in a survey."),
    "passive": _l("People can get in here by answering 7 or 8 in a survey."),
    "detractor": _l("People can get in here by answering 6 or less in a survey."),
    VOTERS: _l("People can get in here by voting for the idea."),
}
"""How somebody comes to stand where testers are drawn from: none of it was given to them by us."""


@blueprint.get("/<int:beta_id>/testers")
@may("betas.read")
def testers(beta_id: int) -> ResponseReturnValue:
    """The people of the beta, by how they stand, with what they answered and why they were chosen."""
    return _people_page(beta_id, DrawForm(formdata=None))


@blueprint.post("/<int:beta_id>/draw")
@may("betas.manage")
def draw(beta_id: int) -> ResponseReturnValue:
    """Offer seats to a balanced sample of those who applied."""
    form = DrawForm()
    if not form.sent():
        return _people_page(beta_id, form, "applied")
    return perform(
        lambda: draw_testers(the_beta(beta_id), actor(), form.most.data or 0, form.why.data or ""),
        lambda drawn: ngettext("One seat is offered.", "%(num)d seats are offered.", len(drawn)),
        url_for("betas.testers", beta_id=beta_id, show="offered"),
        refused_to=url_for("betas.testers", beta_id=beta_id, show="applied"),
    )


@blueprint.route("/<int:beta_id>/invitations", methods=["GET", "POST"])
@may("betas.manage")
def invite(beta_id: int) -> ResponseReturnValue:
    """A balanced sample of the idea's voters or of a segment: seen with the reasons first, then invited."""
    beta, form = the_beta(beta_id), DrawForm()
    source = request.values.get("source", VOTERS if beta.idea_id else "promoter")
    if source not in {VOTERS, *SEGMENTS} or (source == VOTERS and not beta.idea_id):
        abort(404)
    if form.sent():
        return _send(beta_id, source, form.most.data or 1, form.why.data or "")
    most = min(2 * beta.capacity, 1_000)
    if not form.errors:
        form.most.data = most
    idea, candidates = idea_of(beta, viewer()), _candidates(beta, source)
    drawn = balanced(candidates, most)
    among = idea if source == VOTERS else source
    chosen = {
        "people": drawn_people(drawn, source == VOTERS, beta),
        "source": source,
        "all": len(candidates),
        "balance": balance_of(drawn, candidates),
        "invites": beta.takes_applications(now()),
        "left_out": left_out(beta, among) if among is not None else {},
        "paused": paused_among(among) if among is not None else [],
    }
    labels = {"segments": SEGMENTS, "way_in": WAYS_IN[source], "segment_labels": SEGMENT_LABELS, "not_asked": NOT_ASKED}
    return render_template("betas/invite.html", beta=beta, form=form, idea=idea, **chosen, **labels), form.status


@blueprint.post("/<int:beta_id>/testers/<int:applicant_id>")
@may("betas.manage")
def decide(beta_id: int, applicant_id: int) -> ResponseReturnValue:
    """Choose, wait, say no, ask, pass on or take out: one person at a time, with the words that they read."""
    form = DecisionForm()
    back = url_for("betas.testers", beta_id=beta_id, show=request.args.get("show"))
    valid = form.sent()
    if form.act.data not in ACTS:
        abort(422)
    if not valid:
        who = the_applicant(beta_id, applicant_id).member
        return shown_alone(form, _("Your message to %(name)s", name=who.short_name), _("Send"), back)
    act, message = ACTS[form.act.data]
    return tried(
        beta_id, lambda: act(the_applicant(beta_id, applicant_id), form.message.data or ""), str(message), back
    )


ACTS: dict[str, tuple[Callable[[Applicant, str], None], Any]] = {
    "offer": (
        lambda who, message: offer_seat(who, actor(), message or _("Chosen by hand")),
        _l("The seat is offered."),
    ),
    "waitlist": (lambda who, _message: waitlist(who, actor()), _l("They are on the waitlist.")),
    "turn_away": (lambda who, message: turn_away(who, actor(), message), _l("They'll get your message.")),
    "ask": (lambda who, _message: ask_now(who, actor()), _l("They are asked.")),
    "pass_on": (
        lambda who, message: pass_on_silent(who, actor(), message or _("Quiet after we asked.")),
        _l("The seat went to the next."),
    ),
    "remove": (lambda who, message: remove_tester(who, actor(), message), _l("They're removed, and told why.")),
}
"""By the name of the button: what it does, and what is said then."""


def _send(beta_id: int, source: str, most: int, why: str) -> ResponseReturnValue:
    reason = why or (_("Voted for the idea") if source == VOTERS else _("Drawn from a segment"))

    def act() -> list[Applicant]:
        beta = the_beta(beta_id)
        return invite_drawn(beta, _candidates(beta, source), most, actor(), reason)

    return perform(
        act,
        lambda invited: ngettext("One person is invited.", "%(num)d people are invited.", len(invited)),
        url_for("betas.testers", beta_id=beta_id, show="invited"),
        refused_to=url_for("betas.invite", beta_id=beta_id),
    )


def _candidates(beta: Beta, source: str) -> list[Candidate]:
    if source != VOTERS:
        return in_segment(beta, source)
    idea = idea_of(beta, viewer())
    return voters_of(beta, idea) if idea is not None else []


def _people_page(beta_id: int, form: DrawForm, shelf: str | None = None) -> ResponseReturnValue:
    """The people on `shelf`, or on the one that is asked for, or on the first that suits the stage."""
    beta = the_beta(beta_id)
    shown = shelf or request.args.get("show") or FIRST_SHELF.get(beta.status, EVERYBODY)
    if shown == EVERYBODY:
        return _everybody_page(beta)
    if shown not in SHELVES:
        abort(404)
    cursor = request.args.get("page")
    draw = _draw_of(beta) if shown == "applied" and beta.status in SEATING else None
    page = waitlist_of(beta, cursor) if shown == "waiting" else people_in(beta, cursor, *SHELVES[shown][1])
    asked = {str(question.id): question for question in beta.questions}
    shelves = {"shelves": SHELVES, "shown": shown, "asked": asked, "counts": count_of(beta)}
    more = {"segment_labels": SEGMENT_LABELS, "draw": draw, "nobody": empty_shelf(shown, beta.status)}
    return render_template("betas/testers.html", beta=beta, page=page, form=form, **shelves, **more), form.status


def _draw_of(beta: Beta) -> tuple[set[int], Balance]:
    """Who would be drawn for the free seats now (the rows of applicants), and how that is spread."""
    candidates = applied(beta)
    drawn = balanced(candidates, beta.capacity - beta.taken)
    return {one.id for one in drawn}, balance_of(drawn, candidates)


def _everybody_page(beta: Beta) -> ResponseReturnValue:
    """How people come in, test and leave: the picture with how many stand where, and the same as a table."""
    counts = count_of(beta)
    shown = {"picture": people_picture(beta, counts), "lines": lines_of(APPLICANT), "shelf_of": SHELF_OF}
    return render_template("betas/everybody.html", beta=beta, shelves=SHELVES, shown=EVERYBODY, counts=counts, **shown)
