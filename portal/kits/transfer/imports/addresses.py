"""The mail address in a row: the way in which every file of people says who is meant."""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.core.addresses import normal_address
from portal.core.database import db
from portal.core.text import one_line
from portal.people.models import Member

from .fields import Field
from .importer import RowRefused

MAX_ADDRESS_CHARS = 254
EMAIL = Field(
    "email",
    _l("Email"),
    {
        "en": "email|e mail|email address|e mail address|mail|mail address|work email|business email|primary email"
        "|e mail 1 value|contact email",
        "de": "e mail adresse|mailadresse|emailadresse|e mail geschäftlich|elektronische post",
        "fr": "courriel|adresse e mail|adresse email|adresse mail|adresse électronique|mél|adresse courriel",
        "es": "correo|correo electrónico|dirección de correo|dirección de correo electrónico|correo e",
        "it": "posta elettronica|indirizzo email|indirizzo e mail|indirizzo di posta elettronica",
        "nl": "e mailadres|emailadres|mailadres",
        "pt": "correio eletrónico|correio eletrônico|endereço de email|endereço de e mail",
        "pl": "adres email|adres e mail|poczta|poczta elektroniczna",
        "sv": "e post|epost|e postadress|mejl|mejladress",
        "da": "e mailadresse|mailadresse|elektronisk post",
        "nb": "e postadresse|epostadresse",
        "fi": "sähköposti|sähköpostiosoite",
        "cs": "e mailová adresa|emailová adresa",
    },
    look="address",
    required=True,
)


class KnownMember(NamedTuple):
    """A member whom an address leads to, and their company."""

    id: int
    company_id: int | None


def read_address(cell: str) -> str:
    """The address in the form that is stored. Raises RowRefused for none, and for what is no address."""
    if not cell:
        raise RowRefused(_("There's no email address in this row."))
    address = normal_address(cell) if len(cell) <= MAX_ADDRESS_CHARS else None
    if address is None:
        raise RowRefused(_("“%(cell)s” is not an email address.", cell=one_line(cell)[:80]))
    return address


def optional_address(cell: str) -> str | None:
    """The address in a cell that may be empty. Raises RowRefused for what is no address."""
    return read_address(cell) if cell else None


def members_by_address(addresses: AbstractSet[str]) -> dict[str, KnownMember]:
    """Members by address; the address of a double leads to the record that it became part of."""
    if not addresses:
        return {}
    stays = aliased(Member)
    known = (
        select(Member.email, stays.id, stays.company_id)
        .join(stays, stays.id == func.coalesce(Member.merged_into_id, Member.id))
        .where(Member.email.in_(addresses))
    )
    return {row.email: KnownMember(row.id, row.company_id) for row in db.session.execute(known)}
