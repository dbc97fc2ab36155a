"""What a timeline shows, and what follows from it: its ends, its reach, its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.series.units import MEAN_DAYS
from analytics.wording import plain_date
from charts.chart import extreme
from charts.elements.added_up import added_up, most_words

# An axis ends below days that stand out and are so many times as high as all else, where they are
# few, and leaves them so much room over the rest: else one day would flatten all others.
TOO_HIGH, MOST_CUT, ABOVE = 3.0, 6, 1.4
# Of more days that another method marks only the last are named.
MOST_NAMED = 4
RATE_AND_ENDS = ["rate", "rate_low", "rate_high"]
NO_TOPS = pd.DataFrame(columns=["to_come", "low", "high", "base"], dtype=float)


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """The series of a timeline.

    ``marked`` are days on which another method, whose name is theirs, finds a new level.
    ``spread`` holds the expected counts of imprecisely dated events by the name of their series.
    ``below`` is drawn beside the counts of the result, the other way; ``late`` holds the counts so
    far of days not yet complete, and ``states`` the state of every day, or None where all days
    are observed; ``to_come`` holds what is still expected of the newest bars, by the name of its
    series, with ``low`` and ``high``; the counts of the series called ``second`` hang down. Bars
    show daily counts added up to the unit ``per``, while changes and rates stay those of the days.
    """

    result: ChangepointResult
    below: pd.Series | None = None
    smooth: pd.Series | None = None
    late: pd.Series | None = None
    states: pd.Series | None = None
    spread: Mapping[str, pd.Series] = field(default_factory=dict)
    to_come: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    second: str = ""
    marked: pd.DatetimeIndex = field(default_factory=lambda: pd.DatetimeIndex([]))
    per: str = "day"

    @property
    def counts(self) -> pd.Series:
        """The counts that the result is about."""
        return self.result.counts

    @property
    def name(self) -> str:
        """What the result counts."""
        return str(self.counts.name or "events")

    @property
    def sign(self) -> int:
        """-1 where the result's own counts hang down."""
        return -1 if self.counts.name == self.second else 1

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Every period drawn, observed or not."""
        if self.states is not None:
            return pd.DatetimeIndex(self.states.index)
        return pd.DatetimeIndex(self.counts.index)

    @cached_property
    def step(self) -> pd.Timedelta:
        """Length of one period."""
        days = self.days
        return days[1] - days[0] if len(days) > 1 else pd.Timedelta(1, "D")

    @property
    def unit(self) -> str:
        """Name of one period, which rates are a share of."""
        days = self.step.days
        return {1: "day", 7: "week"}.get(days, "month" if 28 <= days <= 31 else "period")

    @property
    def bar_unit(self) -> str:
        """Name of what one bar stands for."""
        return self.unit if self.per == "day" else self.per

    @property
    def scale(self) -> float:
        """How much higher than itself a rate is drawn, to stand beside the bars."""
        return MEAN_DAYS[self.per]

    @cached_property
    def sums(self) -> dict[str, pd.DataFrame]:
        """Each series by its name, added up to the unit of the bars; none where that is a day."""
        if self.per == "day":
            return {}
        shown = {self.name: (self.counts, self.late)}
        if self.below is not None:
            shown[str(self.below.name)] = (self.below, None)
        return {
            name: added_up(counts, self.days, self.per, spread=self.spread.get(name), late=late)
            for name, (counts, late) in shown.items()
        }

    @cached_property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Ends of the time axis: a bar stands in the middle of its day."""
        days = self.days
        return days[0] - self.step / 2, days[-1] + self.step / 2

    @cached_property
    def rates(self) -> pd.DataFrame:
        """The regime's rate and its interval on each day; missing on days not observed."""
        segments, days = self.result.segments, pd.DatetimeIndex(self.counts.index)
        within = days.searchsorted(segments["start"])
        rates = segments[RATE_AND_ENDS].to_numpy(float)
        each = np.repeat(rates, np.diff(np.append(within, len(days))), axis=0)
        return pd.DataFrame(each, days, RATE_AND_ENDS).reindex(self.days)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """Ends of the count axis."""
        tallest = self._tallest(self.counts.drop(self.cut.index))
        tallest *= ABOVE if len(self.cut) else 1
        if self.sign < 0:
            return -1.05 * tallest, 0.0
        deepest = 0.0
        if self.below is not None:
            deepest = max(self._highest(self.below), self._highest_top(str(self.below.name)))
        return -1.05 * max(deepest, 0.1 * tallest if deepest else 0), 1.05 * tallest

    @cached_property
    def cut(self) -> pd.Series:
        """Counts of the days that the axis ends below: they stand out far above all others."""
        none = self.counts.iloc[:0]
        if self.sums or self.sign < 0:
            return none
        out = self.counts[self.counts.index.isin(self.result.standing_out["day"])]
        rest = self.counts.drop(out.index)
        high = out[out > TOO_HIGH * self._tallest(rest)] if len(rest) else none
        return high if len(high) <= MOST_CUT else none

    def _tallest(self, counts: pd.Series) -> float:
        """Give the height of the highest of the bars and of the rates' intervals."""
        late = 0 if self.late is None or self.late.empty or self.sums else int(self.late.max())
        tallest = max(self._highest(counts), self._highest_top(self.name), late, 1)
        high = self.scale * self.result.segments["rate_high"].max()
        # A short regime can have an interval that would squash every bar; then it is cut.
        return max(tallest, min(high, 2 * tallest)) if np.isfinite(high) else tallest

    def _highest(self, counts: pd.Series) -> float:
        """Give the top of the highest bar, what is spread over the days included."""
        spread = self.spread.get(str(counts.name))
        if self.sums:
            sums = self.sums[str(counts.name)]
            return float((sums["events"].fillna(0) + sums["spread"] + sums["late"]).max())
        return float((counts if spread is None else counts + spread).max())

    def _highest_top(self, name: str) -> float:
        """Give the height of the highest bar with what is expected on it; 0 without any."""
        tops = self.tops(name)
        return float((tops["base"] + tops["to_come"]).max()) if len(tops) else 0.0

    def tops(self, name: str) -> pd.DataFrame:
        """Return what is expected on the bars that are drawn of a series, with their ``base``."""
        return self._tops.get(name, NO_TOPS)

    @cached_property
    def _tops(self) -> dict[str, pd.DataFrame]:
        given = {name: expected for name, expected in self.to_come.items() if len(expected)}
        return {name: self._on_bars(name, expected) for name, expected in given.items()}

    def _on_bars(self, name: str, expected: pd.DataFrame) -> pd.DataFrame:
        if self.sums:
            sums = self.sums[name]
            heights = sums["events"].fillna(0).astype(float) + sums["spread"] + sums["late"]
        else:
            heights = self.counts if name == self.name or self.below is None else self.below
            if name in self.spread:
                heights = heights.add(self.spread[name], fill_value=0)
            if name == self.name and self.late is not None:
                heights = pd.concat([heights, self.late])
        there = expected.index.intersection(heights.index)
        return expected.loc[there].assign(base=heights.loc[there].astype(float))

    @property
    def subtitle(self) -> str:
        """What, unit and period."""
        names = [self.name] if self.below is None else [self.name, str(self.below.name)]
        ends = f"{plain_date(self.days[0])} to {plain_date(self.days[-1])}"
        return f"{' and '.join(names).capitalize()} per {self.bar_unit}, {ends}"

    @property
    def description(self) -> str:
        """What the chart shows and its extremes."""
        text = f"Timeline of {self.subtitle[0].lower()}{self.subtitle[1:]}."
        text = f"{text} {self._extreme()}"
        if len(self.cut):
            which = "it" if len(self.cut) == 1 else f"the {len(self.cut)} highest bars"
            text += f" The axis ends below {which}."
        if not self.marked.name:
            return text
        days = ", ".join(map(plain_date, self.marked[-MOST_NAMED:])) or "none"
        more = "the last of " if len(self.marked) > MOST_NAMED else ""
        return f"{text} Changes by {self.marked.name}: {more}{days}."

    def _extreme(self) -> str:
        """Say how high the highest bar is, and which bars stand for less than they seem to."""
        if not self.sums:
            return extreme(self.counts, self.name, unit=self.unit)
        return most_words(self.sums[self.name], self.name, self.per)
