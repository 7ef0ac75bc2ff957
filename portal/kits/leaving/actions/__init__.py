"""Deciding who leaves: by themselves, or asked for by one colleague and agreed to by another."""

from .asking import agree, ask_to_erase, decline, has_second_colleague
from .beginning import begin_erasure, erase_again
from .copies import ask_for_copy
from .leaving import leave, undo_leaving

__all__ = [
    "agree",
    "ask_for_copy",
    "ask_to_erase",
    "begin_erasure",
    "decline",
    "erase_again",
    "has_second_colleague",
    "leave",
    "undo_leaving",
]
