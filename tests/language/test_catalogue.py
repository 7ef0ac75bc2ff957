"""The catalogue that translators get is what the code says now."""

import ast

from babel.messages.pofile import read_po

from tests.language.messages import CATALOGUE, _of_module, _of_template, catalogue


def test_the_catalogue_is_what_the_code_says_now() -> None:
    kept, now = CATALOGUE.read_text(), catalogue()
    stale = {*now.splitlines()} ^ {*kept.splitlines()}
    assert kept == now, f"`make messages` writes it anew; {sorted(stale)[:5]} differ"


def test_it_can_be_read_and_changes_with_a_sentence_alone() -> None:
    with CATALOGUE.open("rb") as file:
        known = read_po(file)
    assert known.get("Read the password from standard input instead of sending a link.") is not None
    assert not any(each.locations for each in known)


def test_every_marker_is_heard() -> None:
    source = """
_("one"); _l("two"); N_("three"); say("%(four)s", four=4); ngettext("five", "fives", 5); say_many("six", "sixes", 6)
_(variable); print("seven"); add_verb("member.joined", _l("two"))
@group.command("x", help="eight")
@click.option("--y", help="nine")
def command():
    '''Ten.'''
"""
    heard = {*_of_module(ast.parse(source), commands=True)}
    assert heard == {
        "one",
        "two",
        "three",
        "%(four)s",
        ("five", "fives"),
        ("six", "sixes"),
        "eight",
        "nine",
        "Ten.",
        "joined",
    }
    template = "{{ _('one', x=1) }}{{ ngettext('%(num)d day', '%(num)d days', n) }}{{ _(label) }}"
    assert [*_of_template(template)] == ["one", ("%(num)d day", "%(num)d days")]
