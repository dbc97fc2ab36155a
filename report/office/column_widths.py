"""How wide the columns of a table are, from the texts in them."""

from collections.abc import Sequence

from charts.style.text_metrics import text_width

# A column is as wide as most of its cells want; a few long ones wrap.
MOST, SAMPLE = 0.9, 400
LONGEST_WORD, PADDING = 10, 3
# Columns of dates and numbers keep their width where columns of sentences give way, in ems.
NARROW = 8


def column_widths(columns: Sequence[Sequence[str]], room: float, *, size: float) -> list[float]:
    """Share the width of a page among columns by the length of their texts.

    Parameters
    ----------
    columns : sequence of sequence of str
        The texts of each column, its heading first.
    room : float
        In points.
    size : float
        Of the type, in points.

    Returns
    -------
    list of float
        In points; together the room.
    """
    words = [_least(texts, size) for texts in columns]
    wanted = [max(_wanted(texts, size), low) for texts, low in zip(columns, words, strict=True)]
    pairs = zip(words, wanted, strict=True)
    least = [width if width <= NARROW * size else low for low, width in pairs]
    least = least if sum(least) < room else words
    if sum(wanted) <= room or sum(least) >= room:
        shared = wanted if sum(wanted) <= room else least
        return [width * room / sum(shared) for width in shared]
    spare = (room - sum(least)) / (sum(wanted) - sum(least))
    return [low + (width - low) * spare for low, width in zip(least, wanted, strict=True)]


def too_narrow(columns: Sequence[Sequence[str]], room: float, *, size: float) -> bool:
    """Tell whether words would have to be broken."""
    return sum(_least(texts, size) for texts in columns) > room


def _wanted(texts: Sequence[str], size: float) -> float:
    widths = sorted(text_width(text, size=size) for text in texts[1 : SAMPLE + 1]) or [0]
    usual = widths[min(int(MOST * len(widths)), len(widths) - 1)]
    return max(usual, text_width(texts[0], size=size, bold=True)) + size + PADDING


def _least(texts: Sequence[str], size: float) -> float:
    words = {word for text in texts[: SAMPLE + 1] for word in text.split() if "://" not in word}
    longest = max((text_width(word, size=size, bold=True) for word in words), default=0)
    return min(longest, LONGEST_WORD * size) + size + PADDING
