"""Watch the units of a study: which has an alarm, on which rows, and what luck does among so many.

The same data and rules give the same alarms, and the same words for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from analytics.alarms.completeness import known_days
from analytics.alarms.detectable import SeenRises, rises_seen
from analytics.alarms.realised import worst_quarter
from analytics.alarms.rules import LATELY, Alarm, WatchRules
from analytics.alarms.watch import UnitDays, Watch, watch_units
from analytics.errors import InvalidOption
from analytics.panel.counting import count_panel
from analytics.selection.columns import column_nouns
from analytics.selection.selected import Selection
from analytics.wording import plain_date, plain_number

# Units that a refusal names.
LISTED_UNITS = 12
UNIT_COLUMNS = ["unit", "state", "since", "usual", "now", "evidence", "line"]
ALARM_COLUMNS = [
    "unit",
    "begin",
    "end",
    "settled",
    "first",
    "events",
    "usual",
    "evidence",
    "line",
]


@dataclass(frozen=True, kw_only=True, eq=False)
class WatchResult:
    """Outcome of :func:`watch_study`.

    Attributes
    ----------
    by, noun : str
        The column that divides the events, and what is counted.
    rules : WatchRules
    begin, last : Timestamp
        First day watched, and the last day of which something is known.
    days : UnitDays
    watch : Watch
    unknown : int
        Events that say of no unit that they belong to it.
    late : int
        Days not yet complete that enter with their completeness; the others are left out.
    """

    by: str
    noun: str
    rules: WatchRules
    begin: pd.Timestamp
    last: pd.Timestamp
    days: UnitDays
    watch: Watch
    unknown: int
    late: int

    @property
    def table(self) -> pd.DataFrame:
        """One row a unit, those with an alarm first, then by evidence.

        ``state`` ("alarm", "muted" or "quiet"), ``since`` (the begin of the alarm), ``usual`` and
        ``now`` (events a week before, and in the last 28 days), ``evidence`` over the days watched
        (how many times likelier they are with a rise than without), and ``line``, the share of the
        line for an alarm that the evidence has reached. Of a unit in alarm ``usual``, ``evidence``
        and ``line`` are those of its begin, and stay; ``now`` goes on.
        """
        rows = [self._unit(u, unit) for u, unit in enumerate(self.days.units)]
        table = pd.DataFrame(rows, columns=UNIT_COLUMNS)
        table["since"] = pd.to_datetime(table["since"])
        order = table.assign(quiet=table["state"] != "alarm")
        order = order.sort_values(["quiet", "line"], ascending=[True, False], kind="stable")
        return table.loc[order.index].reset_index(drop=True)

    def _unit(self, u: int, unit: str) -> tuple:
        standing, quarter = self.watch.standing[unit], self.watch.quarters[-1]
        last = self.days.last
        now = self.days.counts[u, max(last + 1 - LATELY, 0) : last + 1].sum() / LATELY * 7
        if standing.alarm is not None:
            alarm = standing.alarm
            evidence, line = alarm.evidence / alarm.watched, alarm.evidence / alarm.line
            since = self.days.date(alarm.begin)
            return unit, "alarm", since, 7 * alarm.usual, now, evidence, line
        evidence = standing.evidence / max(standing.watched, 1)
        line = standing.evidence / quarter.line
        state = "muted" if unit in self.rules.muted else "quiet"
        return unit, state, pd.NaT, 7 * standing.usual, now, evidence, line

    @property
    def alarms(self) -> pd.DataFrame:
        """One row an alarm, in the order of their begin.

        ``unit``, ``begin``, ``end`` (missing while it lasts), ``settled`` (whether it ended by
        becoming usual), ``first`` (first of the 28 days whose events stand with it), ``events`` in
        these, ``usual`` (a week), ``evidence`` and ``line`` as in ``table``.
        """
        rows = [self._alarm(alarm) for alarm in self.watch.alarms]
        table = pd.DataFrame(rows, columns=ALARM_COLUMNS)
        days = {name: pd.to_datetime(table[name]) for name in ("begin", "end", "first")}
        return table.assign(**days)

    def _alarm(self, alarm: Alarm) -> tuple:
        begin = self.days.date(alarm.begin)
        return (
            alarm.unit,
            begin,
            pd.NaT if alarm.end is None else self.days.date(alarm.end),
            alarm.settled,
            begin - pd.Timedelta(days=LATELY - 1),
            alarm.events,
            7 * alarm.usual,
            alarm.evidence / alarm.watched,
            alarm.evidence / alarm.line,
        )

    @property
    def by_luck(self) -> float:
        """The false alarms that the budget allows for the days watched."""
        return self.rules.budget.within((self.last - self.begin).days + 1)

    @property
    def seen(self) -> SeenRises:
        """What the watch could see in these units."""
        quarter = self.watch.quarters[-1]
        weekday = self.days.weekday(quarter.start)
        before = self.days.counts[:, : quarter.origin]
        return rises_seen(quarter, before, step=self.rules.step, weekday=weekday)

    def __str__(self) -> str:
        """Say how many alarms there were, and how many luck alone may give."""
        number, units = len(self.watch.alarms), len(self.days.units)
        alarms = f"{number or 'No'} {'alarm' if number == 1 else 'alarms'}"
        worst, quarters = worst_quarter(careful=self.rules.careful, looks=self.rules.looks)
        allowed = "at most " if self.rules.careful else ""
        return (
            f"{alarms} in {units} {'unit' if units == 1 else 'units'} from "
            f"{plain_date(self.begin)} to {plain_date(self.last)}; expected by luck {allowed}"
            f"{plain_number(self.by_luck)}; they come in bunches: with a budget of 1 a quarter the "
            f"worst of {quarters:,} simulated quarters had {worst}."
        )


def watch_study(
    selection: Selection,
    by: str,
    rules: WatchRules,
    *,
    begin: pd.Timestamp,
    lines: Mapping[pd.Timestamp, float],
) -> WatchResult:
    """Watch the units of a study from a day on.

    Parameters
    ----------
    selection : Selection
        Events that are not dated to the day are left out.
    by : str
        The column that divides the events into units.
    rules : WatchRules
    begin : Timestamp
        First day watched.
    lines : mapping of Timestamp to float
        As for :func:`~analytics.alarms.watch.watch_units`.

    Returns
    -------
    WatchResult

    Raises
    ------
    InvalidOption, NotAnswerable, OutsideCoverage

    Notes
    -----
    Units are all those of which the list holds an event, today's included. A day not yet complete
    enters with the share of its events that is known by then, never as a zero, and with how far
    that may be off; where nothing tells it, it is left out.
    """
    days, unknown, late = unit_days(selection, by)
    rules = replace(rules, muted=frozenset(selection.study.full_names(by, rules.muted)))
    if strangers := sorted(set(rules.muted) - set(days.units)):
        one, _ = column_nouns(selection.study, by)
        raise InvalidOption(
            f"There is no {one} {strangers[0]!r} to mute: there are "
            f"{', '.join(sorted(days.units)[:LISTED_UNITS])}."
        )
    return WatchResult(
        by=by,
        noun=selection.measured,
        rules=rules,
        begin=begin,
        last=days.date(days.last),
        days=days,
        watch=watch_units(days, rules, begin=begin, lines=lines),
        unknown=unknown,
        late=late,
    )


def unit_days(selection: Selection, by: str) -> tuple[UnitDays, int, int]:
    """Count the events of a study by unit and day.

    Parameters
    ----------
    selection : Selection
    by : str

    Returns
    -------
    days : UnitDays
    unknown : int
        Events without a unit.
    late : int
        Days that enter with their completeness.
    """
    counting = selection.counting
    panel = count_panel(counting, by)
    seen, doubt = known_days(counting, panel)
    units = panel.units
    without = int(panel.counts.drop(columns=list(units)).to_numpy().sum())
    days = UnitDays(
        units=units,
        counts=panel.counts[list(units)].to_numpy(float).T,
        seen=seen,
        doubt=doubt,
        start=panel.counts.index[0],
    )
    return days, without, int(((seen > 0) & (seen < 1)).sum())


def unit_rows(
    selection: Selection, by: str, unit: str, first: pd.Timestamp, last: pd.Timestamp
) -> tuple[str, ...]:
    """List the ids of the events of a unit between two days, the oldest first.

    Parameters
    ----------
    selection : Selection
    by, unit : str
    first, last : Timestamp
        Both inclusive.

    Returns
    -------
    tuple of str
    """
    events = selection.counted(selection.measured)
    inside = (events[by].astype(object).astype(str) == unit) & events["date"].between(first, last)
    return tuple(events[inside].sort_values("date", kind="stable")["event_id"].astype(str))
