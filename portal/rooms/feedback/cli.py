"""`flask feedback import FILE`."""

from flask.cli import AppGroup

from portal.kits.transfer.imports.command import import_command
from workflows.marking import N_

feedback = AppGroup("feedback", help="What customers said.")
feedback.add_command(import_command("feedback", N_("Import feedback from a CSV file.")))

COMMANDS = (feedback,)
