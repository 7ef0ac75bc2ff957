"""`flask members import FILE`."""

from portal.kits.transfer.imports.command import import_command
from portal.people.cli import members

members.add_command(import_command("contacts", "Bring people in from a CSV file."))
