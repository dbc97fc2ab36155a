"""A watch replayed over the past, beside the rules of others on the same units.

What each would have sent, and how often each is wrong and how soon right in units like these.
"""

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.alarms.evidence import start_watch
from analytics.alarms.presets.catalogue import PRESETS
from analytics.alarms.presets.drawn_panels import draw_panel
from analytics.alarms.presets.weeks import WEEK_DAYS, by_week
from analytics.alarms.rules import HISTORY, WatchRules
from analytics.alarms.study_watch import WatchResult
from analytics.alarms.watch import Quarter, UnitDays, watch_units

OWN_WATCH = "watch"
# Weeks without a flag after which a further one is a new alarm.
APART = 4
# Panels like the units that are drawn, and the rise that is looked for in them.
DRAWN_PANELS, DRAWN_RISE, RISE_DAY = 12, 3.0, 14
FOUND_WITHIN = 28
# A median that is never reached is told as this.
NEVER = math.inf


@dataclass(frozen=True, kw_only=True, eq=False)
class Replay:
    """Outcome of :func:`replay`.

    Attributes
    ----------
    result : WatchResult
        The watch over the past.
    sent : mapping of str to DataFrame
        By rule, ``unit`` and ``begin`` of each alarm that it would have sent, the watch first.
    table : DataFrame
        One row a rule: ``rule``, ``label``; ``alarms`` and ``units`` in the past; and in units like
        these ``false_alarms`` a quarter over all of them, its Monte Carlo ``error``, the share
        ``found`` of triplings within 28 days, and their median ``days``; ``quarters`` drawn.
    """

    result: WatchResult
    sent: Mapping[str, pd.DataFrame]
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say how many alarms the watch would have sent, and how many the other rules."""
        rows = self.table.set_index("rule")
        others = rows.drop(OWN_WATCH)
        least, most = int(others["alarms"].min()), int(others["alarms"].max())
        false = others["false_alarms"]
        return (
            f"{self.result} The other rules would have sent {least} to {most} alarms; where "
            f"nothing rises in units like these, {false.min():.1f} to {false.max():.1f} a quarter, "
            f"the watch {rows.loc[OWN_WATCH, 'false_alarms']:.1f}."
        )


def replay(result: WatchResult) -> Replay:
    """Hold a watch over the past against the rules of others, on the same units.

    Parameters
    ----------
    result : WatchResult
        Of a watch that began in the past.

    Returns
    -------
    Replay

    Notes
    -----
    The rules of others look once a week, as they are published; a flag is an alarm where the four
    weeks before have none. How often each is wrong is measured on panels drawn from what the last
    quarter of the watch learned of the units, with a year of history, so that Farrington's rules
    have no second year and no trend. In the same panels each unit's rate then rises threefold in
    the third week. The random numbers follow from the counts.
    """
    days, rules = result.days, result.rules
    first = days.place(result.begin)
    own = result.alarms[["unit", "begin"]]
    sent = {OWN_WATCH: own} | _sent(days, first, rules)
    measured = measured_rates(days, result.watch.quarters[-1], rules)
    labels = {OWN_WATCH: f"this watch, {rules.looks}"} | {
        key: one.label for key, one in PRESETS.items()
    }
    rows = [
        (rule, labels[rule], len(alarms), alarms["unit"].nunique(), *measured[rule])
        for rule, alarms in sent.items()
    ]
    names = ["rule", "label", "alarms", "units", "false_alarms", "error", "found", "days"]
    table = pd.DataFrame(rows, columns=names).assign(quarters=DRAWN_PANELS)
    return Replay(result=result, sent=sent, table=table)


def _share(units: int, rules: WatchRules) -> float:
    """Give the false alarms that the budget leaves to one unit in one week."""
    return min(rules.budget.within(WEEK_DAYS) / units, 0.5)


def _sent(days: UnitDays, first: int, rules: WatchRules) -> dict[str, pd.DataFrame]:
    """List what each of the other rules would have sent."""
    found: dict[str, list[tuple[str, pd.Timestamp]]] = {rule: [] for rule in PRESETS}
    share = _share(len(days.units), rules)
    known = days.last + 1
    for unit, counts in zip(days.units, days.counts, strict=True):
        weeks = by_week(counts[:known], days.seen[:known], first, share)
        for rule, preset in PRESETS.items():
            begins = np.flatnonzero(alarm_begins(preset.flag(weeks))).tolist()
            found[rule] += [
                (unit, days.date(first + WEEK_DAYS * (week + 1) - 1)) for week in begins
            ]
    frames = {rule: pd.DataFrame(rows, columns=["unit", "begin"]) for rule, rows in found.items()}
    # Without a row the column of days would be one of anything.
    dated = {rule: one.assign(begin=pd.to_datetime(one["begin"])) for rule, one in frames.items()}
    return {rule: frame.sort_values(["begin", "unit"]) for rule, frame in dated.items()}


def alarm_begins(flags: np.ndarray) -> np.ndarray:
    """Tell which flags begin an alarm: those with none in the four weeks before.

    Parameters
    ----------
    flags : array of bool, shape (n_weeks,)

    Returns
    -------
    array of bool, shape (n_weeks,)
    """
    lately = np.convolve(flags, np.ones(APART))[: flags.size]
    return flags & (np.concatenate([np.zeros(1), lately])[: flags.size] == 0)


def measured_rates(
    days: UnitDays, quarter: Quarter, rules: WatchRules
) -> dict[str, tuple[float, float, float, float]]:
    """Measure each rule on drawn panels like the units.

    Parameters
    ----------
    days : UnitDays
    quarter : Quarter
        What was learned of the units.
    rules : WatchRules

    Returns
    -------
    dict of str to tuple of float
        By rule: false alarms a quarter over all units and their Monte Carlo error, the share of
        triplings found within 28 days, and the median days until they are.
    """
    units = [start_watch(one, quarter.clustering) for one in quarter.baselines]
    rng = np.random.default_rng(zlib.crc32(days.counts.astype("<f8").tobytes()))
    weekday = days.weekday(quarter.start)
    false: dict[str, list[int]] = {rule: [] for rule in (OWN_WATCH, *PRESETS)}
    delays: dict[str, list[np.ndarray]] = {rule: [] for rule in (OWN_WATCH, *PRESETS)}
    for _ in range(DRAWN_PANELS):
        quiet, risen = draw_panel(units, rng, weekday, RISE_DAY, DRAWN_RISE)
        for rule, begins in _first_alarms(days, quiet, weekday, rules).items():
            false[rule].append(int(np.isfinite(begins).sum()))
        for rule, begins in _first_alarms(days, risen, weekday, rules).items():
            # What was over the line before its rise is no rise found.
            delays[rule].append(begins[begins >= RISE_DAY] - RISE_DAY + 1)
    return {rule: _rates(np.array(false[rule]), delays[rule]) for rule in false}


def _rates(false: np.ndarray, delays: list[np.ndarray]) -> tuple[float, float, float, float]:
    whole = np.concatenate(delays)
    error = float(false.std(ddof=1) / np.sqrt(false.size))
    found = float((whole <= FOUND_WITHIN).mean()) if whole.size else math.nan
    return float(false.mean()), error, found, float(np.median(whole)) if whole.size else math.nan


def _first_alarms(
    days: UnitDays, counts: np.ndarray, weekday: int, rules: WatchRules
) -> dict[str, np.ndarray]:
    """Give the day of the quarter on which each unit's first alarm begins; infinite for none."""
    length = counts.shape[1]
    # A Monday and as many days more as the first day of the panel comes after one.
    start = pd.Timestamp("2001-01-01") + pd.Timedelta(days=(weekday - HISTORY) % 7)
    panel = UnitDays(
        units=days.units, counts=counts, seen=np.ones(length), doubt=np.zeros(length), start=start
    )
    own = np.full(len(days.units), NEVER)
    for alarm in watch_units(panel, rules, begin=panel.date(HISTORY), lines={}).alarms:
        place = days.units.index(alarm.unit)
        own[place] = min(own[place], alarm.begin - HISTORY)
    found = {OWN_WATCH: own}
    share = _share(len(days.units), rules)
    weeks = [by_week(unit, panel.seen, HISTORY, share) for unit in counts]
    for rule, preset in PRESETS.items():
        flags = np.array([preset.flag(one) for one in weeks])
        first = WEEK_DAYS * (flags.argmax(axis=1) + 1) - 1.0
        found[rule] = np.where(flags.any(axis=1), first, NEVER)
    return found
