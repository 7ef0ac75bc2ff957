"""Where ideas stand on the site: for notices, mails and hits, which know no page."""

from portal.core.urls import path_pattern


def idea_url(idea_id: int, anchor: str = "") -> str:
    """The page of an idea, "/ideas/5"."""
    return path_pattern("ideas.idea", "idea_id").format(idea_id) + (f"#{anchor}" if anchor else "")


def board_url(board_id: int) -> str:
    """A board's own list."""
    return path_pattern("ideas.board", "board_id").format(board_id)


def closing_note_url(note_id: int) -> str:
    """The page on which somebody reads what they were told, and says whether it fixes it."""
    return path_pattern("ideas.closing_note", "note_id").format(note_id)


def confirm_url(idea_id: int) -> str:
    """The page that asks whether somebody wants it still: it answers nothing by itself."""
    return path_pattern("ideas.still", "idea_id").format(idea_id)
