"""Two captures side by side: every page of everybody, every mail, every address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from .addresses import Leads

Captured = dict[str, Any]
GONE, NEW, CHANGED, SPACES = "gone", "new", "changed", "spaces alone"
PARTS = ("name", "head", "headers", "text", "html")


@dataclass(frozen=True)
class Difference:
    """Something that differs: `what` names it as expectations do, `who` reads it, `lines` are what changed."""

    sort: str
    what: str
    who: str
    lines: tuple[str, ...] = ()


def differences(before: Captured, after: Captured) -> Iterator[Difference]:
    """Everything that is not the same. Addresses that lead on for good count as where they lead."""
    leads = Leads(after["leads"])
    for who in after["people"] if after.get("only") else before["people"] | after["people"]:
        pages, later = (_pages(captured, who) for captured in (before, after))
        behind = {(page["final"], page["as_json"]) for key, page in later.items() if key in pages}
        later = {key: page for key, page in later.items() if key in pages or key not in behind}
        yield from _different("page", who, pages, later, lambda page: _page_text(page, leads))
    old, new = (_by_name(captured["mails"]) for captured in (before, after))
    yield from _different("mail", "", old, new, lambda mails: _mail_text(mails, leads))
    yield from _unanswered(before, after)


def _pages(captured: Captured, who: str) -> dict[tuple[str, bool], dict[str, Any]]:
    return {(page["address"], page["as_json"]): page for page in captured["people"].get(who, ())}


def _by_name(mails: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    named: dict[str, list[dict[str, Any]]] = {}
    for mail in mails:
        named.setdefault(mail["name"], []).append(mail)
    return named


def _page_text(page: Mapping[str, Any], leads: Leads) -> str:
    """A page in words. Files and JSON tell addresses, which may lead on; on pages nobody reads them."""
    text = page["text"] if page["kind"] == "text/html" else leads.follow(page["text"])
    to = page["to"].replace(f"next={page['final']}", f"next={page['address']}")  # back to where it was asked
    return f"{page['status']} {leads.follow(to)} {page['kind']}\n{text}"


def _mail_text(mails: list[dict[str, Any]], leads: Leads) -> str:
    return leads.follow("\n".join(mail[part] for mail in mails for part in PARTS))


def _different(
    kind: str, who: str, before: Mapping[Any, Any], after: Mapping[Any, Any], text: Callable[[Any], str]
) -> Iterator[Difference]:
    for key in {**before, **after}:
        what = f"{kind} {_named(key)}"
        if key not in after:
            yield Difference(GONE, what, who)
        elif key not in before:
            yield Difference(NEW, what, who, tuple(text(after[key]).split("\n")[:12]))
        elif (old := text(before[key])) != (new := text(after[key])):
            sort = SPACES if old.split() == new.split() else CHANGED
            yield Difference(sort, what, who, tuple(_changed_lines(old, new)))


def _named(key: str | tuple[str, bool]) -> str:
    return key if isinstance(key, str) else f"{key[0]}{' as JSON' * key[1]}"


def _changed_lines(old: str, new: str) -> Iterator[str]:
    """The lines that came and went, without what stands around them."""
    for line in unified_diff(old.split("\n"), new.split("\n"), n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def _unanswered(before: Captured, after: Captured) -> Iterator[Difference]:
    """Addresses of before that neither answer as they did nor lead on to one that does."""
    for line, (status, to) in before["probes"].items():
        now, leads_to = _followed(line, after["probes"])
        if (now, leads_to.split("?")[0]) != (status, to.split("?")[0]):
            yield Difference(CHANGED, f"path {line}", "", (f"-{status} {to}", f"+{now} {leads_to}"))


def _followed(line: str, probes: Mapping[str, list[Any]]) -> tuple[int, str]:
    method = line.split(" ", 1)[0]
    for _ in range(5):
        status, to = probes.get(line, (404, ""))
        if status != 308:
            break
        line = f"{method} {to}"
    return status, to
