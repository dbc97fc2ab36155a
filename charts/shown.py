"""What a timeline shows, and what follows from it: its ends, its reach, its words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints import ChangepointResult
from analytics.wording import plain_date

RATES = ["rate", "rate_low", "rate_high"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """The series of a timeline; ``series`` is "strikes" where the result counts strikes."""

    result: ChangepointResult
    strikes: pd.Series | None
    smooth: pd.Series | None
    series: str

    @property
    def counts(self) -> pd.Series:
        """The counts that the result is about."""
        return self.result.counts

    @property
    def name(self) -> str:
        """What the result counts."""
        return "strikes" if self.series == "strikes" else "attacks"

    @property
    def sign(self) -> int:
        """Direction of the counts: attacks up, strikes down."""
        return -1 if self.name == "strikes" else 1

    @property
    def below(self) -> pd.Series | None:
        """The strikes drawn beside attacks."""
        return None if self.name == "strikes" else self.strikes

    @property
    def step(self) -> pd.Timedelta:
        """Length of one period."""
        days = self.counts.index
        return days[1] - days[0] if len(days) > 1 else pd.Timedelta(1, "D")

    @property
    def unit(self) -> str:
        """Name of one period."""
        days = self.step.days
        return {1: "day", 7: "week"}.get(days, "month" if 28 <= days <= 31 else "period")

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Ends of the time axis: a bar stands in the middle of its day."""
        days = self.counts.index
        return days[0] - self.step / 2, days[-1] + self.step / 2

    @property
    def rates(self) -> pd.DataFrame:
        """The regime's rate and its interval on each day."""
        rates = self.result.segments.set_index("start")[RATES].astype(float)
        return rates.reindex(self.counts.index, method="ffill")

    @property
    def reach(self) -> tuple[float, float]:
        """Ends of the count axis."""
        tallest = max(int(self.counts.max()), 1)
        high = self.result.segments["rate_high"].max()
        # A short regime can have an interval that would squash every bar; then it is cut.
        tallest = max(tallest, min(high, 2 * tallest)) if np.isfinite(high) else tallest
        if self.sign < 0:
            return -1.05 * tallest, 0.0
        deepest = 0 if self.below is None else int(self.below.max())
        return -1.05 * max(deepest, 0.1 * tallest if deepest else 0), 1.05 * tallest

    @property
    def subtitle(self) -> str:
        """What, unit and period."""
        names = [self.name] if self.below is None else [self.name, "strikes"]
        ends = f"{plain_date(self.counts.index[0])} to {plain_date(self.counts.index[-1])}"
        return f"{' and '.join(names).capitalize()} per {self.unit}, {ends}"

    @property
    def description(self) -> str:
        """What the chart shows and its extremes."""
        text = f"Timeline of {self.subtitle[0].lower()}{self.subtitle[1:]}."
        most = int(self.counts.max())
        if most == 0:
            return f"{text} No {self.name}."
        when = plain_date(self.counts.idxmax())
        return f"{text} Most {self.name} in one {self.unit}: {most}, on {when}."
