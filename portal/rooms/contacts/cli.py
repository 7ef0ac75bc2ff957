"""`flask members import FILE`."""

from portal.kits.transfer.imports.command import import_command
from portal.people.cli import members
from workflows.marking import N_

members.add_command(import_command("contacts", N_("Import people from a CSV file.")))
