"""A small report of hand-made blocks, for tests of the documents that it becomes."""

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from charts.chart import Bars, Chart
from charts.style.theme import Look
from report.content.blocks import (
    Bullets,
    Heading,
    Link,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    TableBlock,
)
from tests.helpers.charts import made_chart

DAYS = pd.date_range("2024-01-01", periods=12)
ATTACKS = [0, 2, 0, 1, 3, 0, 4, 1, 2, 0, 5, 1]
STRIKES = [0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 1]
UP = Bars(column="attacks", colour="#D55E00")
DOWN = Bars(column="strikes", colour="#0072B2", down=True)
FINDING = "Attacks rose from 1.0 to 1.9 a day."


def timeline_picture(**changes: object) -> Picture:
    """Return a timeline of two series, one event and one day that nobody saw.

    Changes are those of its chart.
    """
    table = pd.DataFrame({"date": DAYS, "attacks": ATTACKS, "strikes": STRIKES})
    table = table.astype({"attacks": "Int64", "strikes": "Int64"})
    table.loc[3, ["attacks", "strikes"]] = pd.NA
    table["rate"] = [1.0] * 6 + [1.9] * 6
    table["rate_low"], table["rate_high"] = table["rate"] - 0.5, table["rate"] + 0.5
    figure = go.Figure(go.Bar(x=DAYS.strftime("%Y-%m-%d").tolist(), y=ATTACKS))
    words = {"events": ((DAYS[4], "5 Jan 2024: A & B"),), "bars": (UP, DOWN)}
    return _picture("timeline", figure, {"table": table} | words | changes)


def effect_picture(**changes: object) -> Picture:
    """Return the days around an event."""
    table = pd.DataFrame({"day": range(-4, 8), "date": DAYS, "attacks": ATTACKS})
    table["window"] = ["before"] * 4 + ["after"] * 8
    table["rate"] = [0.75] * 4 + [2.0] * 8
    table["rate_low"], table["rate_high"] = table["rate"] / 2, table["rate"] * 3
    figure = go.Figure(go.Bar(x=list(table["day"]), y=ATTACKS))
    return _picture("around", figure, {"table": table, "bars": (UP,)} | changes)


def map_picture(**changes: object) -> Picture:
    """Return a chart that stays a picture."""
    figure = go.Figure(go.Bar(x=["a", "b"], y=[1, 2], name="places"))
    table = pd.DataFrame({"place": ["a", "b"], "events": [1, 2]})
    return _picture("map", figure, {"table": table} | changes)


def _picture(name: str, figure: go.Figure, parts: dict[str, object]) -> Picture:
    margin = {"l": 40, "r": 10, "t": 60, "b": 40}
    figure.update_layout(width=600, height=300, margin=margin)
    words = {"title": FINDING, "description": f"Chart of the {name}."}
    chart = made_chart(figure, **words | parts)

    def redraw(look: Look) -> Chart:
        return replace(chart, figure=go.Figure(figure).update_layout(width=look.width))

    return Picture(name=name, chart=chart, caption=f"The {name}.", redraw=redraw)


def table_block(rows: int = 3, **changes: object) -> TableBlock:
    """Return a table with a link in each row."""
    frame = pd.DataFrame(
        {
            "Place": pd.Series([f"Place {k}" for k in range(rows)], dtype=object),
            "Events": [str(k) for k in range(rows)],
            "Source": pd.Series(
                [Link("Paper", f"https://example.org/{k}") for k in range(rows)], dtype=object
            ),
        }
    )
    block = TableBlock(frame=frame, caption="Where it happened.", right=("Events",))
    return replace(block, **changes)


def hostile_table(text: str) -> TableBlock:
    """Return a table of one text everywhere, and of nothing."""
    # As objects: Arrow would refuse a lone surrogate before any document sees it.
    columns = pd.Index([text], dtype=object)
    frame = pd.DataFrame([[text], [None]], columns=columns, dtype=object)
    return TableBlock(frame=frame, caption=text)


def made_report(*blocks: object, **changes: object) -> Report:
    """Return a report of some blocks, else of one of each kind."""
    report = Report(
        title="Made up",
        subtitle="Attacks per day, 1 to 12 Jan 2024",
        footer="Made up · Data to 12 Jan 2024 · hash 1a2b3c4d5e6f",
        blocks=blocks or every_block(),
        author="A. Author",
        date=pd.Timestamp("2024-01-12"),
        language="en",
    )
    return replace(report, **changes)


def every_block() -> tuple:
    """Return blocks of every kind, in the order of a report."""
    return (
        Heading(level=1, text="Summary"),
        Paragraph(text=FINDING, style="lead"),
        Paragraph(text="Officials counted fewer.", style="lead"),
        timeline_picture(),
        Heading(level=2, text="What cannot be answered"),
        Bullets(items=("Why.", Link("The paper", "https://example.org/why"))),
        PageBreak(),
        Heading(level=1, text="Change points"),
        Paragraph(text="One change was found."),
        table_block(),
        effect_picture(),
        Heading(level=1, text="Places"),
        Paragraph(text="See https://example.org/places, which lists them."),
        map_picture(),
        Heading(level=3, text="Further"),
        table_block(caption=""),
    )
