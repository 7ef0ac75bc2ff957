"""A file of ideas and votes: a row for each vote, from here or from another tool."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from portal.kits.jobs.models import Job
from portal.kits.transfer.imports import Importer, Reading, Verdict, add_importer

from .headings import FIELDS
from .judging import judge_rows
from .rows import IdeaRow, read_row
from .writing import keep_ideas


class IdeaImporter(Importer[IdeaRow]):
    """Keeps ideas with their votes. Nobody is written to because of them, and no budget is spent."""

    kind = "ideas"
    title = _l("Ideas")
    hint = _l(
        "Ideas with their votes, one vote in a row; an idea that nobody voted for yet has one row. A file from here "
        "has rows for comments, notes, followers, moves, links and merges, too. People are known by email address."
    )
    fields = FIELDS
    capabilities = ("ideas.manage",)
    results_endpoint = "search.results"

    def read(self, cells: Mapping[str, str], reading: Reading, /) -> IdeaRow:
        return read_row(cells, reading)

    def identity(self, draft: IdeaRow) -> str:
        return draft.identity

    def judge(self, drafts: Sequence[IdeaRow]) -> list[Verdict]:
        return judge_rows(drafts)

    def write(self, judged: Sequence[tuple[IdeaRow, Verdict]], job: Job, /) -> None:
        keep_ideas([(row, verdict.known) for row, verdict in judged], job.owner_user_id)

    def describe(self, draft: IdeaRow, _verdict: Verdict, /) -> str:
        about = draft.part.kind if draft.part else draft.voter
        return f"{draft.title} · {about}" if about else draft.title


add_importer(IdeaImporter())
