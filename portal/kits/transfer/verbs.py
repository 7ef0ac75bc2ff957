"""What happens to files of rows."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_

IMPORT_FINISHED = add_verb(
    "import.finished", _l("File imported"), "file-import", facts={"kind": str, "created": int, "refused": int}
)
FACT_LABELS = (
    N_("contacts"),
    N_("feedback"),
    N_("survey"),
    N_("ideas"),
)
"""How a timeline tells what stood in a file."""
