"""Short words for boxes and arrows; the whole condition stands in the arrow's title."""

from html import escape
from textwrap import wrap

from workflows.drawing.spine import ANYWHERE, Arrow, Spine
from workflows.durations import in_words, parse_duration
from workflows.guards.explain import said
from workflows.guards.known import counted
from workflows.guards.tree import Comparison, comparisons
from workflows.nurture_map import Rule, Stage, Timer

BOX_WIDTH = 36
ARROW_WIDTH = 34


def stage_name(key: str) -> str:
    return key.replace("_", " ").capitalize()


def box_label(stage: Stage, people: str, spine: Spine) -> str:
    """Name and number of people; below, in small letters, where time leads and where else one may go."""
    lines = [_in_time(timer) for timer in spine.in_time(stage.key)]
    also = ", ".join(key.replace("_", " ") for key in spine.also(stage.key))
    small = [line for text in (*lines, f"also → {also}" if also else "") for line in wrap(text, BOX_WIDTH)]
    foot = "".join(f'<br/><font point-size="10.5">{escape(line)}</font>' for line in small)
    return f'<<b>{escape(stage_name(stage.key))}</b>  <font point-size="13">{escape(people)}</font>{foot}>'


def arrow_label(arrow: Arrow) -> str:
    """What leads along the arrow, a line each, aligned to the left; what repeats is said once."""
    said_once = dict.fromkeys(_rule_label(rule) for rule in arrow.rules)
    return "".join(f"  {line}\\l" for label in said_once for line in wrap(label, ARROW_WIDTH))


def arrow_title(arrow: Arrow) -> str:
    """Everything that the arrow depends on: `Known to Invited: invited`."""
    source = "From any stage" if arrow.source == ANYWHERE else stage_name(arrow.source)
    causes = (f"{said(rule.verb)}, when {rule.when}" if rule.when else said(rule.verb) for rule in arrow.rules)
    return f"{source} to {stage_name(arrow.to)}: {'; or '.join(causes)}"


def _in_time(timer: Timer) -> str:
    where = "of silence" if timer.kind == "idle" else "here"
    return f"{in_words(timer.span)} {where} → {(timer.to or '').replace('_', ' ')}"


def _rule_label(rule: Rule) -> str:
    asked = list(comparisons(rule.when.tree)) if rule.when else []
    answer = next((_answer(each) for each in asked if each.fact == "nps" and each.op == "in"), None)
    often = next((_often(each, rule.verb) for each in asked if _often(each, rule.verb)), None)
    return " ".join(word for word in (answer or said(rule.verb), often) if word)


def _answer(each: Comparison) -> str:
    return f"answers {each.value}–{each.upto}"


def _often(each: Comparison, verb: str) -> str | None:
    """How often in how long, where that is more than once: `3× in a year`."""
    count = counted(each.fact)
    if count is None or count[0] != verb or each.op != ">=" or each.value == 1:
        return None
    span = "a year" if count[1] == "365d" else in_words(parse_duration(count[1]))
    return f"{each.value}× in {span}"
