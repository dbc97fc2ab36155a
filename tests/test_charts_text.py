import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.text import escape, lines_of, plain, text_width, wrap


def test_widths_are_those_of_helvetica_with_slack():
    # Adobe Core 14 AFM, Helvetica.afm: "H" 722, "e" 556, "l" 222, "o" 556 thousandths of an em.
    assert text_width("Hello", size=1000) == pytest.approx((722 + 556 + 2 * 222 + 556) * 1.08)
    assert text_width("Hello", size=10, bold=True) > text_width("Hello", size=10)


@given(text=st.text(max_size=300), width=st.floats(60, 900), bold=st.booleans(), even=st.booleans())
def test_wrapping_keeps_every_character_and_the_width(text, width, bold, even):
    lines = wrap(text, width=width, size=13, bold=bold, even=even)
    assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")
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
