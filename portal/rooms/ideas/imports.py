"""A file of ideas and votes: a row for each vote, from here or from another tool."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.access.models import User
from portal.core.addresses import normal_address
from portal.core.cells import as_written
from portal.core.database import db
from portal.core.text import clean, fold, one_line
from portal.kits.jobs.imports import Importer, Reading, RowRefused, Verdict, add_importer
from portal.kits.jobs.imports.addresses import members_by_address, read_address
from portal.kits.jobs.models import Job

from .actions.agreements import leaves_agreement
from .actions.ideas import MAX_BODY_CHARS as MOST_BODY
from .actions.ideas import MAX_TITLE_CHARS
from .actions.moves import QUARTER
from .actions.talk import MAX_COMMENT_CHARS as MOST_COMMENT
from .actions.votes import MAX_REASON_CHARS
from .headings import FIELDS
from .imported import keep_ideas
from .imported_parts import OF_TWO, OF_USERS, KnownParts, Part
from .imported_rows import IdeaRow, Key, Known, KnownIdeas, Standing, key_of
from .lifecycle import IDEA
from .models import Board
from .models.ideas import LINKS
from .models.votes import SOURCES
from .tag_names import names_in

MOST_TAG = 100
"""Letters of a tag with its kind."""
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
        "Ideas with their votes, one vote in a row; an idea that nobody voted for yet has one row. A file from here"
        " has rows for comments, notes, followers, moves, links and merges, too. People are known by mail address."
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
        if len(title) > MAX_TITLE_CHARS or len(body) > MOST_BODY or len(reason) > MAX_REASON_CHARS:
            raise RowRefused(_("The title, the description or the reason is too long."))
        quarter, source = said["quarter"].upper().replace(" ", "-"), fold(said["source"])
        tags = dict.fromkeys(filter(None, (one_line(each)[:MOST_TAG] for each in names_in(said["tags"]))))
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
            on_behalf_by=_person(said) if said["voter"] else None,
            status_at=_moment(said["status_at"], reading),
            answered_at=_moment(said["answered_at"], reading),
            edited_at=_moment(said["edited_at"], reading),
            part=_part(said, reading),
        )

    def identity(self, draft: IdeaRow) -> str:
        when = draft.suggested_at.isoformat(timespec="seconds") if draft.suggested_at else ""
        return "\n".join((draft.board_key, fold(draft.title), when, draft.voter or "", _of_part(draft.part)))

    def judge(self, drafts: Sequence[IdeaRow]) -> list[Verdict]:
        judging = _Judging(drafts)
        return [judging.of(row) for row in drafts]

    def write(self, judged: Sequence[tuple[IdeaRow, Verdict]], job: Job, /) -> None:
        keep_ideas([(row, verdict.known) for row, verdict in judged], job.owner_user_id)

    def describe(self, draft: IdeaRow, _verdict: Verdict, /) -> str:
        about = draft.part.row if draft.part else draft.voter
        return f"{draft.title} · {about}" if about else draft.title


class _Judging:
    """What the database says about the rows of a page: boards, people, ideas, votes and parts. Ten statements."""

    def __init__(self, drafts: Sequence[IdeaRow]) -> None:
        parts = [row.part for row in drafts if row.part]
        folded = {row.board_key for row in drafts} | {part.other[0] for part in parts}
        found = db.session.execute(select(Board.folded, Board.id, Board.agreement_id).where(Board.folded.in_(folded)))
        boards = found.all()
        self.boards: dict[str, int] = {name: board_id for name, board_id, _gate in boards}
        self.gates: dict[int, int | None] = {board_id: gate for _name, board_id, gate in boards}
        followers = {part.person for part in parts if part.row == "follower"}
        said = {each for row in drafts for each in (row.author, row.voter)} | followers
        self.people = members_by_address({each for each in said if each})
        named = {row.on_behalf_by for row in drafts} | {part.person for part in parts if part.row in OF_USERS}
        users = select(User.email, User.id).where(User.email.in_({each for each in named if each}))
        self.users: dict[str, int] = dict(db.session.execute(users).all())
        self.ideas = KnownIdeas(self.boards, drafts)
        self.votes = self.ideas.voters()
        self.parts = KnownParts(self.ideas.ids() if parts else ())
        self.coming = {key_of(row, self.boards[row.board_key]) for row in drafts if row.board_key in self.boards}

    def of(self, row: IdeaRow) -> Verdict:
        """Created, unchanged, or refused with the reason."""
        board_id = self.boards.get(row.board_key)
        if board_id is None:
            return Verdict("refused", _("There is no board “%(name)s”. Make it first.", name=row.board[:80]))
        unknown = self._unknown(row)
        if unknown is not None:
            return Verdict("refused", unknown)
        idea = self.ideas.like(row)
        if idea is not None and idea.deleted:
            return Verdict("refused", _("This idea was deleted here."))
        voter = self.people.get(row.voter) if row.voter else None
        author = self.people.get(row.author or "", (None, None))[0]
        known = Known(board_id, idea.id if idea else None, author, voter, self.users.get(row.on_behalf_by or ""))
        if row.part is not None:
            return self._of_part(row.part, idea, known)
        if idea is not None and (voter is None or {(idea.id, voter[0]), (idea.own_id, voter[0])} & self.votes):
            return Verdict("unchanged")
        return Verdict("created", known=known)

    def _of_part(self, part: Part, idea: Standing | None, known: Known) -> Verdict:
        other_key: Key | None = None
        other: Standing | None = None
        if part.row in OF_TWO:
            board_id = self.boards.get(part.other[0])
            other_key = (board_id, *part.other[1:]) if board_id is not None else None
            other = self.ideas.named(other_key) if other_key else None
            if other is None and other_key not in self.coming:
                return Verdict("refused", _("There is no idea “%(name)s”.", name=part.other_title[:80]))
            gates = self.gates[known.board_id], self.gates.get(board_id or 0)
            if part.row == "merge" and leaves_agreement(*gates):
                return Verdict("refused", _("The other idea does not stand behind the agreement that this one does."))
        if part.row == "follower":
            person = self.people.get(part.person or "", (None, None))[0]
        else:
            person = self.users.get(part.person or "")
        if idea is not None:
            ids = (idea.own_id,) if part.row in ("move", *OF_TWO) else (idea.own_id, idea.id)
            if self.parts.have(part, ids, person, other.own_id if other else None):
                return Verdict("unchanged")
            if part.row in ("move", *OF_TWO):
                known = known._replace(idea_id=idea.own_id)
        return Verdict(
            "created",
            known=known._replace(person_id=person, other_id=other.own_id if other else None, other=other_key),
        )

    def _unknown(self, row: IdeaRow) -> str | None:
        """Why a person of this row is not known."""
        follower = row.part.person if row.part and row.part.row == "follower" else None
        for address in (row.author, row.voter, follower):
            if address and address not in self.people:
                return str(_("Nobody is known by %(address)s. Bring contacts in first.", address=address))
        by = row.part.person if row.part and row.part.row in OF_USERS else row.on_behalf_by
        if by and by not in self.users:
            return str(_("Nobody signs in here as %(address)s. Give them a login first.", address=by))
        return None


def _part(said: Mapping[str, str], reading: Reading) -> Part | None:
    """What the row adds beside a vote. Raises RowRefused where that cannot be understood."""
    row = fold(said["row"])
    if row in ("", "vote", "idea"):
        return None
    words, message, condition = (clean(said[f"row_{name}"]) for name in ("words", "message", "condition"))
    step, was, becomes = (fold(said[f"row_{name}"]).replace(" ", "_")[:20] for name in ("step", "was", "becomes"))
    at = _moment(said["row_at"], reading)
    complete = {
        "follower": bool(said["row_person"]),
        "comment": bool(words),
        "note": bool(words),
        "move": bool(step) and {was, becomes} <= set(IDEA.labels),
        "link": step in LINKS,
        "merge": was in IDEA.labels,
    }
    if not complete.get(row) or at is None:
        raise RowRefused(_("This row does not say what it adds to the idea."))
    if max(map(len, (words, message, condition))) > MOST_COMMENT:
        raise RowRefused(_("What is said in this row is too long."))
    return Part(
        row=row,
        person=_person(said),
        at=at,
        words=words,
        changed_at=_moment(said["row_changed_at"], reading),
        message=message,
        condition=condition,
        step=step,
        was=was,
        becomes=becomes,
        other_board=one_line(said["other_board"]),
        other_title=one_line(said["other_title"]),
        other_at=_moment(said["other_at"], reading),
    )


def _of_part(part: Part | None) -> str:
    """What makes it another row than the others about its idea."""
    if part is None:
        return ""
    said = sha256(f"{part.words}\n{part.message}\n{part.condition}".encode()).hexdigest()
    return "\n".join((part.row, part.person or "", str(part.at), part.step, part.was, part.becomes, *part.other, said))


def _person(said: Mapping[str, str]) -> str | None:
    return read_address(said["row_person"]) if said["row_person"] else None


def _moment(cell: str, reading: Reading) -> datetime | None:
    return reading.moment(cell) if cell else None


def _status(cell: str) -> str:
    said = fold(cell).replace("-", " ")
    return STATUSES.get(said) or OTHER_WORDS.get(said) or "new"


def _voter(cell: str) -> str | None:
    return read_address(cell) if cell else None


add_importer(IdeaImporter())
