"""Our HTML says what a reference implementation of CommonMark says, but for what is ours on purpose."""

import re
from html.parser import HTMLParser

import commonmark
import pytest

from portal.core.markdown import parse_markdown
from tests.core.markdown.samples import SAMPLES

SHOULD_AGREE = 0.99
HEADING = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
STRANGE_LANGUAGE = re.compile(r'<code class="language-[^"]*[^"\w+#.-][^"]*">')
"""Ours knows languages by plain names only."""
ONLY_OURS = {"rel", "loading", "tabindex"}


class Outline(HTMLParser):
    """A page as a list of what it says, without what differs between two ways of writing it."""

    def __init__(self, shift: bool) -> None:
        super().__init__()
        self.shift = shift
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted((name, value) for name, value in attrs if name not in ONLY_OURS)
        self.found.append(f"<{self._name(tag)} {kept}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{self._name(tag)}>")

    def handle_data(self, data: str) -> None:
        if self.found and not self.found[-1].startswith("<"):
            data = self.found.pop() + data
        self.found.append(data)

    def _name(self, tag: str) -> str:
        return HEADING.get(tag, tag) if self.shift else tag


def outline(html: str, *, shift: bool) -> list[str]:
    reader = Outline(shift)
    reader.feed(html)
    reader.close()
    return [part for part in reader.found if part.strip()]


def reference(text: str) -> list[str]:
    parsed = commonmark.Parser().parse(text)
    html = commonmark.HtmlRenderer().render(parsed)
    return outline(STRANGE_LANGUAGE.sub("<code>", html), shift=True)


def ours(text: str) -> list[str]:
    return outline(parse_markdown(text).html({}), shift=False)


def test_there_are_enough_samples_and_none_twice() -> None:
    everything = [text for texts in SAMPLES.values() for text in texts]
    assert len(everything) == len(set(everything)) >= 220


def test_ours_agrees_with_the_reference() -> None:
    everything = [text for texts in SAMPLES.values() for text in texts]
    others = [text for text in everything if ours(text) != reference(text)]
    assert len(others) <= (1 - SHOULD_AGREE) * len(everything), others


@pytest.mark.parametrize("section", SAMPLES)
def test_every_section_agrees_almost_always(section: str) -> None:
    texts = SAMPLES[section]
    assert sum(ours(text) == reference(text) for text in texts) >= len(texts) - 1
