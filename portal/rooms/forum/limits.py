"""How often things may be done here: the community."""

from portal.core.limits import ACCOUNT, DESK, FEEDS, MARKS, PREVIEWS, TAPS, TEXTS, UPLOADS, add_limit
from portal.core.pictures import MAX_BYTES
from portal.core.sizes import add_size

add_limit(MARKS, "forum.read", "forum.read_all")
add_limit(
    TAPS,
    "forum.react",
    "forum.receipt",
    "forum.set_category_level",
    "forum.set_topic_level",
    "forum.solve",
    "forum.vote",
)
add_limit(
    TEXTS,
    "forum.begin",
    "forum.begin_in",
    "forum.delete_one",
    "forum.edit_post",
    "forum.flag",
    "forum.reply",
    "forum.restore_one",
)
add_limit(PREVIEWS, "forum.preview")
add_limit(UPLOADS, "pictures.upload")
add_size(MAX_BYTES, "forum.begin", "forum.begin_in", "forum.edit_post", "forum.reply", "pictures.upload")
add_limit(
    DESK,
    "forum.bulk",
    "forum.close_one",
    "forum.decision",
    "forum.delete_whole",
    "forum.edit_category",
    "forum.merge",
    "forum.move",
    "forum.move_back",
    "forum.new_category",
    "forum.pin_one",
    "forum.place_category",
    "forum.reopen_one",
    "forum.restore_whole",
    "forum.retire",
    "forum.split",
    "forum.unpin_one",
    "forum.unretire",
)
add_limit(ACCOUNT, "forum.make_feed", "forum.stop_feed")
add_limit(FEEDS, "feeds.community")
