"""What members can do by themselves in the forum, as a step on a map."""

from flask_babel import ngettext

from portal.kits.automation.own_steps import own_step


def answer_more(more: int) -> str:
    """So many answers more."""
    return str(
        ngettext(
            "Answer somebody in the community once more", "Answer somebody in the community %(num)d more times", more
        )
    )


own_step("post.created", answer_more)
