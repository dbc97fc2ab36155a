"""Where the events were."""

import pandas as pd

from analytics.descriptive.places import PlacesResult
from analytics.findings import results
from analytics.wording import capitalised
from charts.tables.locale import Language
from report.content.blocks import Block, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

MOST = 15


def write(context: ReportContext) -> list[Block]:
    """Write the section on places."""
    heading = Heading(level=1, text="Places")
    result, reason = attempt(lambda: results.places(context.selection))
    if result is None:
        return [heading, Paragraph(text=reason)]
    rows = result.table.head(MOST)
    frame = place_rows(result, rows, context.words)
    rest = len(result.table) - len(rows)
    caption = f"The {len(rows)} places with the most." if rest else "Every place."
    caption += f" {context.words.count(rest)} more are not listed." if rest else ""
    return [
        heading,
        Paragraph(text=str(result)),
        context.picture("map", "Circles stand at places, not at points of impact."),
        TableBlock(frame=frame, caption=caption, right=(frame.columns[2], "Share")),
    ]


def place_rows(result: PlacesResult, rows: pd.DataFrame, words: Language) -> pd.DataFrame:
    """Return places in words, from rows of their table.

    Parameters
    ----------
    result : PlacesResult
    rows : DataFrame
    words : Language

    Returns
    -------
    DataFrame of str
    """
    frame = pd.DataFrame(
        {
            "Place": rows["location"],
            "Country": rows["country"],
            capitalised(result.noun): rows["events"].map(words.count),
            "Share": rows["share"].map(words.share),
            "Weapons": rows["weapons"],
        }
    )
    told = "weapon" in result.events and result.events["weapon"].notna().any()
    return frame if told else frame.drop(columns="Weapons")
