"""What is kept of people by nurture maps: where they stand, how they got there, and what was planned for them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from portal.core.personal import add_impersonal, personal
from portal.core.persons import Person

from .models import MapVersion, NurtureMove, NurtureScore, Place, PlannedAction


@personal(NurtureScore, _l("How active you were"))
def scores_of(person: Person) -> ColumnElement[bool]:
    return NurtureScore.member_id.in_(person.member_ids)


@personal(Place, _l("Your stage in our programme"))
def places_of(person: Person) -> ColumnElement[bool]:
    return Place.member_id.in_(person.member_ids)


@personal(NurtureMove, _l("How you moved through our programme"))
def moves_of(person: Person) -> ColumnElement[bool]:
    return NurtureMove.member_id.in_(person.member_ids)


@personal(PlannedAction, _l("What our programme planned for you"))
def actions_for(person: Person) -> ColumnElement[bool]:
    return PlannedAction.member_id.in_(person.member_ids)


add_impersonal("maps that colleagues drew", MapVersion)
