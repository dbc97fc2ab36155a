"""Digits of any script as those of ASCII: Arabic, Persian, Bengali and wide ones alike."""

import unicodedata

import pandas as pd

# Arabic signs inside numbers; minus, solidus and full stop as typesetters write them.
SIGNS = {0x66B: ".", 0x66C: ",", 0x2212: "-", 0xFF0D: "-", 0xFF0F: "/", 0xFF0E: "."}
# Marks that turn the direction of writing, and others that nobody sees.
UNSEEN = (0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
SPACES = (0xA0, 0x2007, 0x2009, 0x202F, 0x3000)


class _Plain(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        self[point] = str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        return self[point]


PLAIN = _Plain(SIGNS | dict.fromkeys(UNSEEN, "") | dict.fromkeys(SPACES, " "))


def in_ascii(text: str) -> str:
    """Return a text with ASCII digits and signs, plain spaces, and no mark that nobody sees."""
    return text if text.isascii() else text.translate(PLAIN).strip()


def plain_cells(cells: pd.Series) -> pd.Series:
    """Return :func:`in_ascii` of every cell; blanks stay blank."""
    present = cells.dropna()
    odd = present[~present.str.isascii().astype(bool)]
    if odd.empty:
        return cells
    changed = pd.Series([in_ascii(text) for text in odd], odd.index, dtype="str")
    return cells.where(~cells.index.isin(odd.index), changed.reindex(cells.index))
