"""One tap on somebody's words."""

from flask_babel import gettext as _
from sqlalchemy import delete

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import DomainError, Refused
from portal.ledger.ledger import record
from portal.people.logins import member_of

from ..models import Post, Reaction
from ..models.posts import REACTIONS
from ..verbs import POST_REACTED


def react(post: Post, reader: User, kind: str, *, stands: bool | None = None) -> bool:
    """Give a reaction, or take it back when it was given; whether it stands now.

    `stands` says outright which of the two is meant: pressing twice by mistake then changes nothing.
    """
    if kind not in REACTIONS:
        raise Refused(_("Choose one of the options."))
    if post.author_user_id == reader.id:
        raise DomainError(_("This is your own post."))
    if not post.stands:
        raise DomainError(_("This post has been deleted."))
    if stands is not False:
        row = {"post_id": post.id, "kind": kind, "user_id": reader.id, "created_at": now()}
        if insert_or_ignore(Reaction, [row]):
            record(POST_REACTED, member=member_of(reader), actor=reader, about=post, facts={"kind": kind})
            return True
        if stands:
            return True
    own = Reaction.post_id == post.id, Reaction.kind == kind, Reaction.user_id == reader.id
    db.session.execute(delete(Reaction).where(*own))
    return False
