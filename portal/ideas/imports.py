"""A file of ideas and votes: a row for each vote, from here or from another tool."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from workflows.lifecycles import IDEA

from ..core.cells import as_written
from ..core.database import db
from ..core.text import clean, fold, one_line
from ..jobs.imports import Importer, Reading, RowRefused, Verdict, register_importer
from ..jobs.imports.addresses import members_by_address, read_address
from ..jobs.models import Job
from ..members.addresses import normal_address
from .actions.ideas import MOST_TITLE
from .actions.ideas import MOST_WORDS as MOST_BODY
from .actions.moves import QUARTER
from .actions.votes import MOST_WORDS
from .headings import FIELDS
from .imported import IdeaRow, Known, KnownIdeas, keep_ideas
from .models import Board
from .models.votes import SOURCES

STATUSES = {
    fold(str(words)): code for code, label in IDEA.labels.items() for words in (code, label) if code != "merged"
}
"""What another tool may call a status."""
OTHER_WORDS = {
    "open": "new",
    "pending": "new",
    "considering": "under_review",
    "started": "in_progress",
    "completed": "shipped",
    "complete": "shipped",
    "done": "shipped",
    "closed": "declined",
    "rejected": "declined",
}


class IdeaImporter(Importer[IdeaRow]):
    """Keeps ideas with their votes. Nobody is written to because of them, and no budget is spent."""

    kind = "ideas"
    title = _l("Ideas")
    hint = _l(
        "Ideas with their votes, one vote in a row; an idea that nobody voted for yet has one row. Voters are"
        " people whom we know by their mail address."
    )
    fields = FIELDS
    capabilities = ("ideas.manage",)
    results_endpoint = "search.results"

    def read(self, cells: Mapping[str, str], reading: Reading, /) -> IdeaRow:
        said = {name: as_written(cell) for name, cell in cells.items()}
        title = one_line(said["title"])
        if not any(letter.isalnum() for letter in title):
            raise RowRefused(_("There is no title in this row."))
        body, reason = clean(said["body"]), clean(said["reason"])
        if len(title) > MOST_TITLE or len(body) > MOST_BODY or len(reason) > MOST_WORDS:
            raise RowRefused(_("The title, the description or the reason is too long."))
        quarter, source = said["quarter"].upper().replace(" ", "-"), fold(said["source"])
        tags = dict.fromkeys(filter(None, (one_line(each)[:80] for each in said["tags"].split(","))))
        return IdeaRow(
            board=one_line(said["board"]),
            title=title,
            body=body,
            status=_status(said["status"]),
            quarter=quarter if QUARTER.fullmatch(quarter) else None,
            author=normal_address(said["suggested_by"]) if said["suggested_by"] else None,
            suggested_at=reading.moment(said["suggested_at"]) if said["suggested_at"] else None,
            shipped_at=reading.moment(said["shipped_at"]) if said["shipped_at"] else None,
            because=clean(said["declined_because"]),
            reopens_when=clean(said["reopens_when"]),
            tags=tuple(tags),
            voter=_voter(said["voter"]),
            voted_at=reading.moment(said["voted_at"]) if said["voted_at"] else None,
            confirmed_at=reading.moment(said["confirmed_at"]) if said["confirmed_at"] else None,
            reason=reason,
            source=source if source in SOURCES else "import",
        )

    def identity(self, draft: IdeaRow) -> str:
        when = draft.suggested_at.isoformat(timespec="seconds") if draft.suggested_at else ""
        return "\n".join((draft.board_key, fold(draft.title), when, draft.voter or ""))

    def judge(self, drafts: Sequence[IdeaRow]) -> list[Verdict]:
        folded = {row.board_key for row in drafts}
        boards = dict(db.session.execute(select(Board.folded, Board.id).where(Board.folded.in_(folded))).all())
        people = members_by_address({each for row in drafts for each in (row.author, row.voter) if each})
        ideas = KnownIdeas(boards, drafts)
        votes = ideas.voters()
        return [_verdict(row, boards, people, ideas, votes) for row in drafts]

    def write(self, judged: Sequence[tuple[IdeaRow, Verdict]], job: Job, /) -> None:
        keep_ideas([(row, verdict.known) for row, verdict in judged], job.owner_user_id)

    def describe(self, draft: IdeaRow, _verdict: Verdict, /) -> str:
        return f"{draft.title} · {draft.voter}" if draft.voter else draft.title


def _verdict(
    row: IdeaRow,
    boards: Mapping[str, int],
    people: Mapping[str, tuple[int, int | None]],
    ideas: KnownIdeas,
    votes: AbstractSet[tuple[int, int]],
) -> Verdict:
    board_id = boards.get(row.board_key)
    if board_id is None:
        return Verdict("refused", _("There is no board “%(name)s”. Make it first.", name=row.board[:80]))
    voter = people.get(row.voter) if row.voter else None
    if row.voter and voter is None:
        return Verdict("refused", _("Nobody is known by %(address)s. Bring contacts in first.", address=row.voter))
    idea = ideas.like(row)
    if idea is not None and idea.deleted:
        return Verdict("refused", _("This idea was deleted here."))
    if idea is not None and (voter is None or (idea.id, voter[0]) in votes):
        return Verdict("unchanged")
    author = people.get(row.author or "", (None, None))[0]
    return Verdict("created", known=Known(board_id, idea.id if idea else None, author, voter))


def _status(cell: str) -> str:
    said = fold(cell).replace("-", " ")
    return STATUSES.get(said) or OTHER_WORDS.get(said) or "new"


def _voter(cell: str) -> str | None:
    return read_address(cell) if cell else None


register_importer(IdeaImporter())
