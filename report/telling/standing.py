"""What still stands from one run of a study to the next: alarms that last, units still listed.

Read from what ``watch --json`` and ``scan --json`` say, as what is new is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analytics.alarms.rules import LATELY
from analytics.wording import plain_date, plain_rate, plain_ratio
from report.telling.changes import NEW, REVISED, UNIT, Changed, list_of, new_alarms, unit_figure

Values = Mapping[str, Any]
# A unit of a scan and one of a watch are the same where both are divided by the same columns.
Unit = tuple[tuple[str, ...], str]


def still_standing(
    results: Mapping[str, Values | None],
    before: Mapping[str, Values | None],
    changes: list[Changed],
) -> list[dict[str, Any]]:
    """Name the units that were in alarm or on a list in the run before, and are so now.

    Parameters
    ----------
    results, before : mapping
        ``scan`` and ``watch`` as these commands give them, of this run and of the one before.
    changes : list of Changed
        What the message tells as new or revised is not told here again.

    Returns
    -------
    list of dict
        ``unit``, ``alarm_since`` (a day, or None), ``list`` ("firm", "watch", or empty) and
        ``sentence`` with its figures of now; those in alarm first.
    """
    watch, scan = results.get("watch"), results.get("scan")
    alarms = dict(_alarms(watch, before.get("watch"))) if watch else {}
    told = {one.unit for one in changes if one.what == UNIT and one.status in (NEW, REVISED)}
    listed = dict(_listed(scan, before.get("scan") or {}, told)) if scan else {}
    return [
        _standing(name, alarms.get((by, name)), listed.get((by, name)))
        for by, name in dict.fromkeys([*alarms, *listed])
    ]


def _alarms(watch: Values, before: Values | None) -> Iterator[tuple[Unit, dict[str, Any]]]:
    """Give the alarms that last and are not new, each with its unit's row of now."""
    new = {(one["unit"], one["begin"]) for one in new_alarms(before, watch)}
    rows = {row["unit"]: row for row in watch.get("units", [])}
    for alarm in watch["alarms"]:
        over = alarm["withdrawn"] or alarm.get("end")
        if not over and (alarm["unit"], alarm["begin"]) not in new:
            yield ((watch["by"],), alarm["unit"]), {**alarm, **_now(rows.get(alarm["unit"]))}


def _now(row: Values | None) -> dict[str, Any]:
    return {"now": row["now"], "usual_now": row["usual"]} if row else {}


def _listed(scan: Values, before: Values, told: set[str]) -> Iterator[tuple[Unit, Values]]:
    """Give the rows of the units that are on a list, and were on one before."""
    then = {row["unit"] for row in before.get("table", []) if list_of(row)}
    for row in scan["table"]:
        if list_of(row) and row["unit"] in then and row["unit"] not in told:
            yield (tuple(scan["by"]), row["unit"]), row


def _standing(unit: str, alarm: Values | None, row: Values | None) -> dict[str, Any]:
    said = [_alarm_words(alarm)] if alarm else []
    if row is not None:
        said.append(f"on the {list_of(row)} list with {unit_figure(row)}")
    return {
        "unit": unit,
        "alarm_since": alarm["begin"] if alarm else None,
        "list": list_of(row) if row is not None else "",
        "sentence": f"{unit}: {'; '.join(said)}",
    }


def _alarm_words(alarm: Values) -> str:
    """Say since when an alarm lasts, and how many events there are now."""
    words = f"in alarm since {plain_date(pd.Timestamp(alarm['begin']))}"
    now, usual = alarm.get("now"), alarm.get("usual_now")
    if now is None or usual is None:
        return words
    words += f", {plain_rate(now)} a week in the last {LATELY} days"
    if not usual:
        return f"{words}, usual are {plain_rate(usual)}"
    return f"{words}, {plain_ratio(now / usual)} times the usual {plain_rate(usual)}"
