"""Loading the demo: everybody's path is laid out, then all of it is played in order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from sqlalchemy import func, select, update

from portal.access.models import User
from portal.access.passwords import hash_password
from portal.core.database import db, transaction
from portal.kits.search.actions import rebuild
from portal.ledger.outbox.mail import mails_of_the_past
from portal.people.models import Company, Member
from portal.rooms.betas.models import Beta
from portal.rooms.feedback.models import Feedback
from portal.rooms.forum.models import Topic
from portal.rooms.ideas.models import Idea
from portal.rooms.testimonials.models import Testimonial

from .betas import run_betas
from .boards import open_the_boards
from .cast import Person, people
from .desk import keep_house, open_house
from .ideas import bring_ideas
from .life import Life
from .paths import PATHS
from .sayings import Sayings
from .sign_ins import NOT_YET, PASSWORD, signing_in
from .stories import STORIES
from .talk import fill_the_forum
from .timeline import Play
from .unfinished import UNFINISHED

Told = Callable[[int, int], object]


@dataclass(frozen=True)
class Loaded:
    """What the demo put into the database."""

    companies: int
    members: int
    feedback: int
    quotes: int
    topics: int
    ideas: int
    betas: int


def load_demo(anchor: date, told: Told = lambda _days, _all: None) -> Loaded:
    """Play the demo up to the beginning of `anchor`; `told(1, all)` hears of each day. Nothing is sent to anybody.

    Nobody can sign in before it is over: that is also how a play that was broken off is known (`broken_off`).
    """
    play = _laid_out(anchor)
    with force_locale("en"), mails_of_the_past(), _without_fsync():
        play.run(lambda days: told(days, play.days))
    rebuild()
    opened = update(User).where(User.password_hash == NOT_YET).values(password_hash=hash_password(PASSWORD))
    with transaction() as session:
        session.execute(opened)
    return Loaded(
        _count(Company),
        _count(Member),
        _count(Feedback),
        _count(Testimonial),
        _count(Topic),
        _count(Idea),
        _count(Beta),
    )


@contextmanager
def _without_fsync() -> Iterator[None]:
    """Let SQLite write without waiting for the disk each time; at the end all of it is brought there.

    If the machine itself dies meanwhile, an unfinished demo is lost, which nobody would keep anyway.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    _tell_sqlite("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        _tell_sqlite("PRAGMA synchronous=FULL")
        _tell_sqlite("PRAGMA wal_checkpoint(PASSIVE)")


def _tell_sqlite(statement: str) -> None:
    """Say it outside any transaction, to the one connection that this process works with."""
    db.session.remove()
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute(statement).fetchall()
    finally:
        connection.close()


def _laid_out(anchor: date) -> Play:
    play, sayings = Play(anchor), Sayings()
    with_password = {person.email for person in signing_in()}

    def password_of(person: Person) -> str | None:
        return NOT_YET if person.email in with_password else None

    open_house(play, NOT_YET)
    unfinished = list(UNFINISHED)
    for person in people():
        life = Life(play, person, sayings, password_of)
        (PATHS | STORIES)[person.path](life)
        if person.path == "contributor" and unfinished:
            unfinished.pop(0)(life)
    keep_house(play, sayings)
    fill_the_forum(play)
    open_the_boards(play)
    bring_ideas(play)
    run_betas(play)
    return play


def _count(model: type[Company | Member | Feedback | Testimonial | Topic | Idea | Beta]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
