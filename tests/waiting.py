"""What an answer says to somebody who did something too often: in words and in its head."""

import re
from typing import Any

HOUR = 3_600
"""No limit that is counted in the database keeps anybody waiting for longer."""


def told_when(answer: Any) -> int:
    """In how many seconds to come back, as the header says it; the page says the same in minutes, rounded up."""
    assert answer.status_code == 429
    seconds = int(answer.headers["Retry-After"])
    assert 0 < seconds <= HOUR
    told = re.search(r"Try again in (\d+) minutes?\.", answer.get_data(as_text=True))
    assert told is not None
    assert int(told[1]) == -(-seconds // 60)
    return seconds
