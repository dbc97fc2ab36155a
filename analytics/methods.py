"""What each number means and when not to trust it: one text for page, report and reader."""

from pathlib import Path

# Inside the package: what is read when the product runs must come with it when it is installed.
TEXT = Path(__file__).with_name("methods.md")


def methods_in_plain_words() -> str:
    """Return the account of the methods.

    Returns
    -------
    str
        Markdown: a title, then a heading for each part.
    """
    return TEXT.read_text(encoding="utf-8")
