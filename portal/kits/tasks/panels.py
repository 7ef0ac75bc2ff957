"""What tasks add to other pages: what there is to do today, and for one person."""

from datetime import timedelta

from flask import render_template

from portal.core.database import db
from portal.core.filters import today
from portal.core.slots import panel
from portal.people.models import Member
from portal.people.timeline import fact_label
from portal.people.viewer import Viewer

from .labels import task_title
from .models import Task
from .queries import member_tasks, open_tasks

SHOWN = 8
A_WEEK = timedelta(days=7)
fact_label("task")(task_title)


@panel("today", order=21)
def tasks(viewer: Viewer) -> str | None:
    """Tasks of the viewer and of their roles that are due within a week, by their day."""
    if not viewer.may("tasks.work"):
        return None
    soon = open_tasks(viewer.id, viewer.roles).where(Task.due_on <= today() + A_WEEK)
    due = soon.order_by(Task.due_on, Task.id).limit(SHOWN)
    return render_template("tasks/_today.html", tasks=list(db.session.scalars(due)), title_of=task_title)


def to_do_for(member: Member) -> str:
    """A card with what is to be done for one person; empty where nothing is. For a panel of whoever may know."""
    return render_template("tasks/_to_do.html", tasks=member_tasks(member.id), title_of=task_title)
