"""A watch as text for a terminal and as plain values for another program."""

from typing import Any

import pandas as pd

from analytics.alarms.rules import LATELY
from analytics.alarms.study_watch import WatchResult
from analytics.selection.columns import column_label
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from analytics.wording import plain_date
from report.alarms.feed import Sender, alarm_sentence
from report.alarms.run import WatchRun
from report.terminal.analysis import aligned, headed, plain_rows

# Rows of an alarm that are named in a terminal; its JSON, the feed and the log have all.
NAMED_ROWS = 8
SHORT = {
    "unit": "unit",
    "state": "state",
    "since": "since",
    "usual": "usual a week",
    "now": "now a week",
    "evidence": "evidence",
    "line": "of the line",
}
OF_ALARMS = (
    "Of a unit in alarm, usual, evidence and its share of the line are those of the day since "
    f"which it is; now is of the last {LATELY} days."
)


def watch_values(run: WatchRun, selection: Selection) -> dict[str, object]:
    """Return a run of a watch as plain values.

    Parameters
    ----------
    run : WatchRun
    selection : Selection

    Returns
    -------
    dict
    """
    state = run.state
    return result_values(run.result, selection) | {
        "alarms": [_with_links(alarm, run.sender) for alarm in state.alarms],
        "new": [_with_links(alarm, run.sender) for alarm in state.new],
    }


def _with_links(alarm: dict[str, Any], sender: Sender) -> dict[str, Any]:
    return alarm | {
        "sentence": alarm_sentence(alarm, sender.noun),
        "link": sender.link(alarm["unit"]),
        "command": sender.command(alarm["unit"]),
    }


def result_values(result: WatchResult, selection: Selection) -> dict[str, object]:
    """Return what a watch says of the units as plain values."""
    study, seen = selection.study, result.seen
    return {
        "schema": 1,
        "study": study.title,
        "data": study_line(study),
        "digest": study.digest,
        "shown": subtitle(selection),
        "by": result.by,
        "budget": str(result.rules.budget),
        "looks": result.rules.looks,
        "careful": result.rules.careful,
        "begin": f"{result.begin:%Y-%m-%d}",
        "last": f"{result.last:%Y-%m-%d}",
        "sentence": str(result),
        "by_luck": round(result.by_luck, 3),
        "could_see": {"sentence": str(seen), "table": plain_rows(seen.table)},
        "left_out": left_out(result, column_label(study, result.by)),
        "units": plain_rows(result.table),
    }


def watch_text(run: WatchRun, selection: Selection) -> str:
    """Lay a run of a watch out for a terminal.

    Parameters
    ----------
    run : WatchRun
    selection : Selection

    Returns
    -------
    str
    """
    new, sender = run.state.new, run.sender
    lines = head_lines(run.result, selection)
    older = [alarm for alarm in run.state.alarms if alarm not in new]
    for heading, alarms in (("New alarms", new), ("Earlier alarms", older)):
        if alarms:
            lines += headed(
                heading, *(line for alarm in alarms for line in alarm_lines(alarm, sender))
            )
    if not new:
        lines += ["", "No new alarm in these data."]
    return "\n".join([*lines, *unit_lines(run.result), "", f"{study_line(selection.study)}."])


def head_lines(result: WatchResult, selection: Selection, said: str = "") -> list[str]:
    """Say what is watched and what could be seen, with the sentence of the result or another."""
    rules = result.rules
    line = "the simple bound" if rules.careful else f"{rules.budget} over all units together"
    label = column_label(selection.study, result.by)
    heading = f"{label}: {rules.looks} looks, false alarms: {line}"
    lines = [said or str(result), _usual(result), str(result.seen), *left_out(result, label)]
    return [selection.study.title, subtitle(selection), *headed(heading, *lines)]


def _usual(result: WatchResult) -> str:
    """Say which days the usual rates are of: one begun earlier sees other rises, or none."""
    days = f"the days before {plain_date(result.begin)}"
    if len(result.watch.quarters) > 1:
        days += ", and for each further quarter from those before it"
    return f"What is usual is learned from {days}: a rise that began by then is part of it."


def left_out(result: WatchResult, label: str) -> list[str]:
    """Say which events and days enter otherwise than as counts."""
    said = []
    if result.unknown:
        many = f"{result.unknown:,} {result.noun}"
        said.append(f"{many} have no {label} and are in no unit.")
    if result.late:
        days = "1 day is" if result.late == 1 else f"The last {result.late} days are"
        said.append(f"{days} not yet complete, and weighed by the share of events known by then.")
    if result.rules.muted:
        said.append(f"Muted: {', '.join(sorted(result.rules.muted))}.")
    return said


def alarm_lines(alarm: dict[str, Any], sender: Sender) -> list[str]:
    """Give the lines of one alarm: its sentence, its rows, and the command that shows it."""
    rows = alarm["rows"]
    more = f" and {len(rows) - NAMED_ROWS} more" if len(rows) > NAMED_ROWS else ""
    return [
        alarm_sentence(alarm, sender.noun),
        f"  Rows: {', '.join(rows[:NAMED_ROWS])}{more}",
        f"  {sender.command(alarm['unit'])}",
    ]


def unit_lines(result: WatchResult) -> list[str]:
    """Lay the units out as a table."""
    table = result.table
    since = table["since"].dt.strftime("%Y-%m-%d")
    shown = table.assign(since=since.where(since.notna(), None))
    named = pd.DataFrame(shown[list(SHORT)].rename(columns=SHORT))
    lines = headed("Units", aligned(plain_rows(named)))
    return [*lines, OF_ALARMS] if table["state"].eq("alarm").any() else lines
