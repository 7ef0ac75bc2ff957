"""One address is one, however it is written; a household has one, however many addresses it makes up."""

import pytest

from web_server.networks import network_of

SAME = {
    "203.0.113.5": ["203.0.113.5", "203.0.113.5:4711", "::ffff:203.0.113.5", "[::ffff:cb00:7105]:4711"],
    "2001:db8:1:2::/64": ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "[2001:DB8:1:2::5]:443", "[2001:db8:1:2::5]"],
    "fe80::/64": ["fe80::1%eth0", "fe80::9"],
}


@pytest.mark.parametrize(("network", "address"), [(key, each) for key, addresses in SAME.items() for each in addresses])
def test_the_same_network_however_it_is_written(network: str, address: str) -> None:
    assert network_of(address) == network


def test_others_are_others() -> None:
    written = [
        "::ffff:203.0.113.5",
        "::ffff:203.0.113.6",
        "2001:db8:1:2::1",
        "2001:db8:1:3::1",
        "unix",
        "1:2:x",
        "",
        None,
    ]
    assert len({network_of(address) for address in written}) == len(written) - 1
