"""`flask members`: people from the command line. Other features attach their commands to this group."""

from flask.cli import AppGroup

from portal.access.cli import add_staff_command

members = AppGroup("members", help="Members, companies and staff.")
members.add_command(add_staff_command)
COMMANDS = (members,)
