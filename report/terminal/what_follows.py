"""What follows what, as text for a terminal, as plain values, and as tables for files."""

from collections.abc import Callable

import pandas as pd

from analytics.responses.both import ResponsesResult
from analytics.responses.direction import DirectionResult
from analytics.responses.of_study import Side, sides_unit
from analytics.responses.sentence import window_name
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from analytics.wording import capitalised
from report.terminal.analysis import aligned, headed, plain_rows

SHORT = {
    "events": "events",
    "expected": "expected",
    "ratio": "ratio",
    "ci_low": "low",
    "ci_high": "high",
    "pvalue": "p",
    "corrected": "p, corrected",
    "total": "total",
    "fall": "fall seen",
    "rise": "rise seen",
    "verdict": "verdict",
}
LISTED = ("start", "end", "events", "before", "same_day", "order", "after", "next", "delay")


def responses_values(
    result: ResponsesResult, selection: Selection, sides: tuple[Side, Side]
) -> dict[str, object]:
    """Return the responses as plain values.

    Parameters
    ----------
    result : ResponsesResult
    selection : Selection
    sides : tuple of Side
        Of which they are.

    Returns
    -------
    dict
    """
    study = selection.study
    responder, window = result.named
    return {
        "study": study.title,
        "data": study_line(study),
        "digest": study.digest,
        "shown": _shown(selection, sides),
        "sentence": str(result),
        "looked_at": result.looked_at,
        "tested": result.tested,
        "undated": result.undated,
        "rows": result.rows,
        "named": {"responder": responder, "window": window} if responder else None,
        "directions": [_direction(one) for one in result.directions],
    }


def _direction(one: DirectionResult) -> dict[str, object]:
    aligned_rows = one.aligned.rename(columns=str).reset_index()
    return {
        "name": one.name,
        "trigger": one.trigger,
        "responder": one.responder,
        "gap": one.found.gap,
        "least": one.found.least,
        "sentence": str(one),
        "reason": one.reason,
        "copies": one.copies,
        "table": plain_rows(one.table),
        "episodes": plain_rows(one.episodes),
        "curve": plain_rows(one.curve),
        "aligned": plain_rows(aligned_rows),
        "same_day": {"sentence": str(one.same_day), "table": plain_rows(one.same_day.table)},
        "waiting": {
            "sentence": str(one.waiting),
            "table": plain_rows(one.waiting.table),
            "links": plain_rows(one.waiting.links),
        },
        "doses": {"sentence": str(one.doses), "table": plain_rows(one.doses.table)},
        "prediction": {"sentence": str(one.gain), "table": plain_rows(one.gain.table)},
    }


def _shown(selection: Selection, sides: tuple[Side, Side]) -> str:
    return subtitle(selection.under(series=sides[0].series), unit=sides_unit(sides))


def responses_text(result: ResponsesResult, selection: Selection, sides: tuple[Side, Side]) -> str:
    """Lay the responses out for a terminal.

    Parameters
    ----------
    result : ResponsesResult
    selection : Selection
    sides : tuple of Side
        Of which they are.

    Returns
    -------
    str
    """
    lines = [selection.study.title, _shown(selection, sides)]
    for one in result.directions:
        lines += headed(capitalised(one.name), str(one))
        lines += window_lines(one.table, reasons=one.answerable)
        lines += ["", str(one.same_day), str(one.waiting), str(one.doses), str(one.gain)]
        if one.answerable:
            episodes = one.episodes[list(LISTED)]
            lines += headed(f"Episodes of {one.trigger}", aligned(plain_rows(episodes)))
    said = [result.by_luck, result.left_out]
    lines += headed("What was looked at", *filter(None, said))
    return "\n".join([*lines, "", f"{study_line(selection.study)}."])


def window_lines(table: pd.DataFrame, *, reasons: bool) -> list[str]:
    """Write the windows after or before a day, a row each.

    Parameters
    ----------
    table : DataFrame
        ``first``, ``last`` and ``reason`` of each window, and what of ``SHORT`` there is.
    reasons : bool
        Whether to say as well why a window cannot be answered: not where the sentence has.

    Returns
    -------
    list of str
    """
    names = [window_name(first, last) for first, last in table[["first", "last"]].to_numpy()]
    shown = table[[name for name in SHORT if name in table]].rename(columns=SHORT)
    shown.insert(0, "window", names)
    told = zip(names, table["reason"], strict=True) if reasons else ()
    why = [f"{capitalised(name)}: {reason}" for name, reason in told if reason]
    return [aligned(plain_rows(shown)), *why]


def responses_tables(result: ResponsesResult) -> dict[str, pd.DataFrame]:
    """Return the tables of both directions, for files, by what they hold.

    Parameters
    ----------
    result : ResponsesResult

    Returns
    -------
    dict of str to DataFrame
        Each has the ``direction`` first.
    """
    return {
        "windows": result.table,
        "episodes": _both(result, lambda one: one.episodes),
        "curve": _both(result, lambda one: one.curve),
        "aligned": _both(result, lambda one: one.aligned.rename(columns=str).reset_index()),
        "delays": _both(result, lambda one: one.waiting.links),
    }


def _both(
    result: ResponsesResult, table: Callable[[DirectionResult], pd.DataFrame]
) -> pd.DataFrame:
    parts = []
    for one in result.directions:
        part = table(one).copy()
        part.insert(0, "direction", one.name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
