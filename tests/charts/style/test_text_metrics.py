import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.style.fonts import lacking, text_advance
from charts.style.text_metrics import escape, lines_of, plain_text, text_width, wrap


def test_widths_are_those_of_the_font():
    # Noto Sans, hmtx: "H" 741, "e" 564, "l" 258, "o" 605 thousandths of an em; none of them kerned.
    assert text_advance("Hello", False) == 741 + 564 + 2 * 258 + 605
    assert text_width("Hello", size=10, bold=True) > text_width("Hello", size=10)


def test_letters_are_kerned_and_joined_as_they_are_drawn():
    assert text_advance("AV", False) < text_advance("A", False) + text_advance("V", False)
    word = "هجمات"
    assert text_advance(word, False) != sum(text_advance(letter, False) for letter in word)
    # A run of another script before it changes nothing.
    assert text_advance(f"A {word}", False) == text_advance("A ", False) + text_advance(word, False)


def test_all_figures_are_equally_wide():
    for bold in (False, True):
        assert len({text_advance(digit, bold) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("bold", [False, True])
def test_the_font_reads_latin_cyrillic_and_arabic_and_says_what_it_lacks(bold):
    assert lacking("Añ ŁŠ Атаки Їжак هجمات پگچ − – → ≥ ▲ \u200e\n") == []
    assert lacking("a日b😀日") == ["日", "😀"]
    assert text_width("日本", size=10, bold=bold) >= 20


@given(text=st.text(max_size=300), width=st.floats(60, 900), bold=st.booleans(), even=st.booleans())
def test_wrapping_keeps_every_character_and_the_width(text, width, bold, even):
    lines = wrap(text, width=width, size=13, bold=bold, even=even)
    assert "".join(lines).replace(" ", "") == plain_text(text).replace(" ", "")
    assert all(text_width(line, size=13, bold=bold) <= width for line in lines if len(line) > 1)


def test_even_lines_are_no_more_lines():
    text = "Attacks fell from 1.9 to 0.21 a day between 9 and 13 February 2024"
    filled = wrap(text, width=300, size=16, even=False)
    assert len(wrap(text, width=300, size=16)) == len(filled)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("A & B", "A &amp; B"),
        ("$x^2$", "&#36;x^2&#36;"),
        ("two\nlines\x00", "two lines"),
        (pd.NA, ""),
        (None, ""),
    ],
)
def test_data_is_shown_and_never_obeyed(text, shown):
    assert escape(text) == shown


def test_running_text_has_only_our_own_line_breaks():
    assert lines_of("<br> one two three four", width=60, size=12).count("<br>") == 2
