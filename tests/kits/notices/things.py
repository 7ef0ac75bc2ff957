"""Things to be told of: contacts of the programme stand for whatever a feature has. Some are not for everybody."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import ColumnElement, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions import notify
from portal.kits.notices.kinds import KINDS, NoticeKind, add_notice_kind
from portal.kits.notices.models import Notice
from portal.kits.notices.sources import SOURCES, Shown, add_notice_source
from portal.ledger.models import Activity
from portal.people.models import Member
from portal.people.viewer import Viewer
from tests.actors import a_member, a_user
from tests.registries import restored


class Things:
    """Members as things. One whose job title is "secret" is seen by nobody; they are hidden by changing it."""

    def visible(self, about_id: ColumnElement[int], viewer: Viewer) -> ColumnElement[bool]:
        return select(Member.id).where(Member.id == about_id, Member.job_title != "secret").exists()

    def read(self, ids: Collection[int], viewer: Viewer) -> Mapping[int, Shown]:
        found = db.session.scalars(select(Member).where(Member.id.in_(ids), Member.job_title != "secret"))
        return {
            one.id: Shown(
                f"About {one.given_name}",
                "Ward forms still arrive <by fax>.",
                f"/things/{one.id}",
                thread=f"thing-{one.id}",
                reply_to=("thing", one.id),
            )
            for one in found
        }


@contextmanager
def things_to_tell() -> Iterator[None]:
    """Within, things can be told of: `reply` is mailed at once, `news` stands in the digest, `hint` is not mailed."""
    with restored(KINDS, SOURCES):
        _add_things()
        yield


def _add_things() -> None:
    add_notice_source("thing", Things())
    for name, mail in (("reply", "at_once"), ("news", "digest"), ("hint", "off")):
        line = f"%(who)s sent a {name}"
        add_notice_kind(NoticeKind(name, name.title(), f"About a {name}.", "message", line, default_mail=mail))


def a_thing(name: str = "Fax", **changes: object) -> int:
    """The id of a new thing."""
    return a_member(name, "Orbit Health", **changes).id


def hide(thing_id: int) -> None:
    """From now on nobody may see it."""
    with transaction() as session:
        session.get_one(Member, thing_id).job_title = "secret"


def a_reader(name: str = "Ada Reader", **changes: object) -> User:
    """A member who has joined, with a login."""
    return a_user(a_member(name, "Fjord Bank", joined_at=now(), welcomed_at=now(), **changes))


def told(
    kind: str,
    users: Collection[User],
    thing_id: int,
    *,
    actor: User | None = None,
    cause: Activity | None = None,
    group: str | None = None,
) -> int:
    """Tell these users of a thing, as a feature would; how many were told."""
    ids = [user.id for user in users]
    with transaction() as session:
        by = session.get_one(User, actor.id) if actor else None
        return notify(kind, ids, about=("thing", thing_id), group=group, actor=by, cause=cause)


def lines_of(user: User) -> list[Notice]:
    """Everything in the user's inbox, the newest first, as the table has it."""
    db.session.rollback()
    mine = select(Notice).where(Notice.user_id == user.id).order_by(Notice.updated_at.desc(), Notice.id.desc())
    return list(db.session.scalars(mine.execution_options(populate_existing=True)))
