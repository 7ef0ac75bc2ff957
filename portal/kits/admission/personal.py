"""What is kept of people in agreements: that they signed one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from portal.core.personal import add_impersonal, personal
from portal.core.persons import Person

from .models import Agreement, AgreementVersion, Signature


@personal(Signature, _l("Agreements you signed"))
def signatures_of(person: Person) -> ColumnElement[bool]:
    return Signature.user_id.in_(person.user_ids)


add_impersonal("texts of ours that others sign", Agreement, AgreementVersion)
