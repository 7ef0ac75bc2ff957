"""The tables of cases, calls and promises."""

from .calls import OUTCOMES, Call, Promise
from .cases import STANDING, Case, Concern

__all__ = ["OUTCOMES", "STANDING", "Call", "Case", "Concern", "Promise"]
