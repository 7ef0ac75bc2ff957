"""Network addresses, as limits count them."""

from ipaddress import ip_address, ip_network


def network_of(address: str | None) -> str:
    """An IPv4 address; of IPv6 the /64 in which one household can change its address at will."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(ip if ip.version == 4 else ip_network((ip, 64), strict=False))
