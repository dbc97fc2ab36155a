"""The parts of docs/performance.md about a team, each put in the place of the one before it."""

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
LOAD, MEMORY = "A team on one server", "The memory of a server"


def marks(part: str) -> tuple[str, str]:
    """Return the first and the last line of a part."""
    return f"## {part}", f"<!-- end of: {part[0].lower()}{part[1:]} -->"


def put(part: str, lines: list[str], page: Path = PAGE) -> None:
    """Write a part to a page, in the place of what it was before.

    Parameters
    ----------
    part : str
        Its title.
    lines : list of str
    page : Path
    """
    begin, end = marks(part)
    text = page.read_text(encoding="utf-8")
    if begin in text:
        first, last = text.index(begin), text.index(end) + len(end)
        text = text[:first].rstrip("\n") + "\n\n" + text[last:].lstrip("\n")
    written = "\n".join([begin, "", *lines, end])
    page.write_text(f"{text.rstrip(chr(10))}\n\n{written}\n", encoding="utf-8")


def kept(page: Path = PAGE) -> list[str]:
    """Return the lines of these parts, which ``make bench`` keeps when it writes the page."""
    text, found = page.read_text(encoding="utf-8"), []
    for begin, end in map(marks, (LOAD, MEMORY)):
        if begin in text:
            found += ["", *text[text.index(begin) : text.index(end) + len(end)].split("\n")]
    return found
