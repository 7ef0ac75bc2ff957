"""The rows of ideas, parted by what they are about."""

from .boards import Board, BoardOwner, VoteBudget
from .closing import ClosingNote
from .ideas import Idea, IdeaFeedback, IdeaLink, IdeaTag
from .moves import IdeaMerge, MergedRow, StatusMove
from .talk import IdeaComment, IdeaFollower
from .views import SavedView
from .votes import Vote

__all__ = [
    "Board",
    "BoardOwner",
    "ClosingNote",
    "Idea",
    "IdeaComment",
    "IdeaFeedback",
    "IdeaFollower",
    "IdeaLink",
    "IdeaMerge",
    "IdeaTag",
    "MergedRow",
    "SavedView",
    "StatusMove",
    "Vote",
    "VoteBudget",
]
