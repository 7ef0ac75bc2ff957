"""Where ideas stand on the site: for notices, mails and hits, which know no page."""


def idea_url(idea_id: int, anchor: str = "") -> str:
    """The page of an idea, "/ideas/5"."""
    return f"/ideas/{idea_id}{f'#{anchor}' if anchor else ''}"


def board_url(board_id: int) -> str:
    """A board's own list."""
    return f"/ideas/boards/{board_id}"


def told_url(note_id: int) -> str:
    """The page on which somebody reads what they were told, and says whether it fixes it."""
    return f"/ideas/told/{note_id}"


def confirm_url(idea_id: int) -> str:
    """The page that asks whether somebody wants it still: it answers nothing by itself."""
    return f"/ideas/{idea_id}/still"
