"""Pages of cases, calls and promises."""

from . import calls, cases, steps

__all__ = ["calls", "cases", "steps"]
