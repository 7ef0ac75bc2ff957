"""What colleagues own here: open tasks."""

from flask_babel import lazy_gettext as _l

from portal.access.owned import add_owned_work

from .lifecycle import TASK
from .models import Task

add_owned_work("task", _l("Tasks"), Task.owner_user_id, needs="tasks.work", waits=Task.status == TASK.initial)
