"""Which passwords are taken: common ones and the person's own are refused with what would do, honest ones are not."""

import pytest
from flask import Flask
from zxcvbn import zxcvbn

from portal.access import strength
from portal.access.models import User
from portal.access.strength import MAX_STAND_INS, STAND_INS, weakness
from portal.core.database import db, transaction
from tests.actors import a_member, a_user, signed_in
from tests.people.test_joining import invited

pytestmark = pytest.mark.one_database
COMMON = r"""
password1234 password12345 password123456 passwordpassword password!1234 passw0rd1234 p@ssw0rd1234 P@ssword1234
Password2024! Password2025! Password123!! mypassword123 mypassword12 thisismypassword changemenow123
changeme1234 letmeinplease letmein123456 welcome12345 welcome123456 Welcome2024!! Welcome2026!! welcometowork
iloveyou1234 iloveyouforever iloveyousomuch iloveyou12345 123456789012 1234567890123 12345678901234 123123123123
111111111111 000000000000 987654321098 112233445566 147258369147 121212121212 102030405060 010203040506
qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopas qwerty123456 qwerty1234567 qwertyqwerty 1qaz2wsx3edc
1q2w3e4r5t6y 1q2w3e4r5t6y7u qazwsxedcrfv zaq12wsxcde3 asdfghjkl123 asdfghjklzxc zxcvbnm12345 zxcvbnm123456
asdfasdfasdf aaaaaaaaaaaa abcdefghijkl abcdefgh1234 abcd12345678 abc123abc123 abcabcabcabc a1b2c3d4e5f6
administrator administrator1 admin1234567 adminadmin123 rootrootroot1 superman1234 batman123456 princess1234
sunshine1234 football1234 baseball1234 basketball12 liverpool1234 chelsea123456 manchester123 manchesterunited
arsenal123456 barcelona1234 juventus1234 dragon123456 monkey123456 charlie12345 michael12345 jennifer1234
jessica12345 computer1234 internet1234 starwars1234 pokemon123456 minecraft123 harrypotter1 spiderman1234
trustno1trustno summer2024!! Summer202424! winter202526 spring202526 january202612 secret123456 secretsecret1
mustang12345 freedom12345 whatever1234 hello1234567 hellohello12 helloworld12 helloworld123 goodmorning1
chocolate123 butterfly123 strawberry12 samsung123456 google123456 facebook1234 youtube12345 linkedin1234
test12345678 testtesttest testing12345 guestguest12 november2025 september2025 monday123456 happybirthday
happynewyear nopassword12 blablabla123 asdqwe123456 correcthorsebatterystaple !@#$%^&*()_+ 1qaz!QAZ2wsx@WSX
qweasdzxc123 q1w2e3r4t5y6 zxcvbnmasdfg myspace12345 jesuschrist1 london123456 1qaz2wsx3edc4rfv !QAZ2wsx#EDC4rfv
1qaz@WSX3edc$RFV zaq1xsw2cde3vfr4 1q2w3e4r5t6y7u8i9o0p
"""
"""Of twelve characters and more, as they stand on lists of what was stolen: words, rows of keys, years, seasons."""
ODDLY = ["Passw ord1234", "#Password#2024", "\u201cpassword\u201d\u201c\u201d12", "password\u20ac\u20ac\u20ac\u20ac"]
DIGITS = ["".join(chr(0x660 + number % 10) for number in range(1, 13))]
KNOWN = ("mei.tanaka@orbit.example", "Mei Tanaka", "Orbit Health")
OWN = [
    *("mei.tanaka@orbit.example", "mei.tanaka1999", "mei.tanaka!!!!!!", "MeiTanaka2026", "Tanaka-Mei-2026"),
    *("tanaka.orbit1", "orbithealth12", "Orbit-Health-1", "mei@orbithealth", "Northwind2026!", "northwind.northwind"),
]
HONEST = [
    *(
        "four slow green kites",
        "seven quiet herons",
        "purple Tuesday kettle",
        "kitchen-table-radio",
        "mei likes river stones",
    ),
    *("my dog eats carrots", "xK9$mQ2!vR7p", "J8dk2Lq0sPwz", "gr\u00fcn wandert leise", "!@#$%^&*()_+{}|:<>?~`"),
    "a" * 5 + " long walk along the canal with nobody " * 6,
]


def test_common_ones_are_refused(app: Flask) -> None:
    passwords = [*COMMON.split(), *ODDLY, *DIGITS]
    assert min(len(password) for password in passwords) >= 12
    assert [password for password in passwords if weakness(password) is None] == []
    assert "Use three or four unrelated words instead." in (weakness("password1234") or "")


def test_one_made_of_what_anybody_knows_of_them_is_refused(app: Flask) -> None:
    assert [password for password in (*OWN, "Mei Tanaka 12") if weakness(password, *KNOWN) is None] == []


def test_honest_ones_are_taken(app: Flask) -> None:
    assert [password for password in HONEST if weakness(password, *KNOWN) is not None] == []


def test_no_password_makes_the_site_think_for_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def judge(text: str, user_inputs: list[str]) -> object:
        judged.append(text)
        return zxcvbn(text, user_inputs=user_inputs)

    monkeypatch.setattr(strength, "zxcvbn", judge)
    weakness("".join(sorted(STAND_INS)) * 11)
    assert judged
    assert all(len(text) <= 72 and len(STAND_INS & set(text)) <= MAX_STAND_INS for text in judged)


def test_joining_and_changing_know_the_company_of_whoever_chooses(app: Flask) -> None:
    _mei, link = invited()
    weak = {"password": "orbit-health-2026"}
    refused = app.test_client().post(link, data=weak)
    assert refused.status_code == 422
    assert "three or four unrelated words" in refused.text
    user = a_user(a_member("Jonas Weber", "Orbit Health"))
    browser = signed_in(app, user)
    assert browser.post("/you/password", data={"current": "any at all", **weak}).status_code == 422
    with transaction() as session:
        assert session.get_one(User, user.id).password_hash is None
    db.session.rollback()
