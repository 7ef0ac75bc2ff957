"""What members write becomes HTML that says the same and nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from portal.core.errors import Refused
from portal.core.markdown import MAX_BYTES, Person, excerpt, markdown, parse_markdown, quoted

KEY = "0123456789abcdef" * 2
OTHER = "f" * 32
MEI = {"mei.tanaka": Person("Mei Tanaka", "/people/7")}
REL = 'rel="nofollow ugc noopener"'


def html(text: str) -> str:
    return str(parse_markdown(text).html(MEI)).strip()


@pytest.fixture
def speaking() -> Iterator[None]:
    """A place where words are translated."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thanks @mei.tanaka.", {"mei.tanaka"}),
        ("Thanks, @Mei.Tanaka!", {"mei.tanaka"}),
        ("(@mei_t) and @x-y: *@bo*", {"mei_t", "x-y", "bo"}),
        ("@jörg and @張偉", {"jörg", "張偉"}),
        ("@a is too short", set()),
        ("@" + "a" * 40, {"a" * 40}),
        ("@" + "a" * 41, set()),
        ("mail mei@tanaka.example or mei.@tanaka", {"tanaka"}),
        ("path/@mei.tanaka", set()),
        ("https://social.example/@mei.tanaka", set()),
        ("@mei@social.example", set()),
        ("`@mei.tanaka`", set()),
        ("```\n@mei.tanaka\n```", set()),
        ("    @mei.tanaka", set()),
        ("[@mei.tanaka](https://a.example)", set()),
        ("![@mei.tanaka](https://a.example)", set()),
        ("\\@mei.tanaka &#64;mei.tanaka", set()),
        ("a\\_@mei.tanaka", set()),
        ("# @mei.tanaka\n\n|@bo|\n|-|\n|@li|\n\n- > @an", {"mei.tanaka", "bo", "li", "an"}),
    ],
)
def test_a_text_names_people(text: str, names: set[str]) -> None:
    assert parse_markdown(text).handles == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bo\n\n> @an said so\n\n@li", {"bo", "li"}),
        ("> @an\n> > @bo\n> @li", set()),
        ("> @an said so\n\nand so do you, @an", {"an"}),
        ("- > @an\n- @bo", {"bo"}),
    ],
)
def test_who_is_named_in_a_quote_is_not_addressed(text: str, names: set[str]) -> None:
    written = parse_markdown(text)
    assert written.addressed == names
    assert "an" in written.handles


def test_somebody_we_know_is_linked_and_somebody_else_is_not() -> None:
    assert html("Ask @Mei.Tanaka or @nobody.") == (
        f'<p>Ask <a class="mention" href="/people/7" {REL}>@Mei Tanaka</a> or @nobody.</p>'
    )


def test_a_name_is_never_markup() -> None:
    people = {"bo": Person("<b>Bo</b>\"'", '/p/"onclick="x')}
    assert "<b>" not in parse_markdown("@bo").html(people)
    assert "onclick=" not in parse_markdown("@bo").html(people).replace("%22onclick=", "").replace("&quot;onclick=", "")


def test_our_own_picture_is_shown_in_a_link_to_itself() -> None:
    written = parse_markdown(f"![A *red* `door`](/pictures/{KEY})")
    assert written.pictures == {KEY}
    assert str(written.html({})).strip() == (
        f'<p><a class="picture-link" href="/pictures/{KEY}" {REL}>'
        f'<img class="picture" src="/pictures/{KEY}" alt="A red door" loading="lazy"></a></p>'
    )


def test_a_picture_in_a_link_leads_where_the_link_leads() -> None:
    shown = html(f"[![door](/pictures/{KEY})](https://a.example)")
    assert shown.count("<a ") == 1
    assert 'href="https://a.example"' in shown


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/a.png",
        f"https://evil.example/pictures/{KEY}",
        f"/pictures/{KEY}/",
        f"/pictures/{KEY.upper()}",
        f"/pictures/../pictures/{KEY}",
        "/pictures/abc",
        f"/pictures/{KEY}?x=1",
        f"/pictures/{KEY}#x",
    ],
)
def test_any_other_image_is_a_link(source: str) -> None:
    written = parse_markdown(f"![door]({source})")
    shown = written.html({})
    assert not written.pictures
    assert "<img" not in shown
    assert ">door</a>" in shown


def test_pictures_of_a_text_are_found_wherever_they_stand() -> None:
    text = f"> ![a][b]\n\n- ![c](</pictures/{OTHER}>)\n\n[b]: /pictures/{KEY}"
    assert parse_markdown(text).pictures == {KEY, OTHER}


@pytest.mark.parametrize("text", [f"`![a](/pictures/{KEY})`", f"\\![a](/pictures/{KEY})", f"/pictures/{KEY}"])
def test_a_picture_that_is_not_shown_is_not_found(text: str) -> None:
    assert not parse_markdown(text).pictures


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/b_c_(d).", "https://a.example/b_c_(d)"),
        ("(http://a.example/b)", "http://a.example/b"),
        ("*https://a.example*", "https://a.example"),
        ("HTTPS://A.example/x, yes", "HTTPS://A.example/x"),
        ("<https://a.example>", "https://a.example"),
        ("[x](mailto:a@b.example)", "mailto:a@b.example"),
        ("[x](/ideas/3)", "/ideas/3"),
    ],
)
def test_addresses_become_links(text: str, address: str) -> None:
    assert f'<a href="{address}" {REL}>' in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
        "[x](///evil.example)",
        "[x](foo.html)",
        "[x](#top)",
        "[x](ftp://a.example)",
        "[x](data:text/html,x)",
        "<javascript:alert(1)>",
        "xhttps://a.example",
        "https:// a.example",
        "www.a.example a.example",
        "`https://a.example`",
        "https://a.example/" + "b" * 3000,
    ],
)
def test_other_addresses_stay_words(text: str) -> None:
    assert "<a " not in html(text)


def test_headings_stand_below_those_of_the_page() -> None:
    shown = html("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\ng\n=")
    assert [shown[at + 1 : at + 3] for at in range(len(shown)) if shown.startswith("<h", at)] == [
        "h3", "h4", "h5", "h6", "h6", "h6", "h3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("info", "shown"),
    [
        ("python", ' class="language-python"'),
        ("c++ title=x", ' class="language-c++"'),
        ('js"onclick="x', ""),
        ("<b>", ""),
        ("", ""),
        ("a" * 40, ""),
    ],
)
def test_code_keeps_only_the_name_of_its_language(info: str, shown: str) -> None:
    assert html(f"~~~ {info}\na<b\n~~~") == f'<pre tabindex="0"><code{shown}>a&lt;b\n</code></pre>'


def test_a_table_scrolls_in_its_own_box_and_has_no_styles() -> None:
    shown = html("|a|b|\n|:-|-:|\n|1|2|")
    assert shown.startswith('<div class="wide" tabindex="0"><table>')
    assert '<td class="at-end">2</td>' in shown
    assert "style" not in shown


def test_html_is_only_words() -> None:
    assert html("<b onclick='x'>a</b>") == "<p>&lt;b onclick='x'&gt;a&lt;/b&gt;</p>"


def test_nothing_is_lost_where_nesting_ends() -> None:
    for deep in ("> " * 60, "* - " * 30, "1. " * 60):
        shown = html(f"{deep}word\n\nlast")
        assert "word" in shown
        assert shown.endswith("<p>last</p>")


def test_a_text_that_is_too_long_is_refused(speaking: None) -> None:
    parse_markdown("a" * MAX_BYTES)
    with pytest.raises(Refused, match="64 KB"):
        parse_markdown("ä" * (MAX_BYTES // 2) + "a")


def test_the_old_way_shows_what_is_too_long_as_words() -> None:
    assert markdown("<b>" + "a" * MAX_BYTES).startswith("<p>&lt;b&gt;aaa")
    assert markdown("*a*") == "<p><em>a</em></p>\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Hello *big* world\n\nmore `code` [link](https://a.example)", "Hello big world more code link"),
        ("> somebody else\n\nmine\n\n> > deeper\n\nend", "mine end"),
        (f"![a door](/pictures/{KEY})\nand\\\nmore", "a door and more"),
        ("- one\n- two\n\n|a|b|\n|-|-|\n|c|d|", "one two a b c d"),
        ("<b>a</b> &amp; b", "<b>a</b> & b"),
        ("```\nx = 1\n```", "x = 1"),
        ("> only a quote", ""),
        ("", ""),
    ],
)
def test_an_excerpt_has_no_markup_and_no_quotes(text: str, words: str) -> None:
    assert excerpt(text) == words


def test_an_excerpt_ends_after_a_word() -> None:
    assert excerpt("one two three four", 12) == "one two…"
    assert excerpt("a" * 300, 20) == "a" * 19 + "…"
    assert len(excerpt("word, " * 100_000)) <= 200


def test_a_quote_says_whose_words_they_are_and_where(speaking: None) -> None:
    text = quoted("Hi @bo\n\n```\ncode", "Mei [*x*](y) Tanaka", "/forum/3#post-2")
    written = parse_markdown(text + "My answer @li")
    shown = str(written.html({}))
    assert f'<blockquote>\n<p><a href="/forum/3#post-2" {REL}>Mei [*x*](y) Tanaka</a> wrote:</p>' in shown
    assert shown.rstrip().endswith("</blockquote>\n<p>My answer @li</p>")
    assert excerpt(text + "My answer") == "My answer"


def test_a_quote_from_nowhere_has_no_link(speaking: None) -> None:
    assert quoted("a", "Mei", "javascript:alert(1)") == "> Mei wrote:\n>\n> a\n\n"


def test_the_same_text_gives_the_same_html() -> None:
    text = "# a @bo\n\n" + f"![x](/pictures/{KEY}) " * 3
    written = parse_markdown(text)
    assert written.html({}) == written.html({}) == parse_markdown(text).html({})
