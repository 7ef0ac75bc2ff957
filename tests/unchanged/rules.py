"""The addresses that the application knows, and what nobody in particular is answered at each of them."""

from itertools import chain
from typing import Any

from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, IntegerConverter, UnicodeConverter

from .product import Demo
from .reading import Reader

METHODS = ("GET", "POST")


def known_rules(demo: Demo) -> list[dict[str, Any]]:
    """Every rule with an address of its kind, in the order of addresses."""
    rules = [
        {
            "rule": rule.rule,
            "methods": sorted({*METHODS} & {*(rule.methods or ())}),
            "endpoint": rule.endpoint,
            "example": _example(rule),
        }
        for rule in demo.app.url_map.iter_rules()
    ]
    return sorted(rules, key=lambda rule: (rule["rule"], rule["methods"]))


def without_arguments(rules: list[dict[str, Any]]) -> list[str]:
    """The pages whose address is always the same."""
    return [rule["rule"] for rule in rules if "GET" in rule["methods"] and "<" not in rule["rule"]]


def probes(reader: Reader, *rules: list[dict[str, Any]]) -> dict[str, tuple[int, str]]:
    """What a visitor is answered at the example of each rule: "METHOD address" → status, and where it leads."""
    wanted = {f"{method} {rule['example']}": 0 for rule in chain(*rules) for method in rule["methods"]}
    return {line: reader.probe(*line.split(" ", 1)) for line in wanted}


def _example(rule: Rule) -> str:
    """An address that the rule answers; what it names does not exist."""
    values = {name: _value(converter) for name, converter in rule._converters.items()}
    built = rule.build(values, append_unknown=False)
    return str(built[1]) if built else rule.rule


def _value(converter: object) -> Any:
    if isinstance(converter, IntegerConverter):
        return 1_999_999
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    length = 32 if isinstance(converter, UnicodeConverter) and "32" in converter.regex else 20
    return "nobody-knows-this-one-at-all-here"[:length]
