"""Is it running?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access.guards import may
from portal.core.clock import now
from portal.core.mail import sends_mail
from portal.ledger.presence import workers_at_work

from ..queries import backlogs, mail_counts, oldest_due_mail, reasons_to_wait
from .blueprint import blueprint


@blueprint.get("")
@may("admin.read")
def health() -> ResponseReturnValue:
    waiting = backlogs()
    return render_template(
        "admin/health.html",
        workers=workers_at_work(),
        pending=sum(backlog.pending for backlog in waiting),
        failing=sum(backlog.failing for backlog in waiting),
        oldest=min((backlog.oldest for backlog in waiting), default=None),
        mails=mail_counts(),
        oldest_mail=oldest_due_mail(now()),
        reasons=reasons_to_wait(),
        sends=sends_mail(),
    )
