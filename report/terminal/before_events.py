"""Whether the days before announced events differ, as text, as plain values, and as tables."""

import pandas as pd

from analytics.responses.anticipation import AnticipationResult
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from analytics.wording import capitalised
from report.terminal.analysis import headed, plain_rows
from report.terminal.what_follows import window_lines


def anticipation_values(result: AnticipationResult, selection: Selection) -> dict[str, object]:
    """Return it as plain values.

    Parameters
    ----------
    result : AnticipationResult
    selection : Selection

    Returns
    -------
    dict
    """
    study = selection.study
    return {
        "study": study.title,
        "data": study_line(study),
        "digest": study.digest,
        "shown": subtitle(selection),
        "name": result.name,
        "sentence": str(result),
        "reason": result.reason,
        "dates": [f"{day:%Y-%m-%d}" for day in result.dates],
        "outside": result.outside,
        "looked_at": len(result.table),
        "tested": result.tested,
        "table": plain_rows(result.table),
        "curve": plain_rows(result.curve),
    }


def anticipation_text(result: AnticipationResult, selection: Selection) -> str:
    """Lay it out for a terminal.

    Parameters
    ----------
    result : AnticipationResult
    selection : Selection

    Returns
    -------
    str
    """
    lines = [selection.study.title, subtitle(selection)]
    lines += headed(capitalised(result.name), str(result))
    lines += window_lines(result.table, reasons=not result.reason)
    return "\n".join([*lines, "", f"{study_line(selection.study)}."])


def anticipation_tables(result: AnticipationResult) -> dict[str, pd.DataFrame]:
    """Return its tables, for files, by what they hold.

    Parameters
    ----------
    result : AnticipationResult

    Returns
    -------
    dict of str to DataFrame
    """
    return {"windows": result.table, "curve": result.curve}
