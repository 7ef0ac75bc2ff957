"""Whose each thing is: who may know that it is there, by what it is called in addresses. A second, small table."""

from tests.matrix.people import JONAS, MEI, NOBODY, NOT_HELD
from tests.test_pages import ANYBODY

OWN, OTHERS, HIDDEN, MISSING = "own", "others", "hidden", "missing"
WHICH = (OWN, OTHERS, HIDDEN, MISSING)
"""Mei's (or what is with staff, for everybody who comes so far), Jonas's, Nora's, and what never was."""
IN_AUDIENCE = {OWN: ANYBODY, OTHERS: NOT_HELD, HIDDEN: NOBODY}
THEIRS = {OWN: MEI, OTHERS: JONAS, HIDDEN: NOBODY}
ALL = {OWN: ANYBODY, OTHERS: ANYBODY, HIDDEN: ANYBODY}
OF_FEW = {OWN: ANYBODY}
SIGNING = {OWN: f"{MEI} or betas.read", HIDDEN: "betas.read"}


def theirs_or(capability: str) -> dict[str, str]:
    """Of whoever wrote it, and of colleagues who may do that to what others wrote."""
    return {OWN: f"{MEI} or {capability}", OTHERS: f"{JONAS} or {capability}", HIDDEN: NOBODY}


READERS: dict[str, dict[str, str]] = {
    **dict.fromkeys(("category_id", "topic_id", "post_id", "board_id", "idea_id", "comment_id", "place"), IN_AUDIENCE),
    **dict.fromkeys(("notice_id", "request_id", "note_id", "session_id", "key"), THEIRS),
    "beta_id": {**theirs_or("betas.read"), HIDDEN: "betas.read"},
    "report_id": theirs_or("betas.read"),
    "betas.task_id": theirs_or("betas.read"),
    "tasks.task_id": {OWN: "success or owner"},
    "feedback_id": {**ALL, HIDDEN: "cases.work"},
    "testimonial_id": {**ALL, HIDDEN: "quotes.edit"},
    "view_id": {OWN: "owner", OTHERS: NOBODY, HIDDEN: NOBODY},
    "handle": {**IN_AUDIENCE, HIDDEN: "people.read"},
}
"""Everything else is for whoever may open the page at all. Behind an agreement nobody here has signed."""
ITS_OWN: dict[str, dict[str, str]] = {
    **dict.fromkeys(("forum.edit_post", "forum.delete_one", "forum.history"), theirs_or("forum.moderate")),
    **dict.fromkeys(("ideas.edit", "ideas.edit_comment"), theirs_or("ideas.moderate")),
    "forum.solve": theirs_or("forum.moderate"),
    **dict.fromkeys(("forum.edit_category", "forum.place_category", "forum.retire", "forum.unretire"), ALL),
    **dict.fromkeys(("ideas.edit_board", "ideas.place_board", "ideas.retire", "ideas.unretire"), ALL),
    **dict.fromkeys(("ideas.explain", "ideas.still", "ideas.confirm"), THEIRS),
    "drafts.drop": ALL,
    "GET notices.unsubscribe_one_click": {**ALL, MISSING: ANYBODY},
    "approval.take_mine_back": THEIRS,
    **dict.fromkeys(("betas.agreement", "betas.sign_it"), SIGNING),
    "betas.new_version": {OWN: ANYBODY, HIDDEN: ANYBODY},
    **dict.fromkeys(("people.told_job", "people.confirm_job", "people.decline_job"), OF_FEW),
    "address_changes.withdraw": OF_FEW,
    "quote_pictures.picture": {},
    "quote_pictures.thumb": {},
}
"""Routes at which something else holds: what only its author changes, what whoever makes rooms sees of all of them."""
REFUSED = dict.fromkeys(
    ("ideas.delete", "ideas.remove_comment", "ideas.bring_comment_back"), theirs_or("ideas.moderate")
)
"""Acts that are refused in words (409) where somebody sees the thing and is not meant."""
NOT_NOW = {
    "address_changes.give_back_colleague",
    "address_changes.keep_colleague",
    "addresses.again",
    "agreements.sign_agreement",
    "departures.agree_to",
    "departures.decline_it",
    "departures.keep",
    "departures.retry",
    "forum.restore_one",
    "forum.restore_whole",
    "ideas.link_piece",
    "ideas.restore",
    "leaving.copy",
    "own_login.withdraw_address",
    "people.merge_person",
    "people.merge_the_company",
    "people.namesakes",
    "quote_pictures.given",
    "tags.merge",
}
"""Acts for which there is no occasion here, or which name a second thing: those who may do them find nothing, too."""
