"""The fading scores of members on a map, as they were written down."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from portal.core.database import db

from ..models import NurtureScore

ScoresOf = dict[tuple[int, str], tuple[float, datetime]]
"""(member id, score) → its value, and as of when."""


def read_scores(map_name: str, members: Collection[int]) -> ScoresOf:
    """The scores of these members on a map. One query."""
    scores = select(NurtureScore.member_id, NurtureScore.name, NurtureScore.value, NurtureScore.as_of)
    rows = db.session.execute(scores.where(NurtureScore.member_id.in_(members), NurtureScore.map_name == map_name))
    return {(member_id, name): (value, as_of) for member_id, name, value, as_of in rows}
