"""What a figure function returns: the figure, its data, and every word that belongs to it."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.selection.data_label import data_line
from analytics.wording import plain_date
from data.version import software_line


@dataclass(frozen=True, kw_only=True)
class Source:
    """Whose data a figure shows, and which.

    Parameters
    ----------
    credit : str
        Who gave the data; "Source:" is put before it where it is missing.
    until, as_of : Timestamp or None
        Last day shown, and the day on which the data were taken.
    digest : str
        Content hash of the data.
    """

    credit: str = ""
    until: pd.Timestamp | None = None
    as_of: pd.Timestamp | None = None
    digest: str = ""

    @property
    def data(self) -> str:
        """Which data, as every page names them."""
        return data_line(until=self.until, as_of=self.as_of, digest=self.digest)

    def __str__(self) -> str:
        """Say what stands under a figure: who gave the data, which they are, what made it."""
        credit = self.credit
        named = credit if credit.startswith("Source") or not credit else f"Source: {credit}"
        parts = [_ended(part) for part in (named, self.data and f"{self.data}.") if part]
        return " ".join([*parts, f"{software_line()}."])


@dataclass(frozen=True, kw_only=True)
class About:
    """What a figure says beyond the result that it draws.

    Parameters
    ----------
    subtitle : str
        What, unit, period and filters; empty leaves it to the chart.
    source : Source
    second : str
        Name of the series that is drawn downwards, in the second colour.
    title, note : str
        What a reader has written: in place of the finding, and to stand under the chart.
    """

    subtitle: str = ""
    source: Source = field(default_factory=Source)
    second: str = "strikes"
    title: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Counts that a figure draws as bars.

    Parameters
    ----------
    column : str
        Of the chart's table.
    colour : str
    down : bool
        Whether they hang down.
    """

    column: str
    colour: str
    down: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """A figure with its data and its words; nobody needs to read them off the figure again.

    Parameters
    ----------
    figure : Figure
    table : DataFrame
        What the figure shows, tidy.
    title : str
        The finding, whole; the figure itself may show its first half as the title. Or what a
        reader has written in its place.
    subtitle : str
        What, unit, period and filters.
    description : str
        What kind of chart shows what, and its extremes.
    source : Source
    preset : str
        Name of the place that the figure was made for; empty for a screen.
    events : tuple of (Timestamp, str)
        Day and words of every event that the figure marks, in its order.
    bars : tuple of Bars
        Counts per period drawn as bars, where another program can draw them again.
    periods : tuple of (Timestamp, Timestamp, str)
        Stretches that the figure shades: first day, first day after, label.
    found : str
        The finding, where the title is a reader's.
    note : str
        What a reader has written under it.
    changes : DataFrame
        The changes of rate that the figure dates, as a ChangepointResult has them.
    unit : {"day", "week", "month", "period"}
        What one of the bars stands for.
    """

    figure: go.Figure
    table: pd.DataFrame
    title: str
    subtitle: str
    description: str
    source: Source
    preset: str = ""
    events: tuple[tuple[pd.Timestamp, str], ...] = ()
    bars: tuple[Bars, ...] = ()
    periods: tuple[tuple[pd.Timestamp, pd.Timestamp, str], ...] = ()
    found: str = ""
    note: str = ""
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    unit: str = "day"

    @property
    def alt(self) -> str:
        """What the figure shows, its finding, its period and filters, for who does not see it."""
        shown = f"Shown: {self.subtitle}" if self.subtitle else ""
        parts = (self.description, self.title, *self.by_reader, shown)
        return " ".join(_ended(part) for part in parts if part)

    @property
    def by_reader(self) -> tuple[str, ...]:
        """What is said of words that a reader has written: the finding under them, and the note."""
        found = f"The title was written by a reader; the finding is: {self.found}"
        note = f"Note: {self.note}"
        return tuple(_ended(said) for said, own in ((found, self.found), (note, self.note)) if own)


def drawn_height(figure: go.Figure | dict[str, Any]) -> int:
    """Return how high a figure is, or what JSON says of one, in pixels."""
    written = figure if isinstance(figure, dict) else figure.to_plotly_json()
    return int(written["layout"]["height"])


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def extreme(counts: pd.Series, noun: str, *, unit: str = "day") -> str:
    """Say where a count series is highest, as in "Most events in one day: 9, on 8 Dec 2023".

    Parameters
    ----------
    counts : Series
        Indexed by the day.
    noun : str
        What is counted.
    unit : str
        Name of one period.

    Returns
    -------
    str
    """
    known = counts.dropna()
    if not (known > 0).any():
        return f"No {noun}."
    when = plain_date(known.idxmax())
    return f"Most {noun} in one {unit}: {round(float(known.max()), 1):g}, on {when}."
