"""Text in a figure: how wide it is, where it breaks, and that data stay plain text."""

import re
import unicodedata
from functools import lru_cache

import pandas as pd

from charts.style.fonts import text_advance

# A browser may round every letter to whole pixels, and draws with another font until ours is there.
SLACK = 1.02
# Texts that are remembered as they were last broken into lines.
REMEMBERED = 4096
# A number after a name that is written from right to left would change sides with it: the mark,
# which shows nothing, ends the name.
LEFT_TO_RIGHT = "\u200e"
AFTER_NAME = re.compile(
    r"(?<=[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])(?=\s*(?:[,;:.()]\s*[0-9A-Za-z(]|$))"
)
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """Return the width of one line of text in pixels, rather too wide than too narrow.

    Parameters
    ----------
    text : str
        Plain text, not yet escaped.
    size : float
        Font size in pixels.
    bold : bool

    Returns
    -------
    float
    """
    return text_advance(text, bold) / 1000 * size * SLACK


def wrap(
    text: str, *, width: float, size: float, bold: bool = False, even: bool = True
) -> list[str]:
    """Break a text into lines of at most a width.

    Parameters
    ----------
    text : str
        Plain text; runs of white space count as one space.
    width : float
        In pixels; a word that is longer on its own is broken.
    size : float
        Font size in pixels.
    bold : bool
    even : bool
        Make the lines about equally long instead of filling each; done anyway where a short last
        line would be left.

    Returns
    -------
    list of str
        No lines for an empty text.
    """
    return list(_wrapped(text, width, size, bold, even))


# The words of events and sources are the same in one view after the other.
@lru_cache(maxsize=REMEMBERED)
def _wrapped(text: str, width: float, size: float, bold: bool, even: bool) -> tuple[str, ...]:
    lines = _fill(text, width, size, bold)
    orphan = bool(lines) and text_width(lines[-1], size=size, bold=bold) < width / 4
    # Narrow the lines for as long as their number stays.
    while (even or orphan) and len(lines) > 1 and width > 40:
        width *= 0.96
        narrower = _fill(text, width, size, bold)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return tuple(lines)


def _fill(text: str, width: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    # A percent sign stays with its number.
    for word in re.split(r" (?!%)", plain_text(text)) if plain_text(text) else []:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size=size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, width, size, bold))
    return lines


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size=size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def plain_text(text: object) -> str:
    """Return the text on one line, without control characters.

    Parameters
    ----------
    text : object
        Anything that a table can hold; missing values give an empty text.

    Returns
    -------
    str
    """
    if isinstance(text, str):
        return _on_one_line(text)
    return "" if pd.isna(text) else _on_one_line(str(text))


@lru_cache(maxsize=REMEMBERED)
def _on_one_line(text: str) -> str:
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join("".join(kept).split())


def escape(text: object) -> str:
    """Return the text so that Plotly shows every character of it and obeys none.

    Parameters
    ----------
    text : object
        Plotly reads a part of HTML, and TeX between dollar signs where MathJax is loaded. What
        follows a name from right to left stays behind it.

    Returns
    -------
    str
    """
    return AFTER_NAME.sub(LEFT_TO_RIGHT, plain_text(text)).translate(ENTITIES)


def lines_of(text: object, *, width: float, size: float) -> str:
    """Return running text filled into lines, escaped and joined by Plotly's line break.

    Parameters
    ----------
    text : object
    width, size : float
        In pixels.

    Returns
    -------
    str
    """
    lines = wrap(plain_text(text), width=width, size=size, even=False)
    return "<br>".join(escape(line) for line in lines)
