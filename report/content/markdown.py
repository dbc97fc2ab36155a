"""Markdown, such as a study's account of its sources, as blocks of a report."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pandas as pd
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from report.content.blocks import Block, Bullets, Heading, Paragraph, TableBlock

# A text of this length takes seconds, whatever is in it.
MOST_CHARACTERS = 200_000
# A table of more columns has no room on a page; its rows are a list.
MOST_COLUMNS = 40
LISTS = ("bullet_list", "ordered_list")


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        # Which addresses are told is settled below; one refused here would stand in brackets.
        return True


# HTML and images stay the text that they are written as. A definition could repeat a long address
# without end, and an indented line is no program.
PARSER = (
    _Parser("commonmark", {"html": False})
    .enable("table")
    .disable(["html_block", "html_inline", "image", "reference", "code"])
)


def blocks_of(text: str, *, level: int) -> list[Block]:
    """Turn Markdown into blocks.

    Parameters
    ----------
    text : str
        Headings, paragraphs, lists and tables; anything else is read as a paragraph. Emphasis is
        taken off, and a link keeps its address in brackets, if that is one of the web.
    level : int
        Of the highest heading.

    Returns
    -------
    list of Block
        A text that is too long ends with a note that says so.
    """
    end = len(text)
    if end > MOST_CHARACTERS:
        end = text.rfind("\n", 0, MOST_CHARACTERS) + 1 or MOST_CHARACTERS
    tokens = PARSER.parse(text[:end])
    for token in tokens:
        if token.type == "inline":
            # Flat before the tree is made: emphasis may be nested as deep as a text is long.
            token.content, token.children = _plain_words(token.children or ()), []
    highest = min((int(one.tag[1]) for one in tokens if one.type == "heading_open"), default=1)
    found = list(_blocks(SyntaxTreeNode(tokens).children, level - highest))
    if end < len(text):
        left = f"Characters of this text that are left out here: {len(text) - end:,}."
        found.append(Paragraph(text=left, style="note"))
    return found


def _plain_words(pieces: Iterable[Token]) -> str:
    """Take the marks off a line of Markdown."""
    words, begun = [""], (0, "")
    for piece in pieces:
        if piece.type == "link_open":
            begun = len(words), str(piece.attrs["href"])
        elif piece.type == "link_close":
            start, address = begun
            same = "".join(words[start:]) == address or piece.info == "auto"
            if not same and _on_the_web(address):
                words.append(f" ({address})")
        else:
            words.append(" " if piece.type.endswith("break") else piece.content)
    return " ".join("".join(words).split())


def _on_the_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False


def _blocks(nodes: Iterable[SyntaxTreeNode], deeper: int) -> Iterator[Block]:
    for node in nodes:
        if node.type == "heading":
            yield Heading(level=deeper + int(node.tag[1]), text=_text(node))
        elif node.type in LISTS:
            yield Bullets(items=tuple(_items(node)))
        elif node.type == "table":
            yield _table(node)
        elif node.type == "blockquote":
            yield from _blocks(node.children, deeper)
        elif _text(node):
            yield Paragraph(text=_text(node))


def _text(node: SyntaxTreeNode) -> str:
    words = [leaf.content for leaf in node.walk() if not leaf.children]
    return " ".join(" ".join(words).split())


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    """Give the items of a list, those of a list within it after the one that they belong to."""
    for item in node.children:
        text = " ".join(_text(child) for child in item.children if child.type not in LISTS)
        if text:
            yield text
        for child in item.children:
            if child.type in LISTS:
                yield from _items(child)


def _table(node: SyntaxTreeNode) -> TableBlock | Bullets:
    rows = [
        [_text(cell) for cell in row.children] for part in node.children for row in part.children
    ]
    if len(rows[0]) > MOST_COLUMNS:
        return Bullets(items=tuple(" | ".join(filter(None, row)) for row in rows if any(row)))
    names: list[str] = []
    for name in rows[0]:
        # Each column is found by its name, which another one may have too.
        unique = name or " "
        while unique in names:
            unique += " "
        names.append(unique)
    return TableBlock(frame=pd.DataFrame(rows[1:], columns=names, dtype="str"), caption="")
