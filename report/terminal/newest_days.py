"""How complete the newest days are, as text for a terminal and as values for another program."""

import pandas as pd

from analytics.nowcast.newest_days import Nowcast
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from report.terminal.analysis import aligned, headed, plain_rows


def nowcast_values(result: Nowcast, selection: Selection) -> dict[str, object]:
    """Return a nowcast as plain values.

    Parameters
    ----------
    result : Nowcast
    selection : Selection

    Returns
    -------
    dict
    """
    study, week = selection.study, result.lately
    lately = None if week is None else pd.DataFrame([week.row])
    return {
        "schema": 1,
        "study": study.title,
        "data": study_line(study),
        "digest": study.digest,
        "shown": subtitle(selection),
        "sentence": str(result),
        "notes": list(result.notes),
        "downloads": [f"{day:%Y-%m-%d}" for day in result.looks.taken],
        "final_after_days": result.outlook.final_days,
        "last_days": None if lately is None else plain_rows(lately)[0],
        "days": plain_rows(result.table),
        "delays": plain_rows(result.delays),
    }


def nowcast_text(result: Nowcast, selection: Selection) -> str:
    """Lay a nowcast out for a terminal.

    Parameters
    ----------
    result : Nowcast
    selection : Selection

    Returns
    -------
    str
    """
    lines = [selection.study.title, subtitle(selection), "", str(result), *result.notes]
    if len(result.table):
        days = result.table.assign(date=result.table["date"].dt.strftime("%Y-%m-%d"))
        lines += headed("Days that may still get events", aligned(plain_rows(days)))
    heading = "How late events are listed: share listed so many days after the event"
    lines += headed(heading, aligned(plain_rows(result.delays)))
    return "\n".join([*lines, "", f"{study_line(selection.study)}."])
