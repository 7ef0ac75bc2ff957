"""The status of a task."""

from workflows.lifecycles import TASK

__all__ = ["TASK"]
