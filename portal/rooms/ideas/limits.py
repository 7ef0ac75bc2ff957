"""How often things may be done here: ideas."""

from portal.core.limits import DESK, EXPORTS, LETTERS, PREVIEWS, TAPS, TEXTS, add_limit

add_limit(TAPS, "ideas.confirm", "ideas.follow", "ideas.unfollow", "ideas.vote", "ideas.withdraw")
add_limit(
    TEXTS,
    "ideas.answer",
    "ideas.bring_comment_back",
    "ideas.comment",
    "ideas.delete",
    "ideas.edit",
    "ideas.edit_comment",
    "ideas.explain",
    "ideas.remove_comment",
    "ideas.restore",
    "ideas.suggest",
)
add_limit(PREVIEWS, "ideas.preview")
add_limit(LETTERS, "ideas.notify_voters")
add_limit(
    DESK,
    "ideas.behalf",
    "ideas.change_board",
    "ideas.drop_view",
    "ideas.edit_board",
    "ideas.keep_view",
    "ideas.link",
    "ideas.link_piece",
    "ideas.merge",
    "ideas.move",
    "ideas.new_board",
    "ideas.part",
    "ideas.place_board",
    "ideas.plan",
    "ideas.retire",
    "ideas.speaks_for",
    "ideas.tag",
    "ideas.unlink",
    "ideas.unlink_piece",
    "ideas.unretire",
)
add_limit(EXPORTS, "ideas.export_csv", "ideas.export_json")
