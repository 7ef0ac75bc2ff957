"""What a nurture map may use here: the verbs, messages, surveys and facts of the features that are installed."""

from functools import cache

from portal.kits.notices.letters import OPTIONAL, TEMPLATES
from portal.ledger.verbs import ACTS, VERBS
from portal.people.models.member import INCENTIVES
from portal.people.roles import ROLES
from portal.rooms.surveys.models import KINDS
from workflows.catalogue import ESCALATE, MESSAGE, OFFER, SURVEY, TASK, Catalogue, Template
from workflows.facts import Bands, ChoiceFact, Fact, FlagFact, NumberFact

ACTIONS = {"message": MESSAGE, "task": TASK, "survey": SURVEY, "offer": OFFER, "escalate": ESCALATE}
SEGMENTS = Bands("nps", {"detractor": (0, 6), "passive": (7, 8), "promoter": (9, 10), "unknown": None})
FACTS: dict[str, Fact] = {
    "nps": NumberFact(0, 10),
    "segment": ChoiceFact(tuple(SEGMENTS.ranges), optional=False, bands=SEGMENTS),
    "incentive": ChoiceFact(INCENTIVES),
    "open(case)": FlagFact(),
    "member.joined": FlagFact(),
    "member.takes_gifts": FlagFact(),
    "member.country": ChoiceFact(),
    "member.days_since_answer": NumberFact(low=0),
    "company.kind": ChoiceFact(("customer", "partner", "former")),
    "company.plan": ChoiceFact(),
    "company.revenue": NumberFact(low=0),
    "company.days_to_renewal": NumberFact(),
}


@cache
def catalogue() -> Catalogue:
    """The catalogue that maps are read and checked against."""
    return Catalogue(
        verbs=frozenset(VERBS),
        acts=frozenset(ACTS),
        actions=ACTIONS,
        templates={
            name: Template(letter.fields, promotional=letter.category in OPTIONAL) for name, letter in TEMPLATES.items()
        },
        surveys=frozenset(KINDS),
        roles=frozenset(ROLES),
        facts=FACTS,
    )
