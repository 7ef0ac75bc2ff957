"""Taking in what customers say, and making it findable."""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.errors import Refused
from portal.core.registry import Registry, full_name
from portal.core.text import clean, fold, one_line
from portal.kits.search.changes import note_written
from portal.ledger.ledger import record
from portal.people.models import Member

from .models import FACETS, Feedback, FeedbackTag, Tag
from .reading import due_after, note_read
from .verbs import FEEDBACK_CAPTURED, FEEDBACK_GIVEN

FREE = "free"
MAX_TAGS = 30
Settle = Callable[[Tag, Tag], None]
_hooks: Registry[Settle] = Registry("tag_merge_hook")


def tag_merge_hook(settle: Settle) -> Settle:
    """Register a feature whose rows carry tags too: `settle(double, stays)` turns them when two tags become one."""
    return _hooks.add(full_name(settle), settle)


def give_feedback(member: Member, text: str, *, between_us: bool = False) -> Feedback:
    """A member tells us something."""
    feedback = _take(member, text, source="portal", between_us=between_us)
    record(FEEDBACK_GIVEN, member=member, about=feedback, facts={"source": "portal"})
    return feedback


def capture_feedback(
    text: str,
    actor: User,
    *,
    source: str,
    member: Member | None = None,
    title: str = "",
    tags: Iterable[Tag] = (),
    between_us: bool = False,
) -> Feedback:
    """Staff write down what somebody said; nobody need be known as its author."""
    feedback = _take(member, text, source=source, title=title, between_us=between_us, actor=actor)
    feedback.tags = list(tags)
    record(FEEDBACK_CAPTURED, member=member, actor=actor, about=feedback, facts={"source": source})
    return feedback


def edit_feedback(
    feedback: Feedback, *, title: str, text: str, tags: Iterable[Tag], between_us: bool, by: User | None = None
) -> None:
    """Correct what was written down: whoever does has read it. A quote that was taken out of it keeps its own words."""
    feedback.title, feedback.text = one_line(title), _some(text)
    feedback.tags = list(tags)
    feedback.between_us = between_us
    feedback.updated_at = now()
    if by is not None:
        note_read([feedback.id], by.id)


def attribute(feedback: Feedback, member: Member, actor: User) -> None:
    """Somebody is found to have said it."""
    if feedback.member_id is not None:
        raise Refused(_("This already has an author. If that is wrong, capture it again."))
    feedback.member, feedback.company_id = member, member.company_id
    feedback.updated_at = now()
    record(FEEDBACK_CAPTURED, member=member, actor=actor, about=feedback, facts={"source": feedback.source})
    note_read([feedback.id], actor.id)


def tag_named(facet: str, name: str) -> Tag:
    """The tag of this name (case and accents do not matter), made if it is new."""
    name = one_line(name)[:80]
    folded = _tag_key(name)
    if facet not in FACETS:
        raise Refused(_("There is no such kind of tag."))
    insert_or_ignore(Tag, [{"facet": facet, "name": name, "folded": folded, "created_at": now()}])
    return db.session.scalars(select(Tag).where(Tag.facet == facet, Tag.folded == folded)).one()


def free_tags(text: str) -> list[Tag]:
    """The tags of a text with commas between them."""
    names = names_in(text)
    if len(names) > MAX_TAGS:
        raise Refused(_("More than %(most)s tags is too many to find anything. Keep the best.", most=MAX_TAGS))
    return [tag_named(FREE, name) for name in names]


def names_in(text: str) -> list[str]:
    """The names in a text with commas between them, each once, whatever its case and accents."""
    names = [one_line(name) for name in text.split(",")]
    return list({fold(name): name for name in reversed(names) if fold(name)}.values())[::-1]


def _tag_key(name: str) -> str:
    """What two spellings of one tag share. Raises Refused without a letter or digit in it."""
    folded = fold(name)[:100]
    if not any(letter.isalnum() for letter in folded):
        raise Refused(_("A tag's name needs letters."))
    return folded


def rename_tag(tag: Tag, name: str) -> None:
    """Call a tag something else, wherever it stands."""
    name = one_line(name)[:80]
    folded = _tag_key(name)
    taken = select(Tag).where(Tag.facet == tag.facet, Tag.folded == folded, Tag.id != tag.id)
    if db.session.scalar(taken) is not None:
        raise Refused(_("There's already a tag with that name. Merge the two instead."))
    tag.name, tag.folded = name, folded


def retire_tag(tag: Tag) -> bool:
    """Offer it no longer; what carries it keeps it. Whether that was news."""
    if tag.retired_at is not None:
        return False
    tag.retired_at = now()
    return True


def unretire_tag(tag: Tag) -> bool:
    """Offer it again. Whether that was news."""
    if tag.retired_at is None:
        return False
    tag.retired_at = None
    return True


def merge_tags(double: Tag, stays: Tag) -> None:
    """Make `double` a part of `stays`."""
    if double.id == stays.id or double.facet != stays.facet:
        raise Refused(_("Choose two different tags of the same kind."))
    have = select(FeedbackTag.feedback_id).where(FeedbackTag.tag_id == stays.id)
    moved = FeedbackTag.tag_id == double.id, FeedbackTag.feedback_id.not_in(have)
    db.session.execute(update(FeedbackTag).where(*moved).values(tag_id=stays.id))
    db.session.execute(delete(FeedbackTag).where(FeedbackTag.tag_id == double.id))
    for settle in _hooks.values():
        settle(double, stays)
    note_written(Tag, [stays.id])
    db.session.delete(double)


def _take(
    member: Member | None,
    text: str,
    *,
    source: str,
    title: str = "",
    between_us: bool = False,
    actor: User | None = None,
) -> Feedback:
    """What a member tells us is to be read; what a colleague writes down is read by that."""
    moment = now()
    feedback = Feedback(
        member=member,
        company_id=member.company_id if member else None,
        source=source,
        title=one_line(title),
        text=_some(text),
        between_us=between_us,
        said_at=moment,
        captured_by_id=actor.id if actor else None,
        read_due_at=None if actor else due_after(moment),
        read_at=moment if actor else None,
        read_by_id=actor.id if actor else None,
        created_at=moment,
        updated_at=moment,
    )
    db.session.add(feedback)
    db.session.flush()
    return feedback


def _some(text: str) -> str:
    text = clean(text)
    if not text:
        raise Refused(_("Write down what was said, in their words."))
    return text
