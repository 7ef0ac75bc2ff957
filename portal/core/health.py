"""`/healthz`: the process lives. `/readyz`: it can serve, with what is missing said by name."""

from collections.abc import Callable

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from .database import db
from .registry import Registry

blueprint = Blueprint("health", __name__)
Check = Callable[[], str | None]
_checks: Registry[Check] = Registry("readiness_check")


def readiness_check(name: str) -> Callable[[Check], Check]:
    """Register a check: None when all is well, else what is wrong in a few words."""

    def register(check: Check) -> Check:
        return _checks.add(name, check)

    return register


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    answers = {name: check() for name, check in _checks.items()}
    wrong = {name: problem for name, problem in answers.items() if problem}
    return {"status": "wait" if wrong else "ready", "wrong": wrong}, 503 if wrong else 200


@readiness_check("database")
def _database() -> str | None:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return "no answer"
    return None


@readiness_check("schema")
def _schema() -> str | None:
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    try:
        stands = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return "unknown"
    return None if stands == scripts.get_current_head() else "run `flask db upgrade`"
