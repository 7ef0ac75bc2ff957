"""`flask surveys import FILE`."""

from flask.cli import AppGroup

from ..jobs.imports.command import import_command

surveys = AppGroup("surveys", help="Questions to members and their answers.")
surveys.add_command(import_command("survey", "Bring answers in from a CSV export of a survey."))

COMMANDS = (surveys,)
