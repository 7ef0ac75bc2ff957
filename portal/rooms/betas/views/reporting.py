"""Reports: a tester writes one and sees its like meanwhile; colleagues settle it, join doubles and link ideas."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.guards import may, members_only
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.inputs import argument
from portal.people.acting import actor
from portal.people.viewer import viewer
from portal.rooms.ideas.queries.boards import boards
from portal.rooms.ideas.queries.similar import similar_ideas
from portal.rooms.ideas.urls import idea_url

from ..actions.reports import mark_duplicate, report, settle_report
from ..forms import Like, ReportForm
from ..labels import KIND_LABELS, SEVERITY_LABELS
from ..models import TESTING, BetaReport
from ..queries.betas import SeenBeta
from ..queries.linking import ideas_found
from ..queries.reports import ideas_of, report_seen_by, reports_of, similar_reports
from ..staff_forms import SettleForm
from ..urls import report_url
from .blueprint import blueprint, the_place, the_seen, tried


@blueprint.get("/<int:beta_id>/reports")
@may("betas.read")
def reports(beta_id: int) -> ResponseReturnValue:
    """All of them, for colleagues who have signed; without the signature there is only the way to it."""
    seen, kind, status = the_seen(beta_id), argument("kind"), argument("status")
    page = reports_of(seen.beta, viewer(), request.args.get("page"), kind=kind, status=status)
    chosen = {"kind": kind, "status": status, "kinds": KIND_LABELS, "severities": SEVERITY_LABELS}
    return render_template("betas/reports.html", seen=seen, beta=seen.beta, page=page, **chosen)


@blueprint.route("/<int:beta_id>/reports/new", methods=["GET", "POST"])
@members_only
def write_report(beta_id: int) -> ResponseReturnValue:
    """Write one. Where it may be known, they are asked once, with what they typed kept."""
    form = ReportForm()
    similar = _alike(beta_id, f"{form.title.data or ''} {form.text.data or ''}")
    form.offer(similar)
    if not form.sent() or (similar and form.same.data is None):
        asks = bool(similar) and not form.errors and request.method == "POST"
        beta = the_seen(beta_id).beta
        page = render_template("betas/write_report.html", beta=beta, form=form, similar=similar, asks=asks)
        return page, 422 if asks else form.status
    same = next((each.id for each in similar if str(each.id) == form.same.data), None)

    def act() -> None:
        like = db.session.get(BetaReport, same) if same else None
        report(the_place(beta_id), form.finding, actor(), like)

    return tried(beta_id, act, _("Thank you. We'll tell you what comes of it."))


@blueprint.get("/<int:beta_id>/reports/similar")
@members_only
def similar_to(beta_id: int) -> ResponseReturnValue:
    """Reports that say much the same, while one types. Whose they are is not said."""
    reports = _alike(beta_id, argument("title"))
    return {"topics": [{"title": each.title, "url": report_url(beta_id, each.id)} for each in reports]}


@blueprint.get("/<int:beta_id>/reports/<int:report_id>")
def one_report(beta_id: int, report_id: int) -> ResponseReturnValue:
    """One report, for those inside; who wrote it only for colleagues and its author."""
    return report_page(the_report(beta_id, report_id), SettleForm(formdata=None))


@blueprint.post("/<int:beta_id>/reports/<int:report_id>/settlement")
@may("betas.manage")
def settle(beta_id: int, report_id: int) -> ResponseReturnValue:
    """Take it up, say that it is fixed, set it aside or open it again, with what its author reads."""
    form = SettleForm()
    if not form.sent():
        return report_page(the_report(beta_id, report_id), form)

    def act() -> None:
        report = the_report(beta_id, report_id)
        if form.trigger.data != "duplicate":
            return settle_report(report, form.trigger.data or "", actor(), form.answer.data or "")
        original = report_seen_by(viewer(), form.original.data or 0)
        if original is None:
            raise Refused(_("Say which report says the same, by its number."))
        return mark_duplicate(report, original, actor())

    return tried(beta_id, act, _("Saved. Its author is told."), report_url(beta_id, report_id))


def report_page(report: BetaReport, form: SettleForm) -> ResponseReturnValue:
    person, manages = viewer(), viewer().may("betas.manage")
    whole = f"{report.title} {report.text}"
    place = report.applicant
    page = render_template(
        "betas/report.html",
        beta=report.beta,
        report=report,
        form=form,
        find=argument("find"),
        found_ideas=ideas_found(person, argument("find")) if manages else [],
        makes_ideas=manages and any(board.may_create for board in boards(person)),
        kinds=KIND_LABELS,
        severities=SEVERITY_LABELS,
        idea_url=idea_url,
        ideas=ideas_of([report.id], person).get(report.id, []),
        names=person.may("betas.read") or (person.is_member and place.member_id == person.member_id),
        similar=[each for each in similar_reports(report.beta, person, whole, 4) if each.id != report.id]
        if manages
        else [],
        like_ideas=similar_ideas(person, report.title) if manages else [],
    )
    return page, form.status


def the_report(beta_id: int, report_id: int) -> BetaReport:
    report = report_seen_by(viewer(), report_id)
    return report if report is not None and report.beta_id == beta_id else abort(404)


def _alike(beta_id: int, text: str) -> list[Like]:
    """Reports that say much the same, for a tester. Only their numbers and titles: the rows are read anew to act."""
    seen = _as_tester(beta_id)
    reports = similar_reports(seen.beta, viewer(), text) if text.strip() else []
    return [Like(each.id, each.title) for each in reports]


def _as_tester(beta_id: int) -> SeenBeta:
    """The beta, for somebody who may report in it now."""
    seen = the_seen(beta_id)
    tests = seen.place is not None and seen.place.tests and seen.beta.status in TESTING
    return seen if tests and seen.is_open else abort(404)
