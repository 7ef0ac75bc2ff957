"""Mails that are written to cost whoever reads them as much as they can: by shape, each shape several times.

Those that the bounds let through are as large as the bounds allow: they tell whether the bounds are low enough.
"""

import base64
from collections.abc import Callable, Mapping

from portal.kits.notices.incoming import bounds

FROM = b"From: Mei <mei@orbit.example>\r\nMessage-ID: <1@orbit.example>\r\n"
TAGS, TEXT, LINES = bounds.MAX_TAGS - 1, bounds.MAX_TEXT_CHARS - 100, bounds.MAX_LINES - 900
LONG = bounds.MAX_READ_HEADER_CHARS - 100
Make = Callable[[], bytes]


def html(body: bytes) -> bytes:
    return FROM + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


def plain(body: bytes, charset: bytes = b"utf-8") -> bytes:
    return FROM + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + body


def coded(body: bytes, kind: bytes = b"text/plain", charset: bytes = b"utf-8") -> bytes:
    """The same in base64, in which no line is long."""
    head = b"Content-Type: " + kind + b"; charset=" + charset + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return FROM + head + base64.encodebytes(body)


def head(name: bytes, value: bytes) -> bytes:
    return name + b": " + value + b"\r\n\r\nhello"


def filled(line: bytes, size: int = TEXT) -> bytes:
    """So many of a line that the text, or the number of lines, is as large as it may be."""
    return line * min(size // len(line), LINES)


def nested(depth: int, line: bytes) -> bytes:
    heads = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(depth))
    return FROM + b"".join(heads) + b"\r\n" + filled(line)


def parted(kind: bytes, part: bytes, times: int) -> bytes:
    return FROM + b"Content-Type: multipart/" + kind + b"; boundary=x\r\n\r\n" + (b"--x\r\n" + part) * times


SHAPES: Mapping[str, Mapping[str, Make]] = {
    "tags that are never closed": {
        "fifty thousand": lambda: html(b"<a " * 50_000),
        "ends with their sign in quotation marks": lambda: html(b'</a =">" ' * TAGS),
        "beginnings with it": lambda: html(b"<a x='>' " * TAGS),
        "as many as may be": lambda: html(b"<a " * TAGS),
        "with an open quotation mark": lambda: html(b"<a x='" * TAGS),
        "quotation marks of both kinds": lambda: html(b"<a x='<a y=\"" * (TAGS // 2)),
        "equals signs": lambda: html(b"<a " + b"=" * (TEXT - 10)),
        "comments": lambda: html(b"<!--" * TAGS),
        "ends": lambda: html(b"</" * TAGS),
        "declarations": lambda: html(b"<!" * TAGS),
        "scripts": lambda: html(b"<script>" * TAGS),
        "styles that almost end": lambda: html(b"<style></styl" * (TAGS // 2)),
    },
    "tags that are closed": {
        "paragraphs": lambda: html(b"<p>x" * TAGS),
        "quotations inside one another": lambda: html(b"<blockquote>a" * TAGS),
        "blanks that are no text": lambda: html(b"<div>&nbsp;" * TAGS),
        "one line of pieces": lambda: html(b"a<b>" * TAGS),
        "attributes": lambda: html(b"<a " + b"id id " * (TEXT // 7) + b">"),
        "in base64": lambda: coded(b"<li>x" * TAGS, b"text/html"),
    },
    "references to characters": {
        "signs alone": lambda: html(b"&" * TEXT),
        "one of many digits": lambda: html(b"&#" + b"1" * (TEXT - 10)),
        "many": lambda: html(b"&#x41;" * (TEXT // 6)),
        "names that are none": lambda: html(b"&abcdefghijklmnopqrstuvwxyz" * (TEXT // 27)),
    },
    "parameters of a header": {
        "semicolons": lambda: head(b"Content-Type", b"text/plain" + b";" * 900_000),
        "continued": lambda: head(b"Content-Type", b"text/plain; " + b"a*0*=b;" * 100_000),
        "as many as may be": lambda: head(b"Content-Type", b"text/plain; " + b"a*0*=b;" * bounds.MAX_PARAMETERS),
        "one of many percent signs": lambda: head(b"Content-Type", b"a/b; name*0*=utf-8''" + b"%41" * (LONG // 3)),
        "quotation marks": lambda: head(b"Content-Disposition", b'attachment; filename="' + b'\\"' * (LONG // 2)),
    },
    "borders of parts": {
        "a hundred thousand": lambda: parted(b"mixed", b"", 100_000),
        "as many lines as may be": lambda: parted(b"mixed", b"", LINES),
        "parts without a head": lambda: parted(b"digest", b"\r\n\r\n\r\n", 4_000),
        "a border that is a pattern": lambda: head(b"Content-Type", b'multipart/mixed; boundary="' + b".*" * 1_800),
        "texts by the dozen": lambda: parted(b"mixed", b"\r\n" + b"y" * 4_000 + b"\r\n", bounds.MAX_PARTS - 2),
    },
    "parts inside one another": {
        "two hundred": lambda: nested(200, b"--a\r\n"),
        "as deep as may be": lambda: nested(bounds.MAX_CONTAINERS, b"--a\r\n"),
        "as deep as may be, with many borders": lambda: nested(bounds.MAX_CONTAINERS, b"--b3\r\n"),
        "attached mails": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 10_000,
        "reports of many blocks": lambda: head(b"Content-Type", b"message/delivery-status") + b"\r\n\r\na: b" * 9_000,
    },
    "heads": {
        "a server's results, full of blanks": lambda: (
            ((b"Authentication-Results: mx.northwind.example; spf" + b" " * LONG + b"\r\n") * bounds.MAX_RESULTS)
            + FROM
            + b"\r\nx"
        ),
        "many lines": lambda: b"X: y\r\n" * LINES + FROM + b"\r\nx",
        "a long line": lambda: b"X: " + b"y" * 900_000 + b"\r\n" + FROM + b"\r\nx",
        "a long one in many lines": lambda: b"X: a\r\n" + b" y\r\n" * LINES + FROM + b"\r\nx",
        "many of a server's results": lambda: b"Authentication-Results: mx; a=b\r\n" * 240 + FROM + b"\r\nx",
        "a server's result in brackets": lambda: head(
            b"Authentication-Results", b"mx; " + b"spf=pass (" * (LONG // 10)
        ),
        "no head at all": lambda: b"a" * 1_000_000,
        "signs of no language": lambda: bytes(range(256)) * 4_000,
    },
    "addresses": {
        "many, many times": lambda: (b"From: " + b"(a)b@b.cc," * (LONG // 10) + b"\r\n") * 240 + b"\r\nx",
        "remarks inside one another": lambda: head(b"From", b"(" * LONG),
        "remarks of twenty thousand": lambda: head(b"From", b"(" * 20_000),
        "many": lambda: head(b"From", b"a@b," * (LONG // 4)),
        "groups": lambda: head(b"From", b"a:;" * (LONG // 3)),
        "open brackets": lambda: head(b"From", b"<" * LONG),
        "quotation marks": lambda: head(b"From", b'"\\"' * (LONG // 3)),
        "encoded words": lambda: head(b"From", b"=?utf-8?q?a?= " * (LONG // 14)),
    },
    "encodings": {
        "names for domains": lambda: coded(b"a" * 200_000 + b"-" + b"zz9" * 30_000, charset=b"punycode"),
        "other names for domains": lambda: coded(b"a." * 150_000, charset=b"idna"),
        "seven bits": lambda: coded(b"+AAA-" * (TEXT // 5), charset=b"utf-7"),
        "a packed file": lambda: coded(b"x" * 300_000, charset=b"zlib"),
        "a name of three thousand letters": lambda: plain(b"x", b"x" * 3_000),
        "lines that go on": lambda: FROM + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * LINES,
        "a megabyte of base64": lambda: coded(b"word " * 140_000),
        "accents without letters": lambda: plain("\u0301".encode() * (TEXT // 2)),
        "letters that nobody sees": lambda: plain("\u200b\u00ad".encode() * (TEXT // 5)),
        "no letters": lambda: plain(b"\x00" * TEXT),
    },
    "lines that look like a quotation": {
        "wrote": lambda: plain(filled(b"wrote " * 65 + b":\r\n")),
        "wrote, shorter": lambda: plain(filled(b"wrote wrote 1:\r\n")),
        "digits": lambda: plain(filled(b"1" * 396 + b":\r\n")),
        "addresses": lambda: plain(filled(b"1@" * 190 + b"a:\r\n")),
        "blanks": lambda: plain(filled(b" " * 3_990 + b"x\r\n")),
        "hyphens": lambda: plain(filled(b"-" * 3_990 + b"x\r\n")),
        "rules": lambda: plain(filled(b"____________\r\n")),
        "heads of mails": lambda: plain(filled(b"From: a\r\n")),
        "nothing": lambda: plain(b"\r\n" * 490_000),
    },
}


def hostile_mails() -> dict[str, Make]:
    """Every one of them, by its shape and name."""
    return {f"{shape}: {name}": make for shape, mails in SHAPES.items() for name, make in mails.items()}
