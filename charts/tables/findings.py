"""Results as tables in words, the same on every page and in every document."""

from collections.abc import Callable

import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sensitivity import ChangeChoicesResult
from analytics.changepoints.sentence import WEAK
from analytics.changepoints.stability import CutsResult
from analytics.effects.before_after import EffectResult
from analytics.effects.named_period import NAMES, NamedPeriodResult
from analytics.effects.sensitivity import EffectChoicesResult
from analytics.findings.detectors import METHOD_LABELS
from analytics.findings.multiple_events import MultipleEventsResult
from analytics.findings.other_methods import MethodsResult
from analytics.table_rows import rows_of
from analytics.wording import plain_span
from charts.tables.locale import Language

LABELS = {
    "days_before": "Days before",
    "days_after": "Days after",
    "events_before": "Events before",
    "events_after": "Events after",
    "rate_before": "A day before",
    "rate_after": "A day after",
    "rate_ratio": "Ratio, after against before",
    "rate_ratio_if_independent": "The same, if days were independent of each other",
    "excess_events": "Events more (or, negative, fewer) than at the rate before",
    "slope_ratio_per_week": "Change of the weekly growth factor",
    "rate_ratio_a_day_earlier": "Ratio with the event dated a day earlier",
    "rate_ratio_a_day_later": "Ratio with the event dated a day later",
    "placebo_rank": "Rank of this date among all earlier dates (1: the largest change)",
    "placebo_dates": "Earlier dates tried",
    "detectable_fall": "Largest ratio still detectable as a fall in 80 % of cases",
    "detectable_rise": "Smallest ratio detectable as a rise in 80 % of cases",
}
WHOLE = ("days", "events", "placebo", "excess")
INTERVAL = "95 % interval"
# Two numbers that may differ where there is one change too: of it alone, and of all the days.
OWN_EVIDENCE, ANY_EVIDENCE = "Evidence between its neighbours", "Evidence of any change"


def segment_words(result: ChangepointResult, noun: str, words: Language) -> pd.DataFrame:
    """Return the periods between the change points, one row each.

    Parameters
    ----------
    result : ChangepointResult
    noun : str
        What is counted, in the plural.
    words : Language

    Returns
    -------
    DataFrame of str
    """
    rows = result.segments
    return pd.DataFrame(
        {
            "First day": rows["start"].map(words.date),
            "Last day": rows["end"].map(words.date),
            "Days": rows["days"].map(words.count),
            noun.capitalize(): rows["events"].map(words.count),
            "A day": rows["rate"].map(words.number),
            INTERVAL: _intervals(rows, "rate_low", "rate_high", words.interval),
        }
    )


def change_words(result: ChangepointResult, words: Language) -> pd.DataFrame:
    """Return the change points with their date sets, one row each."""
    rows = result.table
    return pd.DataFrame(
        {
            "First day of the new period": rows["changepoint"].map(words.date),
            "Between (95 %)": rows["ci_low"].map(words.date),
            "and": rows["ci_high"].map(words.date),
            "From a day": rows["rate_before"].map(words.number),
            "To a day": rows["rate_after"].map(words.number),
            "Ratio": rows["rate_ratio"].map(words.ratio),
            "Ratio, 95 %": _intervals(rows, "ratio_low", "ratio_high", words.ratio_interval),
            OWN_EVIDENCE: [own_evidence(odds, words) for odds in rows["evidence"]],
            "If independent": rows["evidence_if_independent"].map(words.odds),
        }
    )


def own_evidence(odds: float, words: Language) -> str:
    """Write the evidence of a change between its neighbours, and whether it is enough by itself."""
    return words.odds(odds) if odds > LINE else f"{words.odds(odds)}, {WEAK}"


def change_choice_words(result: ChangeChoicesResult) -> pd.DataFrame:
    """Return the changes found under each way to count; the date sets are in English."""
    return pd.DataFrame(
        {
            "Change": [
                f"{row.direction}, {plain_span(row.ci_low, row.ci_high)}"
                for row in rows_of(result.table)
            ],
            **{
                label: [span if isinstance(span, str) else "not found" for span in column]
                for label, column in result.table[list(result.choices)].items()
            },
        }
    )


def stability_words(result: CutsResult, words: Language) -> pd.DataFrame:
    """Return what each cut of the period shows, one row each; the date sets are in English.

    What a cut could show of the last change, and shows, is what the answer counts.
    """
    rows = result.table
    of_last = {"Could show the last change": "could_show", "Last change": "last_change"}
    return pd.DataFrame(
        {
            "Cut": rows["cut"],
            "Any change": rows["verdict"],
            ANY_EVIDENCE: rows["evidence"].map(words.odds),
            "If independent": rows["evidence_if_independent"].map(words.odds),
            **({} if result.shares.empty else {name: rows[key] for name, key in of_last.items()}),
            "Changes": rows["dates"],
        }
    )


def method_words(result: MethodsResult, words: Language) -> pd.DataFrame:
    """Return what every method finds and how often it is wrong; the dates are in English."""
    rows = result.table
    clustered = [
        f"{words.percent(low)} to {words.percent(high)}"
        for low, high in zip(rows["false_clustered_low"], rows["false_clustered_high"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Method": rows["method"].map(METHOD_LABELS),
            "Changes": rows["dates"],
            "Decided by": rows["reason"],
            "Of those by evidence": [
                f"{row.shared} of {len(result.reference.table)}" for row in rows_of(rows)
            ],
            "False alarms, independent days": rows["false_independent"].map(words.percent),
            "Where events set off others": clustered,
        }
    )


def effect_words(result: EffectResult, words: Language) -> pd.DataFrame:
    """Return the numbers of a before-and-after comparison.

    Parameters
    ----------
    result : EffectResult
    words : Language

    Returns
    -------
    DataFrame of str
        Rows that the data cannot fill are left out.
    """
    table = result.table.dropna(subset="value")
    # Rates stand beside ratios, which are written so that they show on which side of 1 they lie.
    ratios = table["quantity"].str.contains("ratio")
    between = ratios.map({True: words.ratio_interval, False: words.interval})
    return pd.DataFrame(
        {
            "": table["quantity"].map(lambda name: LABELS.get(name, name.replace("_", " "))),
            "Value": [
                words.count(value)
                if name.startswith(WHOLE)
                else (words.ratio if ratio else words.number)(value)
                for name, value, ratio in zip(
                    table["quantity"], table["value"], ratios, strict=True
                )
            ],
            INTERVAL: [
                write(low, high)
                for write, low, high in zip(between, table["ci_low"], table["ci_high"], strict=True)
            ],
            "p": table["pvalue"].map(words.pvalue),
        }
    )


def choice_words(result: EffectChoicesResult, words: Language) -> pd.DataFrame:
    """Return one effect under each way to count."""
    rows = result.table.rename(columns={"choice": "What is counted"})
    return pd.DataFrame({"What is counted": rows["What is counted"], **_effects(rows, words)})


def period_words(result: NamedPeriodResult, words: Language) -> pd.DataFrame:
    """Return the three comparisons of a named period, one row each."""
    rows = result.table
    columns = _effects(rows, words)
    verdict = {"The rate": columns.pop("The rate")}
    second, first = columns.pop("A day before"), columns.pop("A day after")
    agreeing = [f"{row.agreeing} of {row.ways}" if row.ways else "" for row in rows_of(rows)]
    return pd.DataFrame(
        {
            "Compared": [name.capitalize() for name in rows["comparison"].map(NAMES)],
            "A day in the first": first,
            "A day in the second": second,
            **columns,
            "p": rows["pvalue"].map(words.pvalue),
            **verdict,
            "Ways to count that agree": agreeing,
        }
    )


def multiple_event_words(result: MultipleEventsResult, words: Language) -> pd.DataFrame:
    """Return the effect after each event and period."""
    rows = result.table
    days = [
        words.date(row.start)
        if pd.isna(row.end)
        else f"{words.date(row.start)} to {words.date(row.end)}"
        for row in rows_of(rows)
    ]
    corrected = {"p": rows["pvalue"].map(words.pvalue), "p, Holm": rows["holm"].map(words.pvalue)}
    columns = _effects(rows, words)
    verdict = {"The rate": columns.pop("The rate")}
    return pd.DataFrame({"Date": days, "Event": rows["label"], **columns, **corrected, **verdict})


def _effects(rows: pd.DataFrame, words: Language) -> dict[str, object]:
    """Return the columns that tell of effects; what cannot be computed is blank."""
    numbers = {
        label: [words.number(value) if pd.notna(value) else "" for value in rows[name]]
        for label, name in (
            ("A day before", "rate_before"),
            ("A day after", "rate_after"),
        )
    }
    numbers["Ratio"] = [words.ratio(value) for value in rows["rate_ratio"]]
    intervals = _intervals(rows, "ci_low", "ci_high", words.ratio_interval)
    return {**numbers, INTERVAL: intervals, "The rate": rows["verdict"]}


def _intervals(
    rows: pd.DataFrame, low: str, high: str, write: Callable[[float, float], str]
) -> list[str]:
    return [write(*limits) for limits in zip(rows[low], rows[high], strict=True)]
