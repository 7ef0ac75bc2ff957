"""What a mail server says of a mail's From, and who may say it."""

import pytest

from portal.kits.notices.incoming.authentication import did_not_pass

SERVER = "mx.northwind.example"
RESULTS = {
    "mx.northwind.example; dmarc=fail header.from=orbit.example": False,
    "mx.northwind.example; spf=pass smtp.mailfrom=fjord.example; dmarc=fail (p=none)": False,
    "mx.northwind.example; spf=fail smtp.mailfrom=fjord.example; dkim=none": False,
    "mx.northwind.example; spf=softfail smtp.mailfrom=fjord.example": False,
    "mx.northwind.example; spf=pass smtp.mailfrom=else.example; dkim=pass header.d=else.example": False,
    "mx.northwind.example; spf=fail (dkim=pass header.d=fjord.example; spf=pass)": False,
    'mx.northwind.example; spf=fail reason="; dkim=pass header.d=fjord.example"; dkim=fail': False,
    "MX.Northwind.Example 1; SPF=Fail": False,
    "mx.northwind.example; dmarc=pass header.from=else.example": False,
    "mx.northwind.example; dmarc=pass header.from=fjord.example.else.example": False,
    "mx.northwind.example; spf=pass smtp.mailfrom=else.example; dmarc=pass header.from=else.example": False,
    "mx.northwind.example; dmarc=pass header.from=notfjord.example": False,
    "mx.northwind.example; spf \t=\t  fail": False,
    "mx.northwind.example; dkim=pass header.d=fjord.example; spf=fail": True,
    "mx.northwind.example; dkim = pass header.i=@mail.fjord.example": True,
    "mx.northwind.example; spf=pass smtp.mailfrom=mei@fjord.example": True,
    "mx.northwind.example; dmarc=pass header.from=fjord.example; spf=fail; dkim=fail": True,
    "mx.northwind.example; dmarc=pass (p=none) header.from=fjord.example": True,
    "mx.northwind.example; dmarc=pass header.from = mail.fjord.example": True,
    "mx.northwind.example; dmarc=pass": True,
    "mx.northwind.example; dkim=pass header.d=fjord.example; dmarc=pass header.from=else.example": True,
    "mx.northwind.example; dmarc=none; dkim=pass header.d=fjord.example": True,
    "mx.northwind.example; none": True,
    "mx.else.example; dmarc=fail": True,
    "spf=fail; dkim=fail; dmarc=fail": True,
    "mx.northwind.example.else.example; dmarc=fail": True,
    "": True,
}
"""What the server wrote of a mail from fjord.example → whether it may be taken."""


@pytest.mark.parametrize("result", RESULTS)
def test_what_a_server_says_of_the_sender(result: str) -> None:
    assert did_not_pass([result], SERVER, "fjord.example") is not RESULTS[result]
    others = "mx.else.example; dmarc=pass; dkim=pass header.d=fjord.example"
    assert did_not_pass([others, result, others], SERVER, "fjord.example") is not RESULTS[result]


def test_what_it_says_in_several_headers_counts_together() -> None:
    dkim, spf = (f"{SERVER}; {said}" for said in ("dkim=pass header.d=fjord.example", "spf=fail"))
    assert not did_not_pass([spf, dkim], SERVER, "fjord.example")
    assert did_not_pass([spf, dkim, f"{SERVER}; dmarc=fail"], SERVER, "fjord.example")
    assert did_not_pass([spf], SERVER, "fjord.example")
    assert not did_not_pass([spf], "", "fjord.example")


def test_a_mail_without_a_sender_passes_for_nobody() -> None:
    assert did_not_pass([f"{SERVER}; spf=pass smtp.mailfrom=fjord.example"], SERVER, "")
