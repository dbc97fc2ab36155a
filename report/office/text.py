"""Text for Word and PowerPoint: what XML cannot hold, direction, and addresses in it."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

import pandas as pd

from report.content.blocks import Link

# What XML 1.0 cannot hold; lone surrogates cannot be encoded either.
INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")
LONGEST_ADDRESS = 2000


def clean(text: object) -> str:
    """Return the text without the characters that XML cannot hold.

    Parameters
    ----------
    text : object
        Anything that a table can hold; missing values give an empty text.

    Returns
    -------
    str
    """
    return "" if pd.isna(text) else INVALID.sub("", str(text))


def right_to_left(text: str) -> bool:
    """Tell whether a text begins in a script that runs from right to left."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


def link_pieces(text: object) -> list[tuple[str, str]]:
    """Split a text into pieces and the addresses that they lead to.

    Parameters
    ----------
    text : object
        A :class:`~report.content.blocks.Link` is one piece; else addresses in the text are found.

    Returns
    -------
    list of (piece, address)
        The address is empty for plain text, and for what an office program would refuse as one.
    """
    kept = clean(text)
    if isinstance(text, Link):
        return [(kept, address(clean(text.address)))]
    pieces, at = [], 0
    for found in LINK.finditer(kept):
        pieces += [(kept[at : found.start()], ""), (found[0], address(found[0]))]
        at = found.end()
    return [piece for piece in [*pieces, (kept[at:], "")] if piece[0]]


def address(text: str) -> str:
    """Return a web address as a relationship may hold it; empty where it is none."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    # An office program calls a file broken for the sake of one bad address in it.
    return quote(text, safe="%/:=&?~#+!$,;'@()*") if whole and len(text) <= LONGEST_ADDRESS else ""
