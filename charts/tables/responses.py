"""What follows what as tables: the windows and the episodes in words, and the days of the chart."""

from collections.abc import Callable

import pandas as pd

from analytics.responses.both import ResponsesResult
from analytics.responses.direction import UNANSWERABLE, DirectionResult
from analytics.responses.sentence import window_name
from analytics.wording import capitalised
from charts.tables.locale import Language

NEVER_SEEN = "none"


def window_words(result: ResponsesResult, words: Language) -> pd.DataFrame:
    """Return the windows of both directions, one row each.

    Parameters
    ----------
    result : ResponsesResult
    words : Language

    Returns
    -------
    DataFrame of str
        A window that cannot be answered has no ratio; :func:`refused_windows` says why.
    """
    rows = result.table

    def told(write: Callable[[float], str]) -> Callable[[float], str]:
        return lambda value: "" if pd.isna(value) else write(value)

    def limits(name: str) -> list[str]:
        ends = zip(rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
        return [words.ratio_interval(low, high) for low, high in ends]

    answered = rows["verdict"] != UNANSWERABLE
    seen = {
        f"{name.capitalize()} seen": [
            (words.number(value) if pd.notna(value) else NEVER_SEEN) if known else ""
            for value, known in zip(rows[name], answered, strict=True)
        ]
        for name in ("fall", "rise")
    }
    return pd.DataFrame(
        {
            "What": [capitalised(name) for name in rows["direction"]],
            "Days after": [
                window_name(first, last).removeprefix("days ").removeprefix("day ")
                for first, last in zip(rows["first"], rows["last"], strict=True)
            ],
            "Events": rows["events"].map(words.count),
            "Expected": rows["expected"].map(told(words.number)),
            "Ratio": rows["ratio"].map(words.ratio),
            "95 % interval": limits("ci"),
            "p": rows["pvalue"].map(words.pvalue),
            "p, corrected": rows["corrected"].map(words.pvalue),
            "In all": rows["total"].map(words.ratio),
            "In all, 95 %": limits("total"),
            **seen,
            "Verdict": [
                f"{verdict}, named beforehand" if named else verdict
                for verdict, named in zip(rows["verdict"], rows["named"], strict=True)
            ],
        }
    )


def refused_windows(result: ResponsesResult) -> list[str]:
    """Say of each window that cannot be answered why, and what it would take."""
    said = []
    for one in result.directions:
        name = capitalised(one.name)
        if not one.answerable:
            said.append(f"{name}: cannot be answered. {one.reason}")
            continue
        rows = one.table[["first", "last", "reason"]].itertuples(index=False)
        said += [
            f"{name}, {window_name(first, last)}: cannot be answered. {why}"
            for first, last, why in rows
            if why
        ]
    return said


def episode_words(one: DirectionResult, words: Language) -> pd.DataFrame:
    """Return the episodes of a direction, one row each.

    Parameters
    ----------
    one : DirectionResult
    words : Language

    Returns
    -------
    DataFrame of str
    """
    rows, responder = one.episodes, capitalised(one.responder)
    return pd.DataFrame(
        {
            "First day": rows["start"].map(words.date),
            "Last day": rows["end"].map(words.date),
            capitalised(one.trigger): rows["events"].map(words.count),
            f"{responder}, 7 days before": rows["before"].map(words.count),
            f"{responder}, 7 days after": rows["after"].map(words.count),
            "On the first day": rows["same_day"].map(words.count),
            "Which came first then": [
                f"{one.trigger} came {order}" if order in ("before", "after", "between") else order
                for order in rows["order"]
            ],
            f"Next {one.responder}": rows["next"].map(words.date),
            "Days until then": rows["delay"].map(words.count),
        }
    )


def responses_table(result: ResponsesResult) -> pd.DataFrame:
    """Return the days around the episodes, all together and then each: what the chart shows.

    Parameters
    ----------
    result : ResponsesResult

    Returns
    -------
    DataFrame
        ``direction``; ``episode``, its first day, missing where all are added up; ``day`` counted
        from there; ``events`` of the responder; ``expected_events``, and ``moved_low`` and
        ``moved_high``, which hold 95 % of what moved episodes have, of all together alone.
    """
    together, apart = [], []
    for one in result.directions:
        if one.aligned.empty:
            continue
        limits = one.curve[["low", "high"]].mul(one.curve["expected"], axis=0)
        days = pd.DataFrame({"direction": one.name, "episode": pd.NaT, "day": one.curve["day"]})
        days = days.assign(events=one.curve["events"], expected_events=one.curve["expected"])
        together.append(days.assign(moved_low=limits["low"], moved_high=limits["high"]))
        rows = one.aligned.rename_axis("episode").reset_index()
        rows = rows.melt("episode", var_name="day", value_name="events")
        rows.insert(0, "direction", one.name)
        apart.append(rows.sort_values(["episode", "day"], kind="stable"))
    if not together:
        return pd.DataFrame()
    table = pd.concat([part.astype({"events": "Int64"}) for part in together], ignore_index=True)
    table["episode"] = pd.to_datetime(table["episode"])
    each = pd.concat(apart, ignore_index=True).astype({"events": "Int64", "day": "int64"})
    numbers = ["expected_events", "moved_low", "moved_high"]
    whole = pd.concat([table, each.reindex(columns=table.columns[:4])], ignore_index=True)
    return whole.round(dict.fromkeys(numbers, 4))
