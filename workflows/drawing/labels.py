"""Short words for boxes and arrows; the whole condition stands in the arrow's title."""

from collections.abc import Callable
from functools import reduce
from html import escape
from textwrap import wrap

from workflows.drawing.spine import ANYWHERE, Arrow, Spine
from workflows.durations import parse_duration, span_label
from workflows.guards.explain import verb_label
from workflows.guards.known import counted
from workflows.guards.tree import Comparison, comparisons
from workflows.marking import joined, say
from workflows.nurture_map import Rule, Stage, Timer

BOX_WIDTH = 36
ARROW_WIDTH = 34
Translate = Callable[[str], str]


def stage_name(key: str) -> str:
    return key.replace("_", " ").capitalize()


def box_label(stage: Stage, people: str, spine: Spine, translate: Translate) -> str:
    """Name and number of people; below, in small letters, where time leads and where else one may go."""
    texts = [_in_time(timer) for timer in spine.in_time(stage.key)]
    also = ", ".join(key.replace("_", " ") for key in spine.also(stage.key))
    if also:
        texts.append(say("also → %(stages)s", stages=also))
    small = [line for text in texts for line in wrap(translate(text), BOX_WIDTH)]
    foot = "".join(f'<br/><font point-size="10.5">{escape(line)}</font>' for line in small)
    return f'<<b>{escape(stage_name(stage.key))}</b>  <font point-size="13">{escape(people)}</font>{foot}>'


def arrow_label(arrow: Arrow, translate: Translate) -> str:
    """What leads along the arrow, a line each, aligned to the left; what repeats is said once."""
    labels = dict.fromkeys(translate(_rule_label(rule)) for rule in arrow.rules)
    return "".join(f"  {line}\\l" for label in labels for line in wrap(label, ARROW_WIDTH))


def arrow_title(arrow: Arrow) -> str:
    """Everything that the arrow depends on: `Known to Invited: invited`."""
    causes, to = reduce(_or, (_cause(rule) for rule in arrow.rules)), stage_name(arrow.to)
    if arrow.source == ANYWHERE:
        return say("From any stage to %(to)s: %(causes)s", to=to, causes=causes)
    return say("%(source)s to %(to)s: %(causes)s", source=stage_name(arrow.source), to=to, causes=causes)


def _cause(rule: Rule) -> str:
    verb = verb_label(rule.verb)
    return say("%(what)s, when %(condition)s", what=verb, condition=rule.when) if rule.when else verb


def _or(one: str, other: str) -> str:
    return say("%(one)s; or %(other)s", one=one, other=other)


def _in_time(timer: Timer) -> str:
    span, to = span_label(timer.span), (timer.to or "").replace("_", " ")
    if timer.kind == "idle":
        return say("%(span)s of silence → %(stage)s", span=span, stage=to)
    return say("%(span)s here → %(stage)s", span=span, stage=to)


def _rule_label(rule: Rule) -> str:
    asked = list(comparisons(rule.when.tree)) if rule.when else []
    answer = next((_answer(each) for each in asked if each.fact == "nps" and each.op == "in"), None)
    often = next((_often(each, rule.verb) for each in asked if _often(each, rule.verb)), None)
    return joined(" ", [text for text in (answer or verb_label(rule.verb), often) if text])


def _answer(each: Comparison) -> str:
    return say("answers %(low)s–%(high)s", low=each.value, high=each.upto)


def _often(each: Comparison, verb: str) -> str | None:
    """How often in how long, where that is more than once: `3× in a year`."""
    count = counted(each.fact)
    if count is None or count[0] != verb or each.op != ">=" or each.value == 1:
        return None
    if count[1] == "365d":
        return say("%(times)s× in a year", times=each.value)
    return say("%(times)s× in %(span)s", times=each.value, span=span_label(parse_duration(count[1])))
