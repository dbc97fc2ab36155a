"""The blocks of a report as HTML."""

import base64
import html
import json
import re

from plotly.io.json import to_json_plotly

from charts.style.theme import Look
from report.content.blocks import (
    Block,
    Bullets,
    Heading,
    Link,
    PageBreak,
    Paragraph,
    Picture,
    TableBlock,
)
from report.figure.render import draw_image
from report.figure.static import rounded

# A chart is drawn at each of these widths; the reader's browser takes the widest that fits.
WIDTHS = (340, 600, 860)
# Rows of a table that is not broken between printed pages.
WHOLE = 16
# Characters of a cell that stays on one line, such as a date.
SHORT = 18


def block_html(block: Block, number: int) -> str:
    """Write one block.

    Parameters
    ----------
    block : Block
    number : int
        Of the block, for its anchor.

    Returns
    -------
    str
    """
    match block:
        case Heading():
            level = block.level + 1
            return f'<h{level} id="{anchor(block, number)}">{_text(block.text)}</h{level}>'
        case Paragraph():
            return f'<p class="{block.style}" dir="auto">{_text(block.text)}</p>'
        case Bullets():
            items = "".join(f'<li dir="auto">{cell_html(item)}</li>' for item in block.items)
            return f"<ul>{items}</ul>"
        case Picture():
            return _picture(block)
        case TableBlock():
            return _table(block, number)
        case PageBreak():
            return '<div class="turn"></div>'


def anchor(heading: Heading, number: int) -> str:
    """Return the anchor of a heading, readable and used once."""
    return f"{re.sub('[^a-z0-9]+', '-', heading.text.lower()).strip('-')}-{number}"


def cell_html(text: str) -> str:
    """Write a text, or a text that leads to a page; nothing is asked of it until it is followed."""
    if not isinstance(text, Link):
        return _text(text)
    address = html.escape(text.address)
    return f'<a href="{address}" rel="noreferrer noopener">{_text(text)}</a>'


def data_link(name: str, content: bytes, kind: str = "text/csv") -> str:
    """Write a link that saves a file which is inside the page."""
    address = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return f'<a download="{html.escape(name)}" href="{address}">{_text(name)}</a>'


def image_html(content: bytes, kind: str, alt: str, *, css: str = "") -> str:
    """Write an image that is inside the page."""
    address = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    return f'<img class="{css}" src="{address}" alt="{html.escape(alt)}">'


def _text(text: str) -> str:
    return html.escape(text.replace(" %", "\u00a0%"))


def _picture(block: Picture) -> str:
    """Write a chart twice: to look around in on a screen, and drawn for print."""
    sizes = [
        {"width": width} | {theme: _figure(block, width, theme) for theme in THEMES}
        for width in WIDTHS
    ]
    # A text of the data must not end the script that holds it.
    data = json.dumps(sizes, separators=(",", ":")).replace("</", "<\\/").replace("<!", "<\\u0021")
    still = image_html(
        draw_image(block.chart, "svg", scale=1), "svg+xml", block.chart.alt, css="static"
    )
    return (
        f'<figure><div class="chart" role="group" aria-label="{html.escape(block.chart.alt)}">'
        f'<script type="application/json">{data}</script></div>{still}'
        f"<figcaption>{_text(block.caption)}</figcaption></figure>"
    )


THEMES = {"light": False, "dark": True}


def _figure(block: Picture, width: int, theme: str) -> dict[str, object]:
    look = Look(width=width, dark=THEMES[theme])
    return json.loads(to_json_plotly(rounded(block.redraw(look).figure.to_dict())))


def _table(block: TableBlock, number: int) -> str:
    names = list(block.frame.columns)
    marks = [f' class="{column_class(block, name)}" dir="auto"' for name in names]
    head = "".join(
        f'<th scope="col"{mark}>{_text(str(name))}</th>'
        for name, mark in zip(names, marks, strict=True)
    )
    rows = [
        "".join(f"<td{mark}>{cell_html(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        for row in block.frame.itertuples(index=False, name=None)
    ]
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    css = ("table", "small" * block.small, "whole" * (len(rows) <= WHOLE))
    # The caption stands outside the part that scrolls sideways on a phone.
    caption, label = "", 'aria-label="Table"'
    if block.caption:
        caption = f'<figcaption id="table-{number}">{_text(block.caption)}</figcaption>'
        label = f'aria-labelledby="table-{number}"'
    return (
        f'<figure class="{" ".join(filter(None, css))}">{caption}'
        f'<div tabindex="0" role="region" {label}><table {label}><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{body}</tbody></table></div></figure>"
    )


def column_class(block: TableBlock, name: object) -> str:
    """Return the class of a column: numbers at the right, short texts on one line."""
    short = all(len(cell) <= SHORT for cell in block.frame[name])
    return " ".join(["right"] * (name in block.right) + ["short"] * short)
