"""What a nurture map may use here: the verbs, actions, names and facts of the features that are installed."""

from functools import cache

from portal.access.roles import ROLES
from portal.kits.automation.map_actions import MAP_ACTIONS
from portal.kits.automation.map_facts import MAP_FACTS
from portal.ledger.verbs import ACTS, VERBS
from workflows.catalogue import Catalogue


@cache
def catalogue() -> Catalogue:
    """The catalogue that maps are read and checked against. Ask when the features are in: it is made once."""
    return Catalogue(
        verbs=frozenset(VERBS),
        acts=frozenset(ACTS),
        actions={kind: action.shape for kind, action in MAP_ACTIONS.items()},
        names={word: names() for action in MAP_ACTIONS.values() for word, names in action.names.items()},
        roles=frozenset(ROLES),
        facts=MAP_FACTS,
    )
