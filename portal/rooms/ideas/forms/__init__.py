"""What people type about ideas, parted by who types it."""

from .boards import BoardForm
from .members import AnswerForm, CommentForm, IdeaForm, ReasonForm
from .product import BehalfForm, MergeForm, MoveForm, NotifyForm, PlanForm
from .sorting import BoardChoiceForm, IdeaTagsForm, LinkForm

__all__ = [
    "AnswerForm",
    "BehalfForm",
    "BoardChoiceForm",
    "BoardForm",
    "CommentForm",
    "IdeaForm",
    "IdeaTagsForm",
    "LinkForm",
    "MergeForm",
    "MoveForm",
    "NotifyForm",
    "PlanForm",
    "ReasonForm",
]
