"""The plain part of Markdown that a study's account of its sources is written in."""

import re

import pandas as pd

from report.content.blocks import Block, Bullets, Heading, Paragraph, TableBlock

LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<![\w*])\*([^*\s][^*]*?)\*(?!\w)|`([^`]+)`")
BULLET = re.compile(r"\s*[-*+]\s+")
NUMBERED = re.compile(r"\s*\d+[.)]\s+")
RULE = re.compile(r"[\s|:-]+")


def blocks_of(text: str, *, level: int) -> list[Block]:
    """Turn Markdown into blocks.

    Parameters
    ----------
    text : str
        Headings, paragraphs, lists and tables; anything else is read as a paragraph. Emphasis is
        taken off, and a link keeps its address in brackets.
    level : int
        Of the highest heading.

    Returns
    -------
    list of Block
    """
    found: list[Block] = []
    highest = min((len(mark) for mark in re.findall(r"^(#+)\s", text, re.MULTILINE)), default=1)
    for part in _parts(text):
        if part[0].startswith("#"):
            marks = len(part[0]) - len(part[0].lstrip("#"))
            said = plain_words(part[0].lstrip("#"))
            found.append(Heading(level=level + marks - highest, text=said))
        elif part[0].startswith("|") and len(part) > 1:
            found.append(_table(part))
        elif _is_item(part[0]):
            found.append(Bullets(items=tuple(_items(part))))
        else:
            found.append(Paragraph(text=plain_words(" ".join(part))))
    return found


def plain_words(text: str) -> str:
    """Take the marks off a line of Markdown."""
    linked = LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]} ({m[2]})", text)
    bare = EMPHASIS.sub(lambda m: m[1] or m[2] or m[3], linked)
    return " ".join(bare.split())


def _parts(text: str) -> list[list[str]]:
    """Cut at blank lines and at headings; a list follows a paragraph without one."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        started = bool(parts[-1])
        opens = line.startswith("#") or (
            _is_item(line) and not (started and _is_item(parts[-1][0]))
        )
        if not line.strip() or opens or (started and parts[-1][0].startswith("#")):
            parts.append([])
        if line.strip():
            parts[-1].append(line)
    return [part for part in parts if part]


def _is_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBERED.match(line))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if _is_item(line):
            items.append(BULLET.sub("", NUMBERED.sub("", line, count=1), count=1))
        else:
            items[-1] += f" {line.strip()}"
    return [plain_words(item) for item in items]


def _table(lines: list[str]) -> TableBlock:
    rows = [[plain_words(cell) for cell in line.strip().strip("|").split("|")] for line in lines]
    head, *body = [row for row, line in zip(rows, lines, strict=True) if not RULE.fullmatch(line)]
    names = [name or " " * (number + 1) for number, name in enumerate(head)]
    cells = [(row + [""] * len(names))[: len(names)] for row in body]
    frame = pd.DataFrame(cells, columns=names, dtype="str")
    return TableBlock(frame=frame.loc[:, ~frame.columns.duplicated()], caption="")
