"""`flask members import FILE`."""

from ..jobs.imports.command import import_command
from ..members.cli import members

members.add_command(import_command("contacts", "Bring people in from a CSV file."))
