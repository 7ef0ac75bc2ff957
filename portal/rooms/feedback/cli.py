"""`flask feedback import FILE`."""

from flask.cli import AppGroup

from portal.kits.transfer.imports.command import import_command

feedback = AppGroup("feedback", help="What customers said.")
feedback.add_command(import_command("feedback", "Bring feedback in from a CSV file."))

COMMANDS = (feedback,)
