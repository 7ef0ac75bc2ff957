"""What letters say of a question: the exact words, where they would be used, and until when there is an answer."""

from ..asked_for import Ask, also_asked
from ..codes import places_of
from ..models import ApprovalRequest
from ..time_left import answer_by


def letter_about(request: ApprovalRequest, url: str, author: str = "") -> dict[str, object]:
    """What a letter with this link says to the author; or, by the author's name, to whoever else has to agree."""
    ask = Ask.of(request)
    return {
        "text": request.version.text,
        "where": ask.where,
        "places": places_of(ask.territories),
        "until": ask.until,
        "also": " ".join(also_asked(ask, author)),
        "needed": request.needed_by is not None,
        "answer_by": answer_by(request, names_zone=bool(author)),
        "url": url,
    }
