"""Names of files that come from texts of a study: letters, digits, hyphens, no two alike."""

import hashlib
import re

LONGEST, MARK = 48, 6


def safe_stem(*texts: str) -> str:
    """Name a file after texts, whatever is in them.

    Parameters
    ----------
    *texts : str
        Such as a view, a column and one of its values.

    Returns
    -------
    str
        Without an ending. A few digits of a hash tell apart what is else called alike.
    """
    mark = hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:MARK]
    return "-".join(filter(None, [plain_words(" ".join(texts)), mark]))


def plain_words(text: str) -> str:
    """Return the letters and digits of a text, as far as they fit; it may be empty."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST].strip("-")
