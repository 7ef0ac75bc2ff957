"""Every fault, by feature: the kind of slip that a change could bring in without anybody seeing it."""

from .around import DEMO, HOME, SEARCH_INDEX
from .community import FORUM, PROFILES
from .core import CONFIG, CORE, MIGRATIONS
from .customers import CARE, CONTACTS, FEEDBACK, SURVEYS, TESTIMONIALS
from .ideas import BETAS, IDEAS
from .kits import ADMIN, CALENDAR, JOBS, SEARCH, WRITING
from .ledger import LEDGER
from .members import MEMBERS
from .notices import NOTICES
from .nurture import NURTURE, WORKFLOWS

FAULTS = (
    *(*CORE, *CONFIG, *MIGRATIONS, *LEDGER, *MEMBERS, *NOTICES),
    *(*SEARCH, *JOBS, *CALENDAR, *WRITING, *ADMIN),
    *(*CONTACTS, *SURVEYS, *CARE, *FEEDBACK, *TESTIMONIALS),
    *(*FORUM, *PROFILES, *IDEAS, *BETAS, *NURTURE, *WORKFLOWS),
    *(*HOME, *DEMO, *SEARCH_INDEX),
)
