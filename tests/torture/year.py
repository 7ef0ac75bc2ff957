"""The demo's year with a worker that never sleeps: everything that would have been mailed is written, and counted."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select

from portal.core.clock import at
from portal.core.database import db
from portal.demo import timeline
from portal.demo.timeline import Act, Step
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from tests.demo.conftest import demo_app, load
from tests.demo.counting import too_many

HOURS = (time(7, 5), time(8, 5), time(9, 5), time(12, 5), time(15, 5), time(18, 5), time(20, 5))


def readers_who_get_too_much() -> list[str]:
    """Who got more than is promised, and whether there was anything to count."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = demo_app(folder, f"sqlite:///{folder}/demo.db")
        with app.app_context():
            db.create_all()
        with _worker_at_all_hours():
            load(app)
        with app.app_context():
            digests = db.session.scalar(select(func.count()).where(Mail.key.like("digest:%")))
            wrong = too_many() + ([] if digests else ["no digest was written"])
            db.session.remove()
            db.engine.dispose()
    return wrong


@contextmanager
def _worker_at_all_hours() -> Iterator[None]:
    """Within, each day of the play is followed by everything that its mails would have been."""
    play_day = timeline._play_day

    def with_its_mails(steps: list[Step]) -> None:
        play_day([replace(step, act=_unless_not_asked(step.act)) for step in steps])
        if steps:
            _mails_of(steps[0].at)

    timeline._play_day = with_its_mails
    try:
        yield
    finally:
        timeline._play_day = play_day


def _unless_not_asked(act: Act) -> Act:
    """Whoever was not asked, because enough had come in that week, does not answer."""

    def go() -> object:
        try:
            return act()
        except LookupError:
            return None

    return go


def _mails_of(moment: datetime) -> None:
    """What is told on this day is written in the hours after, up to the next morning."""
    evening = datetime.combine(moment.date(), time(18), UTC)
    with at(evening):
        drain()
        while plan_digests():
            pass
    for day in (moment.date(), moment.date() + timedelta(days=1)):
        for hour in HOURS:
            if (then := datetime.combine(day, hour, UTC)) > evening:
                with at(then):
                    while write_due_mails() + write_due_digests():
                        pass
