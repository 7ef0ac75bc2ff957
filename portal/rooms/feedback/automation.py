"""What members can do by themselves in feedback, as a step on a map."""

from flask_babel import ngettext

from portal.kits.automation.own_steps import own_step

from .verbs import FEEDBACK_GIVEN


@own_step(FEEDBACK_GIVEN)
def tell_us_more(more: int) -> str:
    """So many things more."""
    tell: str = ngettext(
        "Tell us %(num)d more thing that you notice", "Tell us %(num)d more things that you notice", more
    )
    return tell
