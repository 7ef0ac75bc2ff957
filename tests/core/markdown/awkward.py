"""Texts of any size that are known to make Markdown parsers slow, after the shapes that broke other parsers."""

from collections.abc import Callable
from itertools import count

Shape = Callable[[int], str]


def again(piece: str) -> Shape:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def both(before: str, middle: str, after: str) -> Shape:
    def made(size: int) -> str:
        times = size // (len(before) + len(after))
        return before * times + middle + after * times

    return made


def counted(piece: str) -> Shape:
    """`piece` with {} for a number that grows."""

    def made(size: int) -> str:
        parts: list[str] = []
        length = 0
        for number in count(1):
            parts.append(piece.format(number))
            length += len(parts[-1])
            if length >= size:
                return "".join(parts)[:size]
        raise AssertionError

    return made


def growing(sign: str, between: str) -> Shape:
    """Runs of `sign`, each one longer than the one before."""

    def made(size: int) -> str:
        parts: list[str] = []
        length = 0
        for number in count(1):
            parts.append(sign * number + between)
            length += len(parts[-1])
            if length >= size:
                return "".join(parts)[:size]
        raise AssertionError

    return made


def shrinking(sign: str, between: str) -> Shape:
    return lambda size: growing(sign, between)(size)[::-1]


def uses_of_a_long_definition(size: int) -> str:
    return "[a]: /" + "x" * (size // 2) + "\n\n" + "[a]" * (size // 6)


def table_with_short_rows(size: int) -> str:
    columns = 40
    head = "|a" * columns + "|\n" + "|-" * columns + "|\n"
    return head + "x|\n" * ((size - len(head)) // 3)


def table_with_many_columns(size: int) -> str:
    columns = size // 8
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b" * columns + "|\n" + "x\n" * columns


SHAPES: dict[str, Shape] = {
    "quotes in one line": again("> "),
    "quotes without blanks": again(">"),
    "quotes that get deeper": counted("> > > > > > > > > > > > a{}\n> b\n"),
    "lazy quotes": again("> a\nb\n"),
    "lists in one line": again("- a - + "),
    "lists in one line, mixed": again("- + * 1. "),
    "lists that get deeper": lambda size: "".join(" " * (2 * (line % 60)) + "- a\n" for line in range(size // 64)),
    "flat list": again("- a\n"),
    "loose list": again("- a\n\n"),
    "empty points": again("-\n"),
    "numbers": again("1) a\n2) b\n"),
    "open brackets": again("["),
    "closed brackets": again("]"),
    "brackets": both("[", "a", "]"),
    "pairs of brackets": again("[a]"),
    "empty pairs": again("[]"),
    "open links": again("[a]("),
    "links in links": both("[a](", "b", ")"),
    "label ends": again("]("),
    "links cut short": again("[a](<b"),
    "links with a title cut short": again('[a](b "c'),
    "links with escapes": again("[a](\\("),
    "links with brackets": again("[a](()"),
    "open images": again("!["),
    "images in images": both("![", "a", "](/b)"),
    "images cut short": again("![a]("),
    "images around images": both("![a", "", "]()"),
    "images and brackets": again("![[]()"),
    "reference after reference": again("[a][b]"),
    "references in references": both("[a][", "b", "]"),
    "stars": again("a*"),
    "stars and words": again("*a"),
    "stars around": both("*", "a", "*"),
    "double stars around": both("**", "a", "**"),
    "stars in pairs": both("*a ", "", " b*"),
    "low lines": again("_a "),
    "stars and low lines": again("*_"),
    "stars and low lines and words": again("*a_"),
    "open, then others": again("*a **b _c __d "),
    "emphasis of three": again("a***b"),
    "closers": again("a* "),
    "openers and closers": again("**x* "),
    "stars in links": again("*[a](b)* _"),
    "strikes": again("~~a"),
    "strikes around": both("b ~~", "a", "~~ "),
    "odd strikes": again("a~~~a~~ "),
    "backticks": again("`a"),
    "growing backticks": growing("`", "a"),
    "shrinking backticks": shrinking("`", "a"),
    "growing backticks in brackets": growing("`", "]["),
    "backticks and escapes": again("\\`a`"),
    "fences": again("```\n"),
    "open fences in points": again("- ```\n"),
    "open fences in quotes": again("> ~~~\n\n"),
    "wide tables": table_with_many_columns,
    "tables with short rows": table_with_short_rows,
    "tables one after another": again("a|b\n-|-\n\n"),
    "tables in one block": again("a|b\n-|-\n"),
    "tables cut off": again("a|b\n-|-\n# c\n"),
    "table heads only": again("|a|\n|\n"),
    "table lines": again("|-"),
    "table with code": again("`|a\n-|-\n"),
    "definitions": counted("[a{}]: /b\n"),
    "definitions and uses": counted("[a{0}]: /b\n\n[a{0}] "),
    "same definition": again("[a]: /b\n"),
    "definitions with a title cut short": again("[a]: /b '\n"),
    "definitions with a title on the next line": again('[a]: /b\n"c\n'),
    "definitions cut short": again("[a\n"),
    "labels with escapes": again("[\\"),
    "a long label": lambda size: "[" + "a" * (size - 8) + "]: /b\n",
    "a long label in lines": lambda size: "[" + "a\n" * (size // 2),
    "uses of a long definition": uses_of_a_long_definition,
    "open angles": again("<"),
    "open tags": again("<a "),
    "tags": again("<a>"),
    "comments": again("<!--"),
    "declarations": again("<!a "),
    "questions": again("<?"),
    "cdata": again("<![CDATA["),
    "addresses in angles": again("<http://a"),
    "mail in angles": again("<a@b.c"),
    "mail in angles, dotted": lambda size: "<a@" + "a." * (size // 2) + ">",
    "entities": again("&amp;"),
    "open entities": again("&a"),
    "numbered entities": again("&#1"),
    "ampersands": again("&"),
    "backslashes": again("\\"),
    "escapes": again("\\*"),
    "addresses": again("http://a.b "),
    "addresses without end": again("http://"),
    "addresses with brackets": again("http://a.b/(("),
    "one long address": lambda size: "http://a.b/" + "c" * size,
    "one long address with dots": lambda size: "http://" + "a." * (size // 2),
    "colons": again("://"),
    "mentions": again("@ab "),
    "mentions without end": again("@ab"),
    "mentions with dots": lambda size: "@a" + "." * size,
    "at signs": again("@"),
    "headings": again("# a\n"),
    "heading signs": again("#"),
    "underlined headings": again("a\n=\n"),
    "underlines": again("a\n-\n"),
    "rules": again("***\n"),
    "one paragraph": again("a\n"),
    "paragraphs": again("a\n\n"),
    "blank lines": again("\n"),
    "blanks": again(" "),
    "blanks and breaks": again("a  \n"),
    "tabs": again("\t"),
    "tabs and points": again("-\t"),
    "null": again("\0"),
    "exclamation": again("!"),
    "words": again("some words, and more of them. "),
}
