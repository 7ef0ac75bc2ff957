"""What the mail server in front found out about a mail's From (RFC 8601), believed from that server alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_METHOD = re.compile(r"([a-z0-9-]+)(?:/\d+)?=([a-z0-9-]+)")
_DOMAINS = re.compile(r"(?:^|\s)(?:smtp\.mailfrom|header\.d|header\.i)=(\S+)")
_FROM = re.compile(r"(?:^|\s)header\.from=(\S+)")
METHODS = ("spf", "dkim")


class _Result(NamedTuple):
    method: str
    verdict: str
    domain: str
    """For whom it holds; empty where the server does not say."""


def did_not_pass(headers: Sequence[str], server: str, sender_domain: str) -> bool:
    """Whether `server` says that the mail is not from where its From says.

    `headers` are every Authentication-Results of the mail. A failed DMARC is enough; one that passed as well, unless it
    is said to have passed for another domain. Without either, SPF or DKIM must have passed for the domain of the From.
    Where the server says nothing, nothing follows.
    """
    found = [result for header in headers for result in _results(header, server)]
    dmarc = [result for result in found if result.method == "dmarc"]
    if any(result.verdict == "fail" for result in dmarc):
        return True
    passed = [result for result in found if result.verdict == "pass"]
    for_us = [result for result in passed if _is_aligned(result.domain, sender_domain)]
    if any(result in for_us or not result.domain for result in passed if result.method == "dmarc"):
        return False
    checked = [result for result in found if result.method in METHODS or result in passed]
    return bool(checked) and not any(result.method in METHODS for result in for_us)


def _results(header: str, server: str) -> list[_Result]:
    name, *results = _plain(header).split(";")
    if not server or name.split()[:1] != [server.lower()]:
        return []
    return [result for text in results if (result := _result(text)) is not None]


def _result(text: str) -> _Result | None:
    told = " ".join(text.split()).replace(" =", "=").replace("= ", "=")
    method = _METHOD.match(told)
    if method is None:
        return None
    domains = (_FROM if method[1] == "dmarc" else _DOMAINS).findall(told)
    return _Result(method[1], method[2], domains[0].rpartition("@")[2].strip("<>") if domains else "")


def _is_aligned(domain: str, sender_domain: str) -> bool:
    """The same domain, or one below the other."""
    if "." not in domain or not sender_domain:
        return False
    return f".{sender_domain}".endswith(f".{domain}") or domain.endswith(f".{sender_domain}")


def _plain(header: str) -> str:
    """The header in small letters, without comments and without what stands in quotation marks: words of others."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in header.lower():
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif not quoted and sign == "(":
            depth += 1
        elif not quoted and sign == ")" and depth:
            depth -= 1
        elif not quoted and not depth:
            kept.append(sign)
            continue
        if not quoted and not depth:
            kept.append(" ")
    return "".join(kept)
