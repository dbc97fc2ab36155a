"""How many characters the columns of a table need, from what stands in them."""

import pandas as pd

from report.content.blocks import TableBlock

LEAST, MOST = 4, 80
# Of the cells of a column, the share that should fit one line where there is room.
FITTING = 0.9
# Characters of a heading that stays on one line.
SHORT = 8


def column_characters(block: TableBlock) -> list[float]:
    """Return how many characters each column needs.

    Parameters
    ----------
    block : TableBlock

    Returns
    -------
    list of float
        One a column. The longest word of the heading fits, and most of the cells on one line,
        but no column asks for more than a sentence's worth.
    """
    return [
        _width(str(name), cells.astype("object").map(str)) for name, cells in block.frame.items()
    ]


def _width(name: str, cells: pd.Series) -> float:
    # Headings are bold.
    longest = 1.12 * max((len(word) for word in name.split()), default=0)
    lengths = cells.map(len)
    usual = lengths.quantile(FITTING) if len(lengths) else 0
    words = cells.map(lambda text: max(map(len, text.split()), default=0))
    # A heading may take two lines, a word of a cell none at all.
    lines = 1 if len(name) <= SHORT else 2
    least = max(longest, len(name) / lines, min(words.max() if len(words) else 0, 22), LEAST)
    return float(max(least, min(usual, MOST)) + 1)
