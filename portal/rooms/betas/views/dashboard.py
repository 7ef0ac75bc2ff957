"""How a beta goes, for colleagues: how far people come, who takes part, what they find, how seats moved."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from portal.access.confirming import confirmed
from portal.access.guards import may
from portal.core.clock import now
from portal.core.downloads import download
from portal.core.language import zone
from portal.people.viewer import viewer

from ..badges import move_button
from ..exports import people_csv, reports_csv
from ..labels import KIND_LABELS, SEAT_LABELS, SEVERITY_LABELS
from ..lifecycle import BETA
from ..pictures import lines_of, way_of
from ..queries.betas import SeenBeta, idea_of
from ..queries.dashboard import TESTED, findings_of, funnel_of, participation_of, tasks_done_in
from ..queries.testers import keys_of, seat_history, silent_in
from .blueprint import blueprint, the_beta

SHOWN = 12


def dashboard(seen: SeenBeta) -> ResponseReturnValue:
    """The first page of a beta for colleagues."""
    beta = seen.beta
    shown: dict[str, Any] = {
        "funnel": funnel_of(beta),
        "chart_rows": [(format_date(line.day, "d MMM"), line.testers) for line in participation_of(beta, _zone())],
        "is_over": beta.status in TESTED,
        "findings": findings_of(beta, viewer()),
        "tasks": tasks_done_in(beta, viewer()),
        "silent": silent_in(beta).rows[:SHOWN],
        "pool": keys_of(beta),
        "idea": idea_of(beta, viewer()),
        "moves": [(trigger, *move_button(trigger)) for trigger in BETA.triggers(beta.status) if trigger != "close"],
    }
    shown |= {"way": way_of(beta), "way_lines": lines_of(BETA)}
    labels = {"kinds": KIND_LABELS, "severities": SEVERITY_LABELS, "moment": now()}
    return render_template("betas/dashboard.html", seen=seen, beta=beta, **shown, **labels)


@blueprint.get("/<int:beta_id>/seats")
@may("betas.read")
def seats(beta_id: int) -> ResponseReturnValue:
    """Every change of a seat, with who decided it and who came next."""
    beta = the_beta(beta_id)
    page = seat_history(beta, request.args.get("page"))
    return render_template("betas/seats.html", beta=beta, page=page, labels=SEAT_LABELS)


@blueprint.get("/<int:beta_id>/people.csv")
@may("betas.read")
@confirmed
def people_file(beta_id: int) -> ResponseReturnValue:
    return download(people_csv(the_beta(beta_id)), f"beta-{beta_id}-people.csv")


@blueprint.get("/<int:beta_id>/reports.csv")
@may("betas.read")
@confirmed
def reports_file(beta_id: int) -> ResponseReturnValue:
    return download(reports_csv(the_beta(beta_id), viewer()), f"beta-{beta_id}-reports.csv")


def _zone() -> ZoneInfo:
    """The reader's zone, as the days of the chart are counted in it."""
    return ZoneInfo(str(zone()))
