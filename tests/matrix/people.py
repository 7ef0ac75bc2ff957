"""Who walks through the matrix, and whom the words of the tables mean."""

from collections.abc import Iterator

from portal.access.roles import ROLES
from tests.test_pages import ANYBODY, BETAS, FORUM, MEMBER, SIGNED_IN, STAFF

VISITOR, CLOSED, FORMER_COLLEAGUE = "visitor", "closed login", "former colleague"
MEI, JONAS, HELD = "Mei", "Jonas", "held member"
MEMBERS = (MEI, JONAS, HELD)
"""Of three companies; the third is held, and in no audience that is not for everybody."""
PEOPLE = (VISITOR, CLOSED, FORMER_COLLEAGUE, *MEMBERS, *ROLES)
NOBODY, NOT_HELD = "nobody", "whoever is in its audience"
KINDS = {ANYBODY, SIGNED_IN, MEMBER, STAFF, FORUM, BETAS}
OUTSIDE = (VISITOR, CLOSED)
"""Who is sent to the door."""
ALSO = {FORUM: "forum.read", BETAS: "betas.read"}


def admitted(who: str, audience: str) -> bool:
    """Whether `audience`, a word of the tables, means this person. Several words with "or" between them mean each."""
    return any(_means(word, who) for word in words(audience))


def words(audience: str) -> list[str]:
    """What the tables call each of those whom it means."""
    return audience.split(" or ")


def _means(word: str, who: str) -> bool:
    capabilities = ROLES.get(who, ())
    if word in ALSO:
        return who in MEMBERS or ALSO[word] in capabilities
    kinds = {
        ANYBODY: True,
        SIGNED_IN: who not in OUTSIDE,
        MEMBER: who in MEMBERS,
        STAFF: who in ROLES,
        NOBODY: False,
        NOT_HELD: who != HELD,
    }
    return kinds.get(word, word in capabilities or word == who)


def some_for(audience: str, number: int) -> Iterator[str]:
    """A few, by rule: one who is signed out, a member, a colleague who is let in and one who is not, in turn."""
    for group in (OUTSIDE, MEMBERS, _roles(audience, admits=True), _roles(audience, admits=False)):
        if group:
            yield group[number % len(group)]


def _roles(audience: str, *, admits: bool) -> tuple[str, ...]:
    return tuple(role for role in (*ROLES, FORMER_COLLEAGUE) if admitted(role, audience) == admits)
