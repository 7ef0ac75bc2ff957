"""Network addresses, as the crowd and the limits count them."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

MAX_ADDRESS_CHARS = 45
"""Of the longest, an IPv6 address with an IPv4 address in it."""


@lru_cache(maxsize=4096)
def network_of(address: str | None) -> str:
    """An IPv4 address, however it is written; of IPv6 the /64 in which one household can change its address at will."""
    try:
        ip = ip_address(_bare(address or ""))
    except ValueError:
        return address or ""
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((int(ip), 64), strict=False))
    return str(ip)


def kept_address(address: str | None) -> str:
    """The address as it is kept with a session or an attempt: without port and zone, 45 characters at most."""
    try:
        return str(ip_address(_bare(address or "")))
    except ValueError:
        return (address or "")[:MAX_ADDRESS_CHARS]


def _bare(address: str) -> str:
    """Without the port, brackets and zone that some proxies and systems add."""
    address = address.strip()
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    return address.partition("%")[0]
