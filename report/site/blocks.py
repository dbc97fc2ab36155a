"""The blocks of a report as a page of a site: charts to look around in, tables with their files."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from charts.tables.safe_csv import safe_csv
from report.content.blocks import Block, Bullets, Heading, Link, PageBreak, Paragraph, TableBlock
from report.page.blocks import anchor, block_html, cell_html, column_class
from report.site.figures import FILES, Pool, SitePicture, chart_files, figure_html
from report.site.names import plain_words

WEB = ("http://", "https://")
# One of so few rows is not broken between printed pages.
UNBROKEN = 16
# A table of more rows than this is seen through a window of its own, but not on paper.
LONG = 40
# So many rows of a table stand on a page, and so many in its file: a brief has a bound.
MOST_ROWS, MOST_FILED = 500, 5_000


@dataclass(frozen=True, kw_only=True, eq=False)
class FiledTable(TableBlock):
    """A table whose rows are in a file of their own, with more columns than are shown."""

    path: str


@dataclass(eq=False)
class PageBody:
    """What stands on a page, and the files that belong to it.

    Parameters
    ----------
    name : str
        Of the page, which begins the names of its files.
    raised : int
        Steps by which headings are raised: a page that is one section has its heading as title.
    """

    name: str
    raised: int
    pool: Pool = field(default_factory=Pool)
    files: dict[str, bytes] = field(default_factory=dict)
    heading: str = ""
    tables: int = 0

    def write(self, blocks: Sequence[Block]) -> str:
        """Write blocks, and take up the files that they lead to."""
        return "\n".join(self._block(block, number) for number, block in enumerate(blocks))

    def _block(self, block: Block, number: int) -> str:
        match block:
            case PageBreak():
                return ""
            case Heading():
                self.heading = block.text
                level = block.level + 1 - self.raised
                text = cell_html(block.text)
                return f'<h{level} id="{anchor(block, number)}">{text}</h{level}>'
            case SitePicture():
                return self._picture(block)
            case TableBlock():
                return self._table(block, number)
            case Paragraph() | Bullets():
                # Nothing is said where there is nothing to say.
                said = block.text if isinstance(block, Paragraph) else block.items
                return block_html(block, number) if said else ""
        raise TypeError(block)

    def _picture(self, block: SitePicture) -> str:
        stem = self._stem(block.name)
        self.files |= {f"{FILES}/{name}": held for name, held in chart_files(block, stem).items()}
        return figure_html(block, stem, self.pool.add(block))

    def _stem(self, chart: str) -> str:
        """Name the files of a chart after it, and after the page where that says more."""
        if self.name in ("index", chart):
            return chart
        return self.name if self.name.startswith(f"{chart}-") else f"{self.name}-{chart}"

    def _table(self, block: TableBlock, number: int) -> str:
        if isinstance(block, FiledTable):
            return table_html(block, block.path, number)
        self.tables += 1
        stem = "-".join(filter(None, [self.name, f"{self.tables}", plain_words(self.heading)]))
        path = f"{FILES}/{stem}.csv"
        self.files[path] = safe_csv(_plain(block.frame.head(MOST_FILED))).encode("utf-8")
        return table_html(block, path, number)


def table_html(block: TableBlock, path: str, number: int) -> str:
    """Write a table that its reader can sort, with a link to the file of its rows.

    Parameters
    ----------
    block : TableBlock
    path : str
        Of that file, seen from the page.
    number : int
        Of the table on its page, for its anchor.

    Returns
    -------
    str
    """
    shown = replace(block, frame=block.frame.head(MOST_ROWS))
    names = list(shown.frame.columns)
    marks = [f' class="{column_class(shown, name)}" dir="auto"' for name in names]
    head = "".join(
        # A heading that says nothing is none.
        f'<th scope="col"{mark}>{cell_html(str(name))}</th>' if name else f"<td{mark}></td>"
        for name, mark in zip(names, marks, strict=True)
    )
    rows = [
        "".join(f"<td{mark}>{cell_html(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        for row in shown.frame.itertuples(index=False, name=None)
    ]
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    caption = f"{block.caption} {_cut(len(block.frame))}".strip()
    css = ["table", "small" * block.small, "whole" * (len(rows) <= UNBROKEN)]
    css += ["long"] * (len(rows) > LONG)
    # The caption stands outside the part that scrolls sideways on a phone.
    label, above = 'aria-label="Table"', ""
    if caption or len(rows) > LONG:
        said = " ".join(filter(None, [cell_html(caption), _scrolls(len(rows))]))
        above = f'<figcaption id="table-{number}">{said}</figcaption>'
        label = f'aria-labelledby="table-{number}"'
    described = html.escape(f"These rows as CSV: {caption}" if caption else "These rows as CSV")
    return (
        f'<figure class="{" ".join(filter(None, css))}">{above}'
        f'<div tabindex="0" role="region" {label}><table {label}><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{body}</tbody></table></div>"
        f'<p class="files"><a download href="{path}" aria-label="{described}">These rows (CSV)</a>'
        "</p></figure>"
    )


def _scrolls(rows: int) -> str:
    """Say on a screen how many rows a table has that shows some of them at a time."""
    if rows <= LONG:
        return ""
    return f'<span class="scrolls">{rows:,} rows: scroll in the table to see all of them.</span>'


def _cut(rows: int) -> str:
    """Say how many rows of a table are where, if not all are on the page."""
    if rows <= MOST_ROWS:
        return ""
    said = f"The first {MOST_ROWS:,} of {rows:,} rows; the file has "
    return said + ("all." if rows <= MOST_FILED else f"the first {MOST_FILED:,}.")


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as its file has it: an address stands beside what leads to it."""
    columns: dict[str, list[str]] = {}
    for name in frame:
        cells = list(frame[name])
        columns[str(name)] = [str(cell) for cell in cells]
        led = [cell.address if isinstance(cell, Link) else "" for cell in cells]
        if any(address.startswith(WEB) for address in led):
            columns[f"{name}: page"] = led
    return pd.DataFrame(columns)
