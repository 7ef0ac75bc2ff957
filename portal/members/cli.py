"""`flask members`: people from the command line. Other features attach their commands to this group."""

from flask.cli import AppGroup

members = AppGroup("members", help="Members, companies and staff.")

COMMANDS = (members,)
