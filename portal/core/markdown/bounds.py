"""What keeps work and output in proportion to the text. None of it is felt by a text that a person wrote."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    BlockRule = Callable[[StateBlock, int, int, bool], bool]

DEEPEST_BLOCK = 16
"""Quotes and lists inside each other (a list counts twice); what is deeper is plain words."""
DEEPEST_INLINE = 24
"""Emphasis inside emphasis; what is deeper is not emphasised."""
MAX_COLUMNS = 40
EMPTY_CELLS = 2_000
"""Cells of tables that no one wrote, because rows are shorter than the head. A cell that is written takes two signs."""
LABEL_STEPS = 8
"""How often each sign of a text may be looked at while the ends of links are sought."""
LINK_BYTES = 64 * 1024
"""What uses of defined links (`[name]: address`) may add to a page."""


class Definitions(dict[str, dict[str, Any]]):
    """The defined links of one text, and the room that is left for it. A definition costs its length at each use."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.bytes_left = LINK_BYTES + len(text)
        self.steps_left = 1_000 + LABEL_STEPS * len(text)
        self.cells_left = EMPTY_CELLS + len(text) // 2

    def get(self, label: str, default: Any = None) -> Any:
        """The definition of `label`, while there is room for its address."""
        definition = super().get(label)
        if definition is None:
            return default
        self.bytes_left -= len(definition["href"]) + len(definition["title"])
        return definition if self.bytes_left >= 0 else default


def end_of_label(state: "StateInline", start: int, disableNested: bool = False) -> int:  # noqa: N803 - its caller's name
    """Where the bracket that opens at `start` closes, or -1: markdown-it's own way, with its steps counted."""
    before, state.pos = state.pos, start + 1
    is_closed = _walk_to_bracket(state, disableNested)
    end, state.pos = state.pos, before
    return end if is_closed else -1


def _walk_to_bracket(state: "StateInline", nothing_nested: bool) -> bool:
    work: Definitions = state.env["references"]
    depth = 1
    while state.pos < state.posMax and work.steps_left > 0:
        work.steps_left -= 1
        sign, at = state.src[state.pos], state.pos
        if sign == "]":
            depth -= 1
            if depth == 0:
                return True
        state.md.inline.skipToken(state)
        if sign == "[" and state.pos == at + 1:
            depth += 1
        elif sign == "[" and nothing_nested:
            return False
    return False


def not_too_deep(rule: "BlockRule") -> "BlockRule":
    """A block rule that leaves what is nested too deeply to the rule for paragraphs."""

    def bounded(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST_BLOCK and rule(state, start, end, silent)

    return bounded


def not_too_wide(rule: "BlockRule") -> "BlockRule":
    """The rule for tables, for those that a person could have written."""

    def bounded(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        columns = _columns(state, start + 1) if start + 2 <= end else 0
        if not 0 < columns <= MAX_COLUMNS:
            return False
        work: Definitions = state.env["references"]
        is_table = rule(state, start, min(end, start + 2 + work.cells_left // columns), silent)
        if is_table and not silent:
            work.cells_left -= columns * (state.line - start)
        return is_table

    return bounded


def _columns(state: "StateBlock", line: int) -> int:
    """How many columns the line under a table's head draws; none if it is no such line."""
    drawn = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    return len(drawn.strip("|").split("|")) if drawn and not drawn.strip("|:- \t") else 0


def flatten(tokens: "list[Token]") -> None:
    """Take away emphasis that is nested too deeply."""
    open_ones: list[bool] = []
    for token in tokens:
        if token.nesting == 1:
            open_ones.append(token.tag == "a" or len(open_ones) < DEEPEST_INLINE)
        stays = open_ones[-1] if open_ones else True
        if token.nesting == -1:
            open_ones.pop()
        if token.nesting and not stays:
            token.type, token.tag, token.nesting, token.content = "text", "", 0, ""
