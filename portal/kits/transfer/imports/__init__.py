"""The frame of every import: a file is kept, staged by the worker, its columns matched, its rows checked, then applied.

For staff with a spreadsheet, in the browser and on the command line. A feature brings files of its own kind in by
writing an `Importer` in its `transfer.py` and registering it there:

    class ContactImporter(Importer[ContactRow]):
        kind = "contacts"                          # in addresses, in the job's kind and in the ledger
        fields = (Field("email", _l("Email"), {"en": "email|mail address", "de": "e-mail-adresse"}, look="address",
                        required=True), …)
        def read(self, cells, reading): …          # one row: a draft, or RowRefused("what is wrong, in plain words")
        def identity(self, draft): …               # what makes a row the same row, within the file and in the database
        def content(self, draft): …                # what later rows of the same identity must not contradict
        def judge(self, drafts): …                 # a page against the database: one Verdict each, one or two queries
        def write(self, judged, job): …            # the created and changed ones of a page: a few statements

    add_importer(ContactImporter())

and gets from the frame: reading in any dialect, batch by batch in the worker, the matching of columns with its
correction, the preview (`judge` without `write`), pages of 500 rows a transaction that resume after a kill, refused
rows to download, the pages under /imports/<kind>, and `import_command(kind)` for its command group.
"""

from .fields import Field
from .importer import Importer, Reading, RowRefused, Verdict
from .work import add_importer, importer_of, importers

__all__ = [
    "Field",
    "Importer",
    "Reading",
    "RowRefused",
    "Verdict",
    "add_importer",
    "importer_of",
    "importers",
]
