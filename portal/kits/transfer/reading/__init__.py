"""Reading tables that people send: any dialect, any encoding, any line end, in constant memory.

For the imports. What cannot be read is refused with a reason that says what to do (`FileRefused`).
"""

from .dates import DAY_FIRST, MONTH_FIRST, moment_of
from .encoding import refuse_at_sight
from .profile import Column, Profile
from .refusal import MAX_BYTES, FileRefused, too_big
from .staging import StagedRow, Staging, begin_staging, stage_batch, stage_table, staged_page

__all__ = [
    "DAY_FIRST",
    "MAX_BYTES",
    "MONTH_FIRST",
    "Column",
    "FileRefused",
    "Profile",
    "StagedRow",
    "Staging",
    "begin_staging",
    "moment_of",
    "refuse_at_sight",
    "stage_batch",
    "stage_table",
    "staged_page",
    "too_big",
]
