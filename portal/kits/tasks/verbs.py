"""What happens to tasks."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

TASK_DONE = add_verb("task.done", _l("Task done"), "checklist", facts={"task": str})
TASK_DROPPED = add_verb("task.dropped", _l("Task dropped"), "checklist", facts={"task": str})
