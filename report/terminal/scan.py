"""A scan of many units as text for a terminal and as plain values for another program."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.changepoints.sentence import WEAK
from analytics.panel.listing import ordered_rows
from analytics.panel.scan import ScanResult
from analytics.panel.unit import NOT_WEIGHED, THIN
from analytics.panel.units import UnitCounts
from analytics.wording import plain_count, plain_date
from report.terminal.analysis import aligned, headed, plain_rows

SHORT = {
    "unit": "unit",
    "events": "events",
    "change_low": "changed from",
    "change_high": "to",
    "change_ratio": "by",
    "change_ratio_low": "low",
    "change_ratio_high": "high",
    "change_evidence": "its evidence",
    "evidence_rest": "of any change, against the rest",
    "rate_now": "now",
    "rate_usual": "usual",
    "bars": "over its days",
}
FIRM = "Firm: at most a twentieth of them by luck"
WATCH = "Watch, beside the firm ones: at most a tenth of them all by luck"
MOST_SHOWN = 1e6


@dataclass(frozen=True, kw_only=True, eq=False)
class Scanned:
    """A scan with what it was made of.

    Parameters
    ----------
    source : str
        What was scanned: the title of a study, or the name of a file or folder.
    data : str
        Which data, in a line.
    days : int
        Length of "now".
    units : UnitCounts
    result : ScanResult
    """

    source: str
    data: str
    days: int
    units: UnitCounts
    result: ScanResult

    @property
    def span(self) -> str:
        """Say which days were looked at, and which rows count for nothing."""
        index = self.units.index
        said = (
            f"{plain_date(index[0])} to {plain_date(index[-1])}: "
            f"{int(self.units.events.sum()):,} {self.units.noun} on "
            f"{plain_count(len(index), 'observed days')}"
        )
        left = [f"{many:,} {why}" for why, many in self.units.left_out.items()]
        return f"{said}; of the other rows {', '.join(left)}." if left else f"{said}."


def scan_values(scanned: Scanned, order: str) -> dict[str, object]:
    """Return a scan as plain values, every unit of it."""
    result, units = scanned.result, scanned.units
    rows = ordered_rows(result, order)
    return {
        "source": scanned.source,
        "data": scanned.data,
        "by": list(units.by),
        "noun": units.noun,
        "start": f"{units.index[0]:%Y-%m-%d}",
        "end": f"{units.index[-1]:%Y-%m-%d}",
        "days": scanned.days,
        "sentence": str(result),
        "looked_at": len(result.table),
        "tested": result.tested,
        "firm": list(rows.loc[rows["firm"], "unit"]),
        "watch": list(rows.loc[rows["watch_list"], "unit"]),
        "left_out": dict(units.left_out),
        "notes": list(units.notes),
        "table": plain_rows(rows),
    }


def scan_text(scanned: Scanned, order: str, most: int) -> str:
    """Lay a scan out for a terminal: both lists, then the units that could not be tested.

    Parameters
    ----------
    scanned : Scanned
    order : str
        As for :func:`~analytics.panel.listing.ordered_rows`.
    most : int
        Rows shown of each list.
    """
    rows = ordered_rows(scanned.result, order)
    lines = [scanned.source, scanned.span, *scanned.units.notes]
    lines += headed(f"By {scanned.units.divided_by}: where it has changed", str(scanned.result))
    further = rows["watch_list"] & ~rows["firm"]
    for heading, chosen in ((FIRM, rows["firm"]), (WATCH, further)):
        lines += headed(heading, _listed(rows[chosen], most) if chosen.any() else "None.")
    thin = rows.loc[rows["verdict"] == THIN, ["unit", "events", "reason", "could"]]
    if len(thin):
        shown = thin.rename(columns={"reason": "why", "could": "what it could have shown"})
        lines += headed(f"Too thin to test: {len(thin):,}", _cut(shown, most))
    quiet = int((~rows["firm"] & ~rows["watch_list"] & (rows["verdict"] != THIN)).sum())
    skipped = int((rows["verdict"] == NOT_WEIGHED).sum())
    lines += ["", f"On neither list: {plain_count(quiet, 'units')}{_skipped(skipped)}."]
    return "\n".join([*lines, "", f"{scanned.data}."])


def _skipped(many: int) -> str:
    return f", of which {many:,} could not pass and were not weighed" if many else ""


def _listed(rows: pd.DataFrame, most: int) -> str:
    told = {name: rows[name].map(_evidence) for name in ("change_evidence", "evidence_rest")}
    weak = rows["change_evidence"] <= LINE
    told["change_evidence"] += np.where(weak, f", {WEAK}", "")
    return _cut(rows.assign(**told)[[*SHORT]].rename(columns=SHORT), most)


def _evidence(value: float) -> str:
    if np.isnan(value):
        return ""
    return f"> {MOST_SHOWN:,.0f}" if value >= MOST_SHOWN else f"{value:.3g}"


def _cut(rows: pd.DataFrame, most: int) -> str:
    text = aligned(plain_rows(rows.head(most)))
    rest = len(rows) - most
    return (
        f"{text}\n… and {rest:,} more: --rows shows more, --out writes all." if rest > 0 else text
    )
