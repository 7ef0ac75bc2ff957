"""The table of what is one word, one stem, one spelling."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.analyzer import terms, words
from search_index.folding import fold, fold_with_spans


@pytest.mark.parametrize(
    ("written", "surfaces"),
    [
        ("Quick SUPPORT", ["quick", "support"]),
        ("the customer's customers'", ["the", "customer", "customers"]),
        ("don't, don\u2019t", ["dont", "dont"]),
        ("O'Brien", ["obrien"]),
        ("follow-up", ["follow", "up"]),
        ("anna.berg@acme.de", ["anna", "berg", "acme", "de"]),
        ("3.5 stars, 1,000 seats, 3,5 points, v2.1", ["3.5", "stars", "1000", "seats", "3.5", "points", "v2.1"]),
        ("1,000,000.50", ["1000000.50"]),
        ("2026-05-01", ["2026", "05", "01"]),
        ("snake_case", ["snake", "case"]),
        ("End. Begin", ["end", "begin"]),
        ("Größe STRASSE Straße", ["grosse", "strasse", "strasse"]),
        ("Ørsted, Łódź, Đoković, Æsir, Œuvre", ["orsted", "lodz", "dokovic", "aesir", "oeuvre"]),
        ("café cafe\u0301 CAFÉ", ["cafe", "cafe", "cafe"]),
        ("\ufb01ne ｆｉｎｅ", ["fine", "fine"]),
        ("feed\u00adback feed\u200bback", ["feedback", "feedback"]),
        ("İstanbul ısı", ["istanbul", "isi"]),
        ("Ёлка йод", ["елка", "иод"]),
        ("顧客満足", ["顧客", "客満", "満足", "足"]),
        ("客", ["客"]),
        ("高品質なsupportです", ["高品", "品質", "質な", "な", "support", "です", "す"]),
        ("고객", ["고객", "객"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("がぎ", ["がぎ", "ぎ"]),
        ("🎉 ... -- !? \x00\x07", []),
        ("x" * 100, ["x" * 64]),
    ],
)
def test_a_text_is_taken_apart_into_words(written: str, surfaces: list[str]) -> None:
    assert [word.surface for word in terms(written)] == surfaces


@pytest.mark.parametrize(
    ("written", "stems"),
    [
        ("customer customers", {"custom"}),
        ("supported supporting supports", {"support"}),
        ("running runs", {"run"}),
        ("happy happiness", {"happi"}),
        ("news", {"news"}),
        ("new", {"new"}),
        ("Größe grosse", {"gross"}),
        ("1000", {"1000"}),
        ("is", {"is"}),
        ("ёлка", {"елка"}),
    ],
)
def test_forms_of_a_word_have_one_stem(written: str, stems: set[str]) -> None:
    assert {word.stem for word in terms(written)} == stems


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_highlights_see_the_words_that_were_indexed(text: str) -> None:
    folded, starts, ends = fold_with_spans(text)
    assert [word.surface for word in words(folded)] == [word.surface for word in terms(text)]
    assert len(starts) == len(ends) == len(folded)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


def test_importing_the_package_loads_no_engine() -> None:
    script = "import sys, search_index; print([name for name in sys.modules if name.startswith('whoosh')])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert loaded.stdout.strip() == "[]"
