"""Made-up mails, as the programs of several languages write them, and what their senders wrote themselves."""

# ruff: noqa: E501, ISC004 - a mail is one line of the table, as long as it came

import pytest

from portal.kits.notices.incoming.html import text_of
from portal.kits.notices.incoming.own_text import own_text

QUOTED = "> Ward forms still arrive by fax.\n> What do you do?\n"
MAILS: dict[str, tuple[str, str]] = {
    "nothing quoted": ("We print them and scan them again.", "We print them and scan them again."),
    "gmail, english": (
        f"We scan them.\n\nOn Tue, Mar 10, 2026 at 11:02 AM Northwind <reply+1@in.example> wrote:\n\n{QUOTED}",
        "We scan them.",
    ),
    "gmail, heading wrapped": (
        "We scan them.\n\nOn Tue, Mar 10, 2026 at 11:02 AM Mei Tanaka · Northwind\n"
        f"<reply+0123456789abcdef@in.northwind.example> wrote:\n\n{QUOTED}",
        "We scan them.",
    ),
    "apple mail": (f"We scan them.\n\n> On 10 Mar 2026, at 11:02, Northwind <a@b.example> wrote:\n> \n{QUOTED}", "We scan them."),
    "german": (f"Wir scannen sie.\n\nAm Di., 10. März 2026 um 11:02 Uhr schrieb Northwind <a@b.example>:\n{QUOTED}", "Wir scannen sie."),
    "german, thunderbird": (f"Wir scannen sie.\n\nAm 10.03.26 um 11:02 schrieb Mei Tanaka:\n{QUOTED}", "Wir scannen sie."),
    "french": (f"On les scanne.\n\nLe mar. 10 mars 2026 à 11:02, Northwind <a@b.example> a écrit :\n{QUOTED}", "On les scanne."),
    "spanish": (f"Las escaneamos.\n\nEl mar, 10 mar 2026 a las 11:02, Northwind (<a@b.example>) escribió:\n{QUOTED}", "Las escaneamos."),
    "italian": (f"Li scansioniamo.\n\nIl giorno mar 10 mar 2026 alle ore 11:02 Northwind <a@b.example> ha scritto:\n{QUOTED}", "Li scansioniamo."),
    "dutch": (f"Wij scannen ze.\n\nOp di 10 mrt 2026 om 11:02 schreef Northwind <a@b.example>:\n{QUOTED}", "Wij scannen ze."),
    "swedish": (f"Vi skannar dem.\n\nDen tis 10 mars 2026 kl 11:02 skrev Northwind <a@b.example>:\n{QUOTED}", "Vi skannar dem."),
    "danish": (f"Vi scanner dem.\n\nDen tirs. 10. mar. 2026 kl. 11.02 skrev Northwind <a@b.example>:\n{QUOTED}", "Vi scanner dem."),
    "portuguese": (f"Nós digitalizamos.\n\nEm ter., 10 de mar. de 2026 às 11:02, Northwind <a@b.example> escreveu:\n{QUOTED}", "Nós digitalizamos."),
    "polish": (f"Skanujemy je.\n\nwt., 10 mar 2026 o 11:02 Northwind <a@b.example> napisał(a):\n{QUOTED}", "Skanujemy je."),
    "czech": (f"Skenujeme je.\n\nDne 10. 3. 2026 v 11:02 Northwind napsal(a):\n{QUOTED}", "Skenujeme je."),
    "finnish": (f"Skannaamme ne.\n\nti 10. maalisk. 2026 klo 11.02 Northwind (a@b.example) kirjoitti:\n{QUOTED}", "Skannaamme ne."),
    "russian, gmail": (f"Мы их сканируем.\n\nвт, 10 мар. 2026 г. в 11:02, Northwind <a@b.example>:\n{QUOTED}", "Мы их сканируем."),
    "russian, yandex": (f"Мы их сканируем.\n\n10.03.2026, 11:02, Northwind <a@b.example> написал(а):\n{QUOTED}", "Мы их сканируем."),
    "japanese": (f"スキャンします。\n\n2026年3月10日(火) 11:02 Northwind <a@b.example>のメール:\n{QUOTED}", "スキャンします。"),
    "chinese": (f"我们扫描。\n\nNorthwind <a@b.example> 于2026年3月10日周二 11:02写道：\n{QUOTED}", "我们扫描。"),
    "korean": (f"스캔합니다.\n\n2026년 3월 10일 (화) 오전 11:02, Northwind <a@b.example>님이 작성:\n{QUOTED}", "스캔합니다."),
    "outlook, english": (
        "We scan them.\n\n________________________________\nFrom: Northwind <a@b.example>\nSent: Tuesday, March 10, 2026 11:02 AM\n"
        "To: Mei Tanaka <mei@orbit.example>\nSubject: Faxes\n\nWard forms still arrive by fax.",
        "We scan them.",
    ),
    "outlook, german": (
        "Wir scannen sie.\n\nVon: Northwind <a@b.example>\nGesendet: Dienstag, 10. März 2026 11:02\nAn: Mei Tanaka\n"
        "Betreff: Faxe\n\nWard forms still arrive by fax.",
        "Wir scannen sie.",
    ),
    "outlook, french": (
        "On les scanne.\n\nDe : Northwind <a@b.example>\nEnvoyé : mardi 10 mars 2026 11:02\nÀ : Mei Tanaka\nObjet : Fax\n\nx",
        "On les scanne.",
    ),
    "outlook, bold": (
        "We scan them.\n\n*From:* Northwind <a@b.example>\n*Sent:* Tuesday\n*To:* Mei\n*Subject:* Faxes\n\nx",
        "We scan them.",
    ),
    "original message": ("We scan them.\n\n-----Original Message-----\nFrom: x\n\nWard forms", "We scan them."),
    "ursprüngliche nachricht": ("Wir scannen.\n\n-------- Ursprüngliche Nachricht --------\nVon: x\n", "Wir scannen."),
    "signature": ("We scan them.\n\n-- \nMei Tanaka\nHead of legal, Orbit Health\n+44 20 0000 0000", "We scan them."),
    "signature and quote": (f"We scan them.\n\n--\nMei\n\nOn 10 Mar 2026, Northwind <a@b.example> wrote:\n{QUOTED}", "We scan them."),
    "telephone": ("We scan them.\n\nSent from my iPhone", "We scan them."),
    "telephone, german": (f"Wir scannen.\n\nVon meinem iPhone gesendet\n\nAm 10.03.2026 schrieb Northwind:\n\n{QUOTED}", "Wir scannen."),
    "telephone, french": ("On les scanne.\nEnvoyé de mon iPhone", "On les scanne."),
    "telephone, japanese": ("スキャンします。\n\niPhoneから送信", "スキャンします。"),
    "outlook for android": ("We scan them.\n\nGet Outlook for Android<https://aka.ms/x>\n", "We scan them."),
    "answers between": (
        "On 10 Mar 2026, Northwind <a@b.example> wrote:\n> Ward forms still arrive by fax.\n\nWith us too.\n\n> What do you do?\n\nWe scan them.",
        "With us too.\n\nWe scan them.",
    ),
    "answer below": (f"On 10 Mar 2026, Northwind <a@b.example> wrote:\n{QUOTED}\nWe scan them.", "We scan them."),
    "a list stays": ("Two points:\n- faxes\n- scans\n\nThanks,\nthat helps.", "Two points:\n- faxes\n- scans\n\nThanks,\nthat helps."),
    "somebody wrote, in a sentence": ("On Monday the ward wrote:\n\nplease no more faxes", "On Monday the ward wrote:\n\nplease no more faxes"),
    "from, in a sentence": ("From: nobody in particular\nis how I feel.", "From: nobody in particular\nis how I feel."),
    "windows line ends": ("We scan them.\r\n\r\n> Ward forms\r\n", "We scan them."),
    "only quoted": (f"On 10 Mar 2026, Northwind <a@b.example> wrote:\n{QUOTED}", ""),
    "nothing at all": ("\n \n", ""),
    "many blank lines": ("One.\n\n\n\n\nTwo.", "One.\n\nTwo."),
}  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_what_somebody_wrote_stays_and_what_they_quoted_goes(name: str) -> None:
    mail, words = MAILS[name]
    assert own_text(mail) == words


HTML: dict[str, tuple[str, str]] = {
    "gmail": (
        '<div dir="ltr">We scan them.<br><br>Every <b>day</b>.</div><br><div class="gmail_quote"><div class="gmail_attr">On Tue, '
        'Mar 10, 2026 at 11:02 AM Northwind &lt;<a href="mailto:a@b.example">a@b.example</a>&gt; wrote:<br></div>'
        "<blockquote>Ward forms still arrive by fax.<br>What do you do?</blockquote></div>",
        "We scan them.\n\nEvery day.",
    ),
    "outlook": (
        "<html><head><style>p {margin: 0}</style><title>RE</title></head><body><p>We scan them.</p><p>Every day &amp; night.</p>"
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Northwind</div><div>Ward forms</div></body></html>',
        "We scan them.\n\nEvery day & night.",
    ),
    "list": ("<p>Two points:</p><ul><li>faxes</li><li>scans</li></ul>", "Two points:\n\n- faxes\n- scans"),
    "nested quotes": ("Yes.<blockquote>one<blockquote>two</blockquote>three</blockquote>Really.", "Yes.\nReally."),
    "script": ("<script>alert(1)</script><p>Hello</p><style>x</style>", "Hello"),
    "broken": ("<p>Hello <b>there <i>you<p>again</blockquote></div></i>", "Hello there you\n\nagain"),
}  # fmt: skip


@pytest.mark.parametrize("name", HTML)
def test_a_mail_of_html_alone_reads_like_plain_text(name: str) -> None:
    html, words = HTML[name]
    assert own_text(text_of(html)) == words


def test_a_very_long_mail_is_cut_and_costs_no_more_than_its_length() -> None:
    assert len(own_text("word " * 200_000)) <= 16_000
    assert own_text("On " * 50_000) != ""
    assert own_text("<" * 100_000 + "\n" + "> " * 50_000) != ""
    assert own_text("From: a\n" * 20_000) != ""
    assert text_of("<blockquote>" * 10_000 + "deep").endswith("deep")
