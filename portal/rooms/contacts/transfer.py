"""A file of contacts: each row is a person, told apart by the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.links import add_link
from portal.core.text import one_line
from portal.kits.jobs.models import Job
from portal.kits.transfer.imports import Importer, Reading, RowRefused, Verdict, add_importer
from portal.kits.transfer.imports.addresses import read_address
from portal.people.actions.people import Contact

from .actions import add_contacts, change_contacts
from .countries import country_code
from .headings import FIELDS
from .names import folded, something, split_name
from .queries import Known, known_companies, known_members

add_link("import_contacts", "imports.start", kind="contacts")
MAX_CHARS = {"given_name": 120, "family_name": 120, "company": 200, "job_title": 160}


class ContactImporter(Importer[Contact]):
    """Adds people with their companies; puts right what a file knows better, and never blanks anything out."""

    kind = "contacts"
    title = _l("Contacts")
    hint = _l("People with their email address; names, company, job title and country where you have them.")
    fields = FIELDS
    results_endpoint = "people.people"
    twin_reason = _l("The first row of an address wins, and this one says something else.")

    def read(self, cells: Mapping[str, str], _reading: Reading) -> Contact:
        given, family = one_line(cells["given_name"]), one_line(cells["family_name"])
        if cells["name"] and not (given and family):
            given, family = (given, family) if given or family else split_name(cells["name"])
        contact = Contact(
            email=read_address(cells["email"]),
            given_name=given,
            family_name=family,
            company=something(cells["company"]),
            job_title=something(cells["job_title"]),
            country=country_code(cells["country"]),
        )
        _refuse_long_cells(contact)
        return contact

    def identity(self, draft: Contact) -> str:
        return draft.email

    def content(self, draft: Contact) -> dict[str, str]:
        names = ("given_name", "family_name", "company", "job_title", "country")
        return {name: folded(getattr(draft, name) or "") for name in names}

    def judge(self, drafts: Sequence[Contact]) -> list[Verdict]:
        members = known_members({contact.email for contact in drafts})
        companies = known_companies({folded(contact.company)[:250] for contact in drafts if contact.company})
        return [self._verdict(contact, members.get(contact.email), companies) for contact in drafts]

    def write(self, judged: Sequence[tuple[Contact, Verdict]], job: Job) -> None:
        add_contacts([contact for contact, verdict in judged if verdict.outcome == "created"], job.owner_user_id)
        changes = [(contact, verdict.known) for contact, verdict in judged if verdict.outcome == "changed"]
        change_contacts(changes, job.owner_user_id)

    def describe(self, draft: Contact, verdict: Verdict) -> str:
        name = f"{draft.given_name} {draft.family_name}".strip() or draft.email
        if verdict.outcome != "changed":
            return ", ".join(filter(None, (name, draft.job_title, draft.company)))
        known = {**verdict.known, "company": draft.company} if "company" in verdict.known else verdict.known
        changes = (value for field, value in known.items() if field in (*MAX_CHARS, "country"))
        return f"{name}: {', '.join(map(str, changes))}"

    def settle(self, columns: dict[str, int]) -> dict[str, int]:
        """Beside a column of given names, one that is only called "Name" holds family names, and the reverse."""
        for one, other in (("given_name", "family_name"), ("family_name", "given_name")):
            if one in columns and other not in columns and "name" in columns:
                renamed: dict[str, int] = {**columns, other: columns["name"]}
                del renamed["name"]
                return renamed
        return columns

    def _verdict(self, contact: Contact, known: Known | None, companies: dict[str, int]) -> Verdict:
        if known is None:
            return Verdict("created")
        changes: dict[str, Any] = known.changes_by(contact, companies.get(folded(contact.company)[:250]))
        return Verdict("changed", known={"id": known.id, **changes}) if changes else Verdict("unchanged")


def _refuse_long_cells(contact: Contact) -> None:
    for name, longest in MAX_CHARS.items():
        if len(getattr(contact, name)) > longest:
            label = next(field.label for field in FIELDS if field.name == name)
            raise RowRefused(_("%(field)s is longer than %(most)s characters.", field=label, most=longest))


add_importer(ContactImporter())
