"""The incidents themselves, as an appendix."""

import pandas as pd

from analytics.selection.confirmation import is_told
from report.content.blocks import Block, Heading, Link, PageBreak, Paragraph, TableBlock, linked
from report.content.context import ReportContext

# More than this would fill the document with rows that nobody reads there.
MOST_EMBEDDED = 20_000
FILE = "incidents.csv"
NOT_SHARED = "Their source forbids passing its rows on, so none of them is listed here."


def write(context: ReportContext) -> list[Block]:
    """Write the appendix: the newest incidents in view, and where the others are."""
    table = context.selection.incidents
    rows = table.head(context.plan.rows)
    heading = Heading(level=1, text="Appendix: the incidents")
    # The number is written as the report's language does.
    noun = "incident" if len(table) == 1 else "incidents"
    many = f"{context.words.count(len(table))} {noun} in view"
    if not context.selection.study.shares_rows:
        return [PageBreak(), heading, Paragraph(text=f"{many}. {NOT_SHARED}")]
    if rows.empty:
        return [PageBreak(), heading, Paragraph(text=f"{many}.")]
    shown = context.words.count(len(rows))
    listed = "all of them" if len(rows) == len(table) else f"the newest {shown} of them"
    listed = "it is" if len(table) == 1 else f"{listed} are"
    sentence = f"{many}; {listed} listed here. {_file_words(table, context)}"
    frame = incident_words(rows, context)
    block = TableBlock(frame=frame, caption="Newest first.", small=True, slide="never")
    return [PageBreak(), heading, Paragraph(text=sentence), block]


def _file_words(table: pd.DataFrame, context: ReportContext) -> str:
    if not context.holds_files:
        return "This document holds no files: the study's folder has every row and column."
    if len(table) > MOST_EMBEDDED:
        return "There are too many to put into this document; the study's folder holds all."
    return f"The file {FILE} in this document has every row and column."


def incident_words(rows: pd.DataFrame, context: ReportContext) -> pd.DataFrame:
    """Return the columns that fit a page; a blank is unknown."""
    known = rows.astype(object).where(rows.notna(), "")
    frame = pd.DataFrame({"Date": _dated(rows, context)})
    if rows["series"].nunique() > 1:
        frame["Series"] = known["series"].to_list()
    country = known["country"].to_list()
    places = zip(known["location"], country, strict=True)
    frame["Place"] = [", ".join(part for part in place if part) or "unknown" for place in places]
    if "weapon" in known and (known["weapon"] != "").any():
        frame["Weapon"] = [weapon.replace("_", " ") for weapon in known["weapon"]]
    if is_told(context.selection.study):
        frame["Confirmation"] = known["confirmation"].to_list()
    if "summary" in known and (known["summary"] != "").any():
        frame["What happened"] = known["summary"].to_list()
    frame["Source"] = linked([_source(row) for row in known.to_dict("records")])
    return frame


def _dated(rows: pd.DataFrame, context: ReportContext) -> list[str]:
    days = zip(map(context.words.date, rows["date"]), rows["date_precision"], strict=True)
    return [day if known == "day" else f"{day} ({known})" for day, known in days]


def _source(row: dict[str, str]) -> str:
    name, address = row.get("source_publisher", ""), row.get("source_url", "")
    return Link(name or "page", address) if address else name
