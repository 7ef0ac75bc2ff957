"""What happens in the forum."""

from flask_babel import lazy_gettext as _l

from portal.ledger.verbs import add_verb

CATEGORY_CREATED = add_verb("category.created", _l("Category created"), "folder")
CATEGORY_CHANGED = add_verb("category.changed", _l("A category was changed"), "folder")
TOPIC_CREATED = add_verb(
    "topic.created", _l("Started a topic"), "messages", "brand", act=True, facts={"kind": str, "category": int}
)
TOPIC_SOLVED = add_verb("topic.solved", _l("An answer solved the question"), "messages", "brand")
TOPIC_MOVED = add_verb(
    "topic.moved", _l("A topic was moved"), "messages", "brand", facts={"from_category": int, "to_category": int}
)
TOPIC_SPLIT = add_verb(
    "topic.split", _l("Posts became a topic of their own"), "messages", "brand", facts={"posts": int}
)
TOPIC_MERGED = add_verb(
    "topic.merged", _l("A topic was merged into another"), "messages", "brand", facts={"into": int, "posts": int}
)
TOPIC_CHANGED = add_verb("topic.changed", _l("A topic was changed"), "messages", "brand", facts={"what": str})
TOPIC_DELETED = add_verb("topic.deleted", _l("A topic was deleted"), "messages", "brand")
TOPIC_RESTORED = add_verb("topic.restored", _l("A topic was restored"), "messages", "brand")
POST_CREATED = add_verb(
    "post.created", _l("Answered in the forum"), "message", "brand", act=True, facts={"number": int, "staff": bool}
)
POST_EDITED = add_verb("post.edited", _l("Edited a post"), "message", "brand")
POST_DELETED = add_verb("post.deleted", _l("A post was deleted"), "message", "brand")
POST_RESTORED = add_verb("post.restored", _l("A post was restored"), "message", "brand")
POST_REACTED = add_verb("post.reacted", _l("Reacted to a post"), "message", "brand", act=True, facts={"kind": str})
POST_FLAGGED = add_verb("post.flagged", _l("Flagged a post"), "message", "brand", facts={"reason": str})
REVIEW_DECIDED = add_verb("review.decided", _l("A flagged post was looked at"), "flag", facts={"decision": str})
POLL_ANSWERED = add_verb("poll.answered", _l("Voted in a poll"), "chart-bar", "brand", act=True)
RECEIPT_GIVEN = add_verb("receipt.given", _l("Said that an announcement was read"), "mail-check")
