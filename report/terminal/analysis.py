"""What a view says, as text for a terminal and as plain values for another program."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.changepoints.sentence import WEAK
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of, could_be_found
from analytics.findings.baseline import against_baseline
from analytics.findings.named_periods import period_effect
from analytics.findings.other_methods import methods_beside
from analytics.nowcast.newest_days import nowcast_of
from analytics.responses.of_study import first_responses
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from data.errors import EscalationError

# Rises when a key or a column is called otherwise.
SCHEMA = 7
# What the search weighs, beside its sentence and its table.
WEIGHED = (
    *("verdict", "evidence", "evidence_if_independent", "lull_ratio", "lull_line", "gradual"),
    *("trend_against_steps", "wandering", "wandering_against_steps"),
)
# The evidence of a change is that between its neighbours; of a cut of the period, of any change.
EVIDENCE_OF = {
    "changepoints": "evidence_between_neighbours",
    "stability": "evidence_of_any_change",
}
# Of these a terminal shows no table; the JSON holds it.
SENTENCE_ALONE = ("answer", "could_be_found", "measured", "responses", "newest_days")
HEADINGS = {
    "answer": "Answer",
    "could_be_found": "What could have been found",
    "changepoints": "Change points",
    "measured": "How sure",
    "segments": "Periods",
    "baseline": "The last days, compared",
    "stability": "Does it hold when the period is cut",
    "changes_sensitivity": "Sensitivity of the changes to what is counted",
    "methods": "The same days by other methods",
    "dates": "Imprecise dates",
    "named_period": "Before, during and after the period",
    "effect": "Around the event",
    "effect_sensitivity": "Sensitivity of the effect to what is counted",
    "responses": "What follows what",
    "official_totals": "Official totals",
    "reconciliation": "The list between the totals",
    "published_months": "Published months",
    "newest_days": "How complete the newest days are",
}


def summarise(selection: Selection) -> dict[str, object]:
    """Collect every finding of a view.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    dict
        Plain values only. Each finding has its ``sentence``, and its ``table`` as a list of rows
        where there is one; a finding that the data cannot carry has a sentence that says so.
    """
    study = selection.study
    return {
        "schema": SCHEMA,
        "study": study.title,
        "data": study_line(study),
        "data_to": f"{study.end:%Y-%m-%d}",
        "data_date": f"{study.data_date:%Y-%m-%d}",
        "vintage": study.vintage,
        "digest": study.digest,
        "shown": subtitle(selection),
        "answer": _finding(lambda: answer_of(selection), keys=("verdict",)),
        "could_be_found": _finding(lambda: could_be_found(selection)),
        "changepoints": _finding(lambda: results.changepoints(selection), keys=WEIGHED),
        "measured": _finding(lambda: measured_rate(results.changepoints(selection))),
        "segments": _finding(
            lambda: results.changepoints(selection), table="segments", with_sentence=False
        ),
        "baseline": _finding(lambda: against_baseline(selection)),
        "stability": _finding(lambda: results.stability(selection)),
        "changes_sensitivity": _finding(lambda: changepoint_sensitivity(selection)),
        "methods": _finding(lambda: methods_beside(selection)),
        "method_changes": _finding(
            lambda: methods_beside(selection), table="changes", with_sentence=False
        ),
        "dates": _finding(lambda: results.date_sensitivity(selection)),
        "named_period": _finding(lambda: period_effect(selection)),
        "effect": _finding(lambda: results.effect(selection)),
        "effect_sensitivity": _finding(lambda: effect_sensitivity(selection)),
        "responses": _finding(lambda: first_responses(selection)),
        "official_totals": _finding(lambda: results.official_totals(selection), table=""),
        "reconciliation": _finding(lambda: results.reconciliation(selection)),
        "published_months": _finding(lambda: results.published_months(selection)),
        "newest_days": _finding(lambda: nowcast_of(selection)),
    }


def _finding(
    compute: Callable[[], Any],
    *,
    table: str = "table",
    with_sentence: bool = True,
    keys: Sequence[str] = (),
) -> dict[str, object]:
    try:
        result = compute()
    except EscalationError as error:
        return {"sentence": str(error) if with_sentence else "", "table": []}
    if result is None:
        return {"sentence": "", "table": []}
    rows = plain_rows(getattr(result, table)) if table else []
    more = {name: _plain(getattr(result, name)) for name in keys}
    return {"sentence": str(result) if with_sentence else "", **more, "table": rows}


def plain_rows(table: pd.DataFrame) -> list[dict[str, object]]:
    """Turn a table into rows of plain values; what is unknown or unbounded is None.

    Parameters
    ----------
    table : DataFrame

    Returns
    -------
    list of dict
    """
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _plain(value: object) -> object:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, int | float) else str(value)


def as_text(summary: Mapping[str, Any]) -> str:
    """Lay a summary out for a terminal.

    Parameters
    ----------
    summary : dict
        From :func:`summarise`.

    Returns
    -------
    str
    """
    lines = [str(summary["study"]), str(summary["shown"])]
    said = {""}
    for name, heading in HEADINGS.items():
        finding = summary[name]
        # What no finding can be made for is the same for several: it is said under the first.
        if finding["sentence"] in said and not finding["table"]:
            continue
        said.add(finding["sentence"])
        lines += headed(heading)
        lines += [finding["sentence"]] if finding["sentence"] else []
        if finding["table"] and name not in SENTENCE_ALONE:
            lines.append(aligned(_named(name, finding["table"])))
    lines += ["", f"{summary['data']}."]
    return "\n".join(lines)


def _named(name: str, rows: list[dict[str, Any]]) -> list[dict[str, object]]:
    """Call each evidence by what it is of; a change without enough of its own is marked."""
    if name == "changepoints":
        weak = [row["evidence"] is not None and row["evidence"] <= LINE for row in rows]
        if any(weak):
            rows = [row | {"": WEAK * is_} for row, is_ in zip(rows, weak, strict=True)]
    called = EVIDENCE_OF.get(name, "evidence")
    return [
        {called if key == "evidence" else key: cell for key, cell in row.items()} for row in rows
    ]


def headed(heading: str, *lines: str) -> list[str]:
    """Return lines under a heading, which a blank line parts from what is above."""
    return ["", heading, "-" * len(heading), *lines]


def aligned(rows: list[dict[str, object]]) -> str:
    """Write rows under their headings, each column as wide as it needs."""
    table = pd.DataFrame(rows).replace({None: float("nan")})
    return table.to_string(index=False, na_rep="-", float_format=lambda x: f"{x:.3g}")
