"""A watch replayed over the past, as text for a terminal and as plain values for a program."""

import pandas as pd

from analytics.alarms.presets.replay import Replay
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from report.terminal.alarms import head_lines, result_values
from report.terminal.analysis import aligned, headed, plain_rows

RULES_SHORT = {
    "label": "rule",
    "alarms": "alarms",
    "units": "units",
    "false_alarms": "false a quarter",
    "error": "+-",
    "found": "x3 found in 28 days",
    "days": "days",
}
ALARMS_SHORT = {
    "unit": "unit",
    "begin": "begin",
    "end": "end",
    "settled": "became usual",
    "events": "events",
    "usual": "usual a week",
    "evidence": "evidence",
}


def replay_values(replay: Replay, selection: Selection) -> dict[str, object]:
    """Return a replay as plain values.

    Parameters
    ----------
    replay : Replay
    selection : Selection

    Returns
    -------
    dict
    """
    return result_values(replay.result, selection) | {
        "sentence": str(replay),
        "alarms": plain_rows(_dated(replay.result.alarms)),
        "rules": plain_rows(replay.table),
        "sent": {rule: plain_rows(_dated(sent)) for rule, sent in replay.sent.items()},
    }


def replay_text(replay: Replay, selection: Selection) -> str:
    """Lay a replay out for a terminal.

    Parameters
    ----------
    replay : Replay
    selection : Selection

    Returns
    -------
    str
    """
    lines = head_lines(replay.result, selection, said=str(replay))
    alarms = _dated(replay.result.alarms)
    if len(alarms):
        shown = alarms[list(ALARMS_SHORT)].rename(columns=ALARMS_SHORT)
        lines += headed("What it would have sent", aligned(plain_rows(shown)))
    rules = replay.table[list(RULES_SHORT)].rename(columns=RULES_SHORT)
    note = (
        f"Alarms and units: in these data. The rest: in {int(replay.table['quarters'].iloc[0])} "
        "drawn quarters of units like these, once quiet and once with each unit's rate trebled; "
        "days: until half of those are found."
    )
    lines += headed("Beside the rules of others", aligned(plain_rows(rules)), note)
    return "\n".join([*lines, "", f"{study_line(selection.study)}."])


def _dated(table: pd.DataFrame) -> pd.DataFrame:
    """Write the days of a table as text; a missing one stays missing."""
    days = table.select_dtypes("datetime").columns
    texts = {name: table[name].dt.strftime("%Y-%m-%d") for name in days}
    return table.assign(**{name: text.where(text.notna(), None) for name, text in texts.items()})
