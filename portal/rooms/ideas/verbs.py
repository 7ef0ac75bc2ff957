"""What happens to ideas, to votes for them and to those who cast them."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb
from workflows.marking import N_

BOARD_CREATED = add_verb("board.created", _l("Board created"), "folder")
BOARD_CHANGED = add_verb("board.changed", _l("Board changed"), "folder")
IDEA_SUGGESTED = add_verb(
    "idea.suggested", _l("Suggested an idea"), "bulb", "brand", act=True, facts={"board": int, "source": str}
)
IDEA_CAPTURED = add_verb(
    "idea.captured", _l("An idea was written down"), "bulb", "brand", facts={"board": int, "source": str}
)
IDEA_CHANGED = add_verb("idea.changed", _l("An idea was changed"), "bulb", "brand", facts={"what": str})
IDEA_MOVED = add_verb(
    "idea.moved",
    _l("Idea status changed"),
    "bulb",
    "brand",
    facts={"step": str, "came_from": str, "status": str, "voters": int},
)
IDEA_PLANNED = add_verb("idea.planned", _l("An idea was planned"), "bulb", "brand", facts={"quarter": str})
IDEA_MERGED = add_verb("idea.merged", _l("Idea merged"), "bulb", "brand", facts={"into": int, "voters": int})
IDEA_PARTED = add_verb(
    "idea.parted", _l("Merge of an idea undone"), "bulb", "brand", facts={"from": int, "voters": int}
)
IDEA_DELETED = add_verb("idea.deleted", _l("An idea was deleted"), "bulb", "brand")
IDEA_RESTORED = add_verb("idea.restored", _l("An idea was restored"), "bulb", "brand")
IDEA_FOLLOWED = add_verb("idea.followed", _l("Follows an idea"), "bulb", "brand", act=True)
IDEA_NOTED = add_verb("idea.noted", _l("Left a note for colleagues on an idea"), "bulb", "brand")
IDEA_COMMENTED = add_verb(
    "idea.commented", _l("Said something about an idea"), "bulb", "brand", act=True, facts={"staff": bool}
)
COMMENT_EDITED = add_verb("comment.edited", _l("Edited a comment"), "message", "brand")
COMMENT_DELETED = add_verb("comment.deleted", _l("A comment was deleted"), "message")
COMMENT_RESTORED = add_verb("comment.restored", _l("A comment was restored"), "message")
VOTE_CAST = add_verb("vote.cast", _l("Voted for an idea"), "thumb-up", "brand", act=True, facts={"idea": int})
VOTE_CAPTURED = add_verb(
    "vote.captured", _l("Told us that they want an idea"), "thumb-up", "brand", facts={"idea": int, "source": str}
)
VOTE_EXPLAINED = add_verb(
    "vote.explained", _l("Said why an idea matters"), "thumb-up", "brand", act=True, facts={"idea": int}
)
VOTE_CONFIRMED = add_verb(
    "vote.confirmed", _l("Still wants an idea"), "thumb-up", "brand", act=True, facts={"idea": int}
)
VOTE_WITHDRAWN = add_verb("vote.withdrawn", _l("Withdrew a vote"), "thumb-up", "brand", facts={"idea": int})
VOTER_TOLD = add_verb("voter.told", _l("Was told what came of their idea"), "gift", "good", facts={"idea": int})
VOTER_ANSWERED = add_verb(
    "voter.answered", _l("Said whether it fixes it"), "gift", "good", act=True, facts={"idea": int, "answer": str}
)
FACT_LABELS = (
    N_("words"),
    N_("board"),
    N_("tags"),
    N_("review"),
    N_("plan"),
    N_("start"),
    N_("ship"),
    N_("decline"),
    N_("reopen"),
    N_("new"),
    N_("under review"),
    N_("planned"),
    N_("in progress"),
    N_("shipped"),
    N_("declined"),
    N_("merged"),
    N_("portal"),
    N_("call"),
    N_("interview"),
    N_("event"),
    N_("mail"),
    N_("beta"),
    N_("feedback"),
    N_("yes"),
    N_("nearly"),
    N_("no"),
)
"""How a timeline tells what was changed, steps and statuses, where something comes from, and answers."""
