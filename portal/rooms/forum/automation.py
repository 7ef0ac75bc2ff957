"""What members can do by themselves in the forum, as a step on a map."""

from flask_babel import ngettext

from portal.kits.automation.own_steps import own_step

from .verbs import POST_CREATED


@own_step(POST_CREATED)
def answer_more(more: int) -> str:
    """So many answers more."""
    return str(
        ngettext(
            "Answer somebody in the community once more", "Answer somebody in the community %(num)d more times", more
        )
    )
