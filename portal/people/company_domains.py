"""Whether an email address shows where somebody works: staff have confirmed its domain for the company."""

from .models import Company

PUBLIC_PROVIDERS = frozenset({
    "126", "163", "aol", "bk", "bluewin", "btinternet", "comcast", "duck", "earthlink", "email", "fastmail", "free",
    "freenet", "gmail", "gmx", "googlemail", "hey", "hotmail", "hushmail", "icloud", "inbox", "interia", "laposte",
    "libero", "list", "live", "mac", "mail", "mailbox", "mailfence", "mailinator", "me", "msn", "naver", "o2", "onet",
    "orange", "outlook", "passport", "pm", "posteo", "proton", "protonmail", "qq", "rambler", "rediffmail",
    "rocketmail", "runbox", "sbcglobal", "seznam", "sfr", "sina", "t-online", "telia", "tuta", "tutamail", "tutanota",
    "ukr", "verizon", "virgilio", "wanadoo", "web", "wp", "ya", "yahoo", "yandex", "ymail", "zoho", "zohomail",
})  # fmt: skip
"""Who gives an address to anybody, by the name before the country: gmail.com, yahoo.co.uk, gmx.at.

A company of such a name has its people confirmed by hand: that costs a click, and lets nobody in.
"""
MAX_ENDING_CHARS = 3


def is_public_provider(domain: str) -> bool:
    """Whether anybody can have an address at this domain."""
    name, *ending = domain.lower().strip(".").split(".")
    of_a_country = len(ending) == 1 or (len(ending) == 2 and max(map(len, ending)) <= MAX_ENDING_CHARS)
    return not ending or (name in PUBLIC_PROVIDERS and of_a_country)


def works_there(address: str, company: Company) -> bool:
    """Whether this confirmed address is at the very domain that staff have confirmed for the company."""
    domain = address.rpartition("@")[2].lower()
    confirmed = company.domain if company.domain_confirmed else None
    return bool(confirmed) and domain == confirmed and not is_public_provider(domain)
