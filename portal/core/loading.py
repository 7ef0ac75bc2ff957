"""The row that a page is about, or the same 404 whether it is missing or hidden."""

from typing import TypeVar

from flask import abort
from sqlalchemy import Select

from .database import db
from .models import Base

R = TypeVar("R")
M = TypeVar("M", bound=Base)


def one_or_404(statement: Select[R]) -> R:
    """The first row of a statement whose conditions say who may see it."""
    row = db.session.scalar(statement)
    return row if row is not None else abort(404)


def row_or_404(model: type[M], row_id: int) -> M:
    """The row with this id, where everybody who opens the page may see each."""
    return db.session.get(model, row_id) or abort(404)
