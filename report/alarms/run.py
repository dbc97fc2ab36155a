"""One run of a watch: what is new since the last, kept and sent so that it may stop anywhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from analytics.alarms.rules import HISTORY, LATELY, LEAST_HISTORY, WatchRules
from analytics.alarms.study_watch import WatchResult, unit_days, unit_rows, watch_study
from analytics.errors import InvalidOption
from analytics.selection.columns import column_nouns
from analytics.selection.link import WHERE, view_parts
from analytics.selection.selected import Selection
from data.tables.cells import is_day
from report.alarms.feed import Sender, atom, json_lines
from report.alarms.state import WatchState, check_continues, merged, read_state
from report.files import check_targets, write_all

STATE_FILE = "watch.json"
# The parts of an address that change what is counted.
COUNTED = ("from", "to", "series", "country", "place", "weapon", "confirmation", "repeats")


@dataclass(frozen=True, kw_only=True)
class Files:
    """Where a watch keeps its state and writes what it sends; None writes nothing."""

    state: Path
    feed: Path | None = None
    log: Path | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class WatchRun:
    """Outcome of :func:`run_watch`: what was found, and what is kept of it."""

    result: WatchResult
    state: WatchState
    sender: Sender


def run_watch(
    selection: Selection, by: str, rules: WatchRules, *, since: str | None, files: Files, page: str
) -> WatchRun:
    """Watch the units of a study up to its newest day, and keep what was found.

    Parameters
    ----------
    selection : Selection
    by : str
    rules : WatchRules
    since : str or None
        First day watched, ISO 8601; at first the last 28 days of the data, later as before.
    files : Files
    page : str
        Address of the page that shows the study.

    Returns
    -------
    WatchRun

    Raises
    ------
    EscalationError
        Nothing is written then.

    Notes
    -----
    The same data give the same files, byte for byte, and the same new alarms, so that a run that
    was stopped is simply run again. The state is written last: until then nothing has happened.
    """
    targets = [path for path in (files.state, files.feed, files.log) if path is not None]
    for path in targets:
        check_targets([path], force=True)
    study, known = selection.study, read_state(files.state)
    settings = {
        "by": by,
        "budget": str(rules.budget),
        "looks": rules.looks,
        "careful": "yes" if rules.careful else "no",
        "view": urlencode(counted_parts(selection)),
    }
    data_date = f"{study.data_date:%Y-%m-%d}"
    if known:
        check_continues(files.state, known, settings, data_date, since)
    begin = pd.Timestamp(known.begin) if known else first_day(selection, by, since)
    lines = {pd.Timestamp(day): line for day, line in known.lines.items()} if known else {}
    result = watch_study(selection, by, rules, begin=begin, lines=lines)
    state = WatchState(
        settings=settings,
        begin=f"{begin:%Y-%m-%d}",
        data_date=data_date,
        digest=study.digest,
        lines={
            f"{result.days.date(quarter.start):%Y-%m-%d}": quarter.log_line
            for quarter in result.watch.quarters
        },
        alarms=merged(known.alarms if known else (), found_alarms(result, selection), data_date),
    )
    sender = Sender(
        title=study.title,
        folder=str(study.folder),
        by=by,
        unit=column_nouns(study, by)[0],
        noun=result.noun,
        page=page,
        parts=counted_parts(selection),
        shares_rows=study.shares_rows,
    )
    if files.feed:
        write_all({files.feed: atom(state, sender)}, force=True)
    if files.log:
        write_all({files.log: json_lines(state, shares_rows=study.shares_rows)}, force=True)
    write_all({files.state: state.content()}, force=True)
    return WatchRun(result=result, state=state, sender=sender)


def counted_parts(selection: Selection) -> dict[str, str]:
    """Return what an address says of a view that changes what is counted."""
    parts = view_parts(selection.view, selection.study)
    return {name: text for name, text in parts.items() if name in COUNTED or name.startswith(WHERE)}


def replay_result(
    selection: Selection, by: str, rules: WatchRules, *, since: str | None
) -> WatchResult:
    """Watch over the past of a study, and keep nothing.

    Parameters
    ----------
    selection : Selection
    by : str
    rules : WatchRules
    since : str or None
        First day watched, ISO 8601; None leaves a year of history before it, in a study that is
        hardly longer half of its days.

    Returns
    -------
    WatchResult
    """
    days, _, _ = unit_days(selection, by)
    begin = asked_day(since) if since else days.date(replay_history(days.last + 1))
    return watch_study(selection, by, rules, begin=begin, lines={})


def replay_history(days: int) -> int:
    """Return how many of so many days are left as history before a watch over the past."""
    return HISTORY if days > HISTORY + LATELY else max(LEAST_HISTORY, days // 2)


def first_day(selection: Selection, by: str, since: str | None) -> pd.Timestamp:
    """Return the day on which a watch begins: as asked, or with the last 28 days of the data."""
    if since:
        return asked_day(since)
    days, _, _ = unit_days(selection, by)
    return days.date(days.last - LATELY + 1)


def asked_day(since: str) -> pd.Timestamp:
    """Read the first day watched.

    Raises
    ------
    InvalidOption
    """
    if not is_day(since):
        raise InvalidOption(f"--since is {since!r}: write a date as year-month-day.")
    return pd.Timestamp(since)


def found_alarms(result: WatchResult, selection: Selection) -> list[dict[str, Any]]:
    """Give the alarms of a result as plain values, each with its rows.

    Parameters
    ----------
    result : WatchResult
    selection : Selection

    Returns
    -------
    list of dict
        As a :class:`~report.alarms.state.WatchState` keeps them.
    """
    study = selection.study
    return [
        {
            "unit": row.unit,
            "begin": f"{row.begin:%Y-%m-%d}",
            "end": None if pd.isna(row.end) else f"{row.end:%Y-%m-%d}",
            "settled": bool(row.settled),
            "events": int(row.events),
            "usual": round(float(row.usual), 3),
            "evidence": round(float(row.evidence), 1),
            "line": round(float(row.line), 2),
            "rows": list(unit_rows(selection, result.by, row.unit, row.first, row.begin)),
            "found_in": study.digest,
            "found_on": f"{study.data_date:%Y-%m-%d}",
            "withdrawn": None,
        }
        for row in result.alarms.itertuples()
    ]
