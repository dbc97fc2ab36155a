"""Where the rows come from: the study's own account, and every publisher with a link."""

import re
from urllib.parse import urlsplit

import pandas as pd

from analytics.selection.study_series import row_noun, series_names, series_table
from analytics.wording import capitalised
from data.study import Study
from report.content.blocks import Block, Heading, Link, Paragraph, TableBlock, linked
from report.content.context import ReportContext
from report.content.markdown import blocks_of

MOST = 30
TITLE = re.compile(r"\A\s*# .*")
TABLES = {
    "events": "Events",
    "strikes": "Strikes",
    "context": "Context events",
    "official_totals": "Official totals",
}
# What is put beside the rows of the source, and is not its own.
BESIDE_ROWS = ("context", "official_totals")


def write(context: ReportContext) -> list[Block]:
    """Write the section on sources."""
    study = context.selection.study
    # The account's own title would stand under this section's and say the same.
    account = blocks_of(TITLE.sub("", study.sources, count=1), level=2)
    credit = [Paragraph(text=study.credit)] if study.credit else []
    none = [Paragraph(text="This study has no account of where its rows come from.")]
    return [
        Heading(level=1, text="Data sources"),
        *credit,
        *(account or none),
        *_publishers(context),
    ]


def _publishers(context: ReportContext) -> list[Block]:
    """List who published the rows, with a link to the first page of each."""
    study, words = context.selection.study, context.words
    # Who published a row, and where, is part of it.
    told = TABLES if study.shares_rows else BESIDE_ROWS
    rows = pd.concat([_published(getattr(study, name), name) for name in told])
    if rows.empty:
        return []
    counts = rows.groupby(["publisher", "table"]).size().unstack(fill_value=0)
    counts = counts[[name for name in TABLES if name in counts]]
    counts["total"] = counts.sum(axis=1)
    counts = counts.sort_values("total", ascending=False, kind="stable")
    first = rows.dropna(subset="address").groupby("publisher")["address"].first()
    shown = counts.head(MOST).drop(columns="total")
    named = [Link(name, first[name]) if name in first else name for name in shown.index]
    nouns = TABLES | _nouns(study)
    columns = {nouns[name]: shown[name].map(words.count).to_list() for name in shown}
    rest = len(counts) - len(shown)
    caption = "Rows by publisher, over the whole study; each name leads to one page of it." + (
        f" {words.count(rest)} publishers with fewer rows are not listed." if rest else ""
    )
    frame = pd.DataFrame({"Publisher": linked(named), **columns})
    block = TableBlock(
        frame=frame, caption=caption, right=tuple(columns), small=True, slide="first rows"
    )
    return [Heading(level=2, text="Publishers"), block]


def _nouns(study: Study) -> dict[str, str]:
    """Name the files of events after the one series that is made of each, if it is one."""
    nouns: dict[str, list[str]] = {}
    for name in series_names(study):
        nouns.setdefault(series_table(study, name), []).append(capitalised(row_noun(study, name)))
    return {table: names[0] for table, names in nouns.items() if len(names) == 1}


def _published(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return publisher and address of the rows of a table that give either."""
    column = "publisher" if name == "official_totals" else "source_publisher"
    blank = pd.Series(pd.NA, index=table.index, dtype="str")
    addresses = table["source_url"].astype("str") if "source_url" in table else blank
    sites = addresses.map(lambda address: urlsplit(address).netloc or pd.NA, na_action="ignore")
    named = table[column].astype("str") if column in table else blank
    publishers = named.fillna(sites.astype("str"))
    rows = pd.DataFrame({"publisher": publishers, "address": addresses, "table": name})
    return rows.dropna(subset="publisher")
