"""What becomes of the rows of a page: created, unchanged, or refused with the reason."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.kits.transfer.imports import Verdict
from portal.kits.transfer.imports.addresses import KnownMember, members_by_address

from ..actions.agreements import leaves_agreement
from ..models import Board
from .existing import ExistingIdea, ExistingIdeas, ExistingParts
from .naming import IdeaKey
from .parts import ABOUT_TWO, BY_USERS, STAYING, Part
from .rows import IdeaRow


class Target(NamedTuple):
    """What a row goes to: its board, the idea that is there, who suggested it and who votes.

    `person_id`: who of us voted for them, or who the row's part is by. `other_id`: the other idea, if it is there;
    `other`: its key, as it may come with the same page.
    """

    board_id: int
    idea_id: int | None
    author_id: int | None
    voter: KnownMember | None
    person_id: int | None = None
    other_id: int | None = None
    other: IdeaKey | None = None


class PageOfRows:
    """What the database says about the rows of a page: boards, people, ideas, votes and parts. Ten statements."""

    def __init__(self, rows: Sequence[IdeaRow]) -> None:
        parts = [row.part for row in rows if row.part]
        self._know_boards({row.board_key for row in rows} | {part.other.board for part in parts})
        self._know_people(rows, parts)
        self.ideas = ExistingIdeas(self.boards, rows)
        self.votes = self.ideas.voters()
        self.parts = ExistingParts(self.ideas.ids() if parts else ())
        self.coming = {row.key(self.boards[row.board_key]) for row in rows if row.board_key in self.boards}

    def _know_boards(self, names: set[str]) -> None:
        boards = select(Board.folded, Board.id, Board.agreement_id).where(Board.folded.in_(names))
        self.boards: dict[str, int] = {}
        self.agreements: dict[int, int | None] = {}
        for board in db.session.execute(boards):
            self.boards[board.folded] = board.id
            self.agreements[board.id] = board.agreement_id

    def _know_people(self, rows: Sequence[IdeaRow], parts: Sequence[Part]) -> None:
        followers = {part.person for part in parts if part.kind == "follower"}
        members = {address for row in rows for address in (row.author, row.voter)} | followers
        self.members = members_by_address({address for address in members if address})
        named = {row.on_behalf_by for row in rows} | {part.person for part in parts if part.kind in BY_USERS}
        users = select(User.email, User.id).where(User.email.in_({address for address in named if address}))
        self.users: dict[str, int] = {user.email: user.id for user in db.session.execute(users)}

    def member_id(self, address: str | None) -> int | None:
        """The member of this address, if there is one."""
        member = self.members.get(address or "")
        return member.id if member else None

    def author_of(self, part: Part) -> int | None:
        """Who the part is by: a member for a follower, else somebody who signs in here."""
        return self.member_id(part.person) if part.kind == "follower" else self.users.get(part.person or "")

    def other_key(self, part: Part) -> IdeaKey | None:
        """The other idea that the part speaks of, if its board is known."""
        board_id = self.boards.get(part.other.board) if part.kind in ABOUT_TWO else None
        return IdeaKey(board_id, part.other.title, part.other.second) if board_id is not None else None


def judge_rows(rows: Sequence[IdeaRow]) -> list[Verdict]:
    """A verdict for each row; those to be created come with their Target."""
    page = PageOfRows(rows)
    return [_judge(row, page) for row in rows]


def _judge(row: IdeaRow, page: PageOfRows) -> Verdict:
    board_id = page.boards.get(row.board_key)
    if board_id is None:
        return Verdict("refused", _("There's no board “%(name)s”. Create it first.", name=row.board[:80]))
    unknown = _unknown_person(row, page)
    if unknown is not None:
        return Verdict("refused", unknown)
    idea = page.ideas.named(row.key(board_id))
    if idea is not None and idea.deleted:
        return Verdict("refused", _("This idea was deleted here."))
    target = _target(row, board_id, idea, page)
    if row.part is not None:
        return _judge_part(row.part, idea, target, page)
    return _judge_vote(idea, target, page)


def _target(row: IdeaRow, board_id: int, idea: ExistingIdea | None, page: PageOfRows) -> Target:
    voter = page.members.get(row.voter) if row.voter else None
    idea_id = idea.id if idea else None
    return Target(board_id, idea_id, page.member_id(row.author), voter, page.users.get(row.on_behalf_by or ""))


def _unknown_person(row: IdeaRow, page: PageOfRows) -> str | None:
    """Why a person of this row is not known."""
    follower = row.part.person if row.part and row.part.kind == "follower" else None
    for address in (row.author, row.voter, follower):
        if address and address not in page.members:
            return str(_("We don't know anybody with the address %(address)s. Import contacts first.", address=address))
    by = row.part.person if row.part and row.part.kind in BY_USERS else row.on_behalf_by
    if by and by not in page.users:
        return str(_("Nobody signs in here as %(address)s. Give them a login first.", address=by))
    return None


def _judge_vote(idea: ExistingIdea | None, target: Target, page: PageOfRows) -> Verdict:
    voter = target.voter
    if idea is not None and (voter is None or {(idea.id, voter.id), (idea.own_id, voter.id)} & page.votes):
        return Verdict("unchanged")
    return Verdict("created", known=target)


def _judge_part(part: Part, idea: ExistingIdea | None, target: Target, page: PageOfRows) -> Verdict:
    key = page.other_key(part)
    other = page.ideas.named(key) if key else None
    refusal = _refused_pair(part, target, key, page) if part.kind in ABOUT_TWO else None
    if refusal is not None:
        return Verdict("refused", refusal)
    target = target._replace(person_id=page.author_of(part), other_id=other.own_id if other else None, other=key)
    if idea is None:
        return Verdict("created", known=target)
    stays = part.kind in STAYING
    if page.parts.have(part, {idea.own_id} if stays else {idea.own_id, idea.id}, target.person_id, target.other_id):
        return Verdict("unchanged")
    return Verdict("created", known=target._replace(idea_id=idea.own_id) if stays else target)


def _refused_pair(part: Part, target: Target, key: IdeaKey | None, page: PageOfRows) -> str | None:
    """Why the idea cannot be linked or merged with the other one."""
    if key is None or (key not in page.coming and page.ideas.named(key) is None):
        return str(_("There is no idea “%(name)s”.", name=part.other_title[:80]))
    if part.kind == "merge" and leaves_agreement(page.agreements[target.board_id], page.agreements[key.board_id]):
        return str(_("The other idea isn't behind the agreement that this one is behind."))
    return None
