"""What happens to files of rows."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

IMPORT_FINISHED = add_verb(
    "import.finished", _l("A file was brought in"), "file-import", facts={"kind": str, "created": int, "refused": int}
)
