"""The one font of every figure: its files, how wide text is in it, and what it lacks."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz as harfbuzz

FAMILY = "Escalation Sans"
FOLDER = Path(__file__).resolve().parent / "fonts"
# Letters that join are shaped by themselves: a run takes the script of its first letter.
JOINING = re.compile("([\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+)")
NOT_DRAWN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# Texts whose width is remembered: the words of one view are those of the next.
MOST_TEXTS = 1 << 12
ASCENT, DESCENT = 1.069, 0.293  # of a line, in ems
OTHER, WIDE = 600, 1000


def font_file(bold: bool, *, ending: str = "ttf") -> Path:
    """Return the file of one weight.

    Parameters
    ----------
    bold : bool
    ending : {"ttf", "woff2"}
        The second is smaller and only for browsers.

    Returns
    -------
    Path
    """
    return FOLDER / f"EscalationSans-{'Bold' if bold else 'Regular'}.{ending}"


@lru_cache(maxsize=MOST_TEXTS)
def text_advance(text: str, bold: bool) -> float:
    """Return how wide a line of text is, kerned and joined, in thousandths of an em.

    Parameters
    ----------
    text : str
        A character that the font lacks counts as one of another font.
    bold : bool

    Returns
    -------
    float
    """
    total = sum(_shaped(run, bold) for run in JOINING.split(text) if run)
    foreign = [char for char in text if ord(char) not in _covered()]
    return total + sum(_foreign(char) - _shaped(char, bold) for char in foreign)


def lacking(text: str) -> list[str]:
    """Return the visible characters that the font cannot draw, each once.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
    """
    foreign = {char for char in text if ord(char) not in _covered()}
    return sorted(char for char in foreign if unicodedata.category(char) not in NOT_DRAWN)


def reduced(characters: Iterable[str], *, bold: bool) -> bytes:
    """Return the font with only what is needed to draw some characters.

    Parameters
    ----------
    characters : iterable of str
    bold : bool

    Returns
    -------
    bytes
        A TTF that still joins and kerns; the same for the same characters.
    """
    wanted = harfbuzz.SubsetInput()
    wanted.sets(harfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    return wanted.subset(_font(bold).face).blob.data


def _shaped(run: str, bold: bool) -> float:
    buffer = harfbuzz.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    harfbuzz.shape(_font(bold), buffer)
    return sum(glyph.x_advance for glyph in buffer.glyph_positions or ())


def _foreign(char: str) -> int:
    """Guess the width of a character of another font."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cc", "Cf"):
        return 0
    return WIDE if unicodedata.east_asian_width(char) in "WF" else OTHER


@cache
def _font(bold: bool) -> harfbuzz.Font:
    # Both weights have 1,000 units an em, so that widths come in thousandths.
    return harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(font_file(bold)))))


@cache
def _covered() -> frozenset[int]:
    return frozenset(_font(False).face.unicodes)
