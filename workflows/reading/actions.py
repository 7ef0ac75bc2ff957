"""One line of what is done: `if segment == promoter: task owner invite_personally due=3d`."""

from workflows.catalogue import ActionShape, Catalogue
from workflows.durations import parse_duration, parse_rate
from workflows.findings import Finding
from workflows.guards import Guard, GuardError, parse_guard
from workflows.guards.known import KnownFacts
from workflows.marking import say, text_of
from workflows.nurture_map import Action
from workflows.reading.document import Mapping, Node, Scalar

_PARSED = {"duration": parse_duration, "rate": parse_rate}


class _Refused(Exception):
    def __init__(self, rule: str, message: str) -> None:
        self.rule, self.message = rule, message


def read_actions(
    nodes: list[Node], stage: str, catalogue: Catalogue, known: KnownFacts, findings: list[Finding]
) -> tuple[Action, ...]:
    actions = []
    for node in nodes:
        try:
            actions.append(_action(node, catalogue, known))
        except _Refused as refused:
            findings.append(Finding(node.line, refused.rule, refused.message, stage))
    return tuple(actions)


def _action(node: Node, catalogue: Catalogue, known: KnownFacts) -> Action:
    condition, text = _parts(node)
    when = read_guard(condition, known) if condition is not None else None
    kind, *rest = text.split() or [""]
    shape = catalogue.actions.get(kind)
    if shape is None:
        choices = ", ".join(sorted(catalogue.actions))
        raise _Refused(
            "unknown-action", say("“%(kind)s” is not an action; there are %(choices)s.", kind=kind, choices=choices)
        )
    words = [word for word in rest if "=" not in word]
    options = dict(word.split("=", 1) for word in rest if "=" in word)
    if len(words) != len(shape.words):
        complete = " ".join((kind, *(word.upper() for word in shape.words)))
        raise _Refused(
            "action-words",
            say("“%(text)s” is not complete or says too much: %(complete)s.", text=text, complete=complete),
        )
    _check_options(kind, shape, options)
    named = {("role" if kind_of == "role" else "name"): word for kind_of, word in zip(shape.words, words, strict=True)}
    return Action(kind, options=options, when=when, shape=shape, line=node.line, **named)


def _parts(node: Node) -> tuple[str | None, str]:
    """The condition and the action. Unquoted, `if …: …` reaches us as a mapping of one entry."""
    if isinstance(node, Mapping) and len(node.entries) == 1:
        condition, action = next(iter(node.entries.items()))
        if condition.startswith("if ") and isinstance(action, Scalar):
            return condition.removeprefix("if "), action.text
    if not isinstance(node, Scalar):
        raise _Refused("wrong-shape", say("An action is one line, such as “task owner say_hello due=3d”."))
    if not node.text.startswith("if "):
        return None, node.text
    condition, colon, action_text = node.text.removeprefix("if ").partition(":")
    if not colon:
        raise _Refused("bad-guard", say("After “if” come a condition, a colon and the action."))
    return condition, action_text


def read_guard(text: str, known: KnownFacts) -> Guard:
    try:
        return parse_guard(text, known)
    except GuardError as problem:
        raise _Refused(
            problem.rule,
            say("“%(text)s”, at %(column)s: %(problem)s.", text=text, column=problem.column, problem=problem.message),
        ) from problem


def _check_options(kind: str, shape: ActionShape, options: dict[str, str]) -> None:
    for option, value in options.items():
        if option not in shape.options:
            raise _Refused("unknown-option", say("“%(option)s=” says nothing to %(kind)s.", option=option, kind=kind))
        parse = _PARSED.get(shape.options[option])
        try:
            _ = parse(value) if parse else None
        except ValueError as problem:
            raise _Refused(
                "bad-value",
                say("%(option)s= of %(kind)s: %(problem)s.", option=option, kind=kind, problem=text_of(problem)),
            ) from problem
