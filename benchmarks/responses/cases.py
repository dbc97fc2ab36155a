"""Real pairs of series: what is told of them, and which model predicts them best.

``python -m benchmarks.responses.cases`` writes docs/responses-cases.md; data that are no part of
the project are looked for beside it, and a pair without them is left out and named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.responses.anticipation import anticipation
from analytics.responses.both import ResponsesResult, responses
from analytics.responses.episodes import find_episodes, inside, pair_days
from analytics.responses.expected import MEMORIES, QUIET, fit_counts, predicted, recent_mean
from analytics.responses.expected import weekday_columns as weekdays
from analytics.responses.prediction import LEARNT, log_probability, mean_error
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from benchmarks.machine import versions
from benchmarks.markdown import table, write
from cli.options import BUNDLED
from data.vintages import open_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "datasets"
PAGE = ROOT / "docs" / "responses-cases.md"
REFITTED = 28
# Decay a day of what one event sets off, in the mutually exciting model.
DECAY = 0.75


@dataclass(frozen=True, kw_only=True)
class RealPair:
    """Two real series and what they are."""

    name: str
    one: pd.Series
    other: pd.Series


def bundled() -> RealPair:
    """Give the bundled study's attacks and strikes."""
    selection = Selection(study := open_study(BUNDLED), default_view(study))
    one, other = selection.counts("attacks"), selection.counts("strikes")
    return RealPair(name="bundled study", one=one, other=other)


def insurgency() -> RealPair:
    """Give insurgent attacks and air strikes in Iraq, February 2007 to July 2008."""
    folder = SHARED / "geocausal_iraq"
    daily = pd.read_csv(folder / "daily_insurgencies.csv", parse_dates=["date"], index_col="date")
    strikes = pd.read_csv(folder / "airstrikes.csv", parse_dates=["date"])
    strikes = strikes[strikes["type"] == "Airstrike"]
    days = pd.date_range(daily.index[0], daily.index[-1], name="date")
    return RealPair(
        name="Iraq 2007-08, insurgents and air strikes",
        one=daily["events"].reindex(days, fill_value=0).rename("attacks"),
        other=_daily(strikes["date"], days).rename("air strikes"),
    )


def dyads() -> list[RealPair]:
    """Give pairs of UCDP: a war's battles beside what else one of its sides does."""
    iraq, ukraine = _ucdp("ucdp_ged_iraq"), _ucdp("ucdp_ged_ukraine")
    years = pd.date_range("2014-06-01", "2016-12-31", name="date")
    war = pd.date_range("2014-09-01", "2016-08-31", name="date")
    fronts = {"DPR": "Government of Ukraine - DPR", "LPR": "Government of Ukraine - LPR"}
    return [
        RealPair(
            name="UCDP Iraq 2014-16, battles with IS and its attacks on civilians",
            one=_daily(iraq["Government of Iraq - IS"], years).rename("battles"),
            other=_daily(iraq["IS - Civilians"], years).rename("killings"),
        ),
        RealPair(
            name="UCDP Ukraine 2014-16, the two fronts",
            one=_daily(ukraine[fronts["DPR"]], war).rename("DPR battles"),
            other=_daily(ukraine[fronts["LPR"]], war).rename("LPR battles"),
        ),
    ]


def _ucdp(folder: str) -> dict[str, pd.Series]:
    path = next((SHARED / folder).glob("*.csv.gz"))
    rows = pd.read_csv(path, skiprows=[1], low_memory=False)
    rows = rows[rows["date_prec"] == 1]
    days = pd.to_datetime(rows["date_start"]).dt.normalize()
    return {name: days[rows["dyad_name"] == name] for name in rows["dyad_name"].unique()}


def _daily(dates: pd.Series, days: pd.DatetimeIndex) -> pd.Series:
    return dates.value_counts().reindex(days, fill_value=0).sort_index().astype("int64")


def predictions(trigger: pd.Series, responder: pd.Series) -> dict[str, np.ndarray]:
    """Predict each day from the days before by four models.

    Parameters
    ----------
    trigger, responder : Series of int

    Returns
    -------
    dict of str to ndarray
        Log probabilities of the predicted days, by model: own past alone; the days 1 to 7 after an
        episode; a two-way count autoregression (the other's past at the same two speeds); and a
        discrete mutually exciting (Hawkes) model.
    """
    paired = pair_days(trigger, responder)
    counts, size = paired.responder, paired.days.size
    weekday = weekdays(size, paired.days[0].day_of_week)
    pasts = [
        np.log(QUIET + recent_mean(series, days))
        for series in (paired.responder, paired.trigger)
        for days in MEMORIES
    ]
    own = np.column_stack([np.ones(size), weekday, *pasts[:2]])
    busy = max(int(np.quantile(paired.trigger, 0.85)), 1)
    starts = find_episodes(paired.trigger, gap=1, least=busy).starts
    after = inside(starts[None], size, 1, 7)[0].astype(float)
    both = (paired.responder, paired.trigger)
    excited = np.column_stack([np.ones(size), *(recent_mean(s, 1 / (1 - DECAY)) for s in both)])
    models: dict[str, Callable[[int, slice], np.ndarray]] = {
        "own past": _log_linear(counts, own),
        "days after an episode": _log_linear(counts, np.column_stack([own, after])),
        "two-way autoregression": _log_linear(counts, np.column_stack([own, *pasts[2:]])),
        "mutually exciting": _exciting(counts, excited),
    }
    return {name: _ahead(model, size) for name, model in models.items()}


def _ahead(model: Callable[[int, slice], np.ndarray], size: int) -> np.ndarray:
    parts = [
        model(first, slice(first, min(first + REFITTED, size)))
        for first in range(LEARNT, size, REFITTED)
    ]
    return np.concatenate(parts)


def _log_linear(counts: np.ndarray, design: np.ndarray) -> Callable[[int, slice], np.ndarray]:
    def predict(first: int, ahead: slice) -> np.ndarray:
        found = fit_counts(counts[:first], design[:first])
        mean = predicted(design[:first], found)
        return log_probability(
            counts[ahead], predicted(design[ahead], found), _scatter(counts[:first], mean)
        )

    return predict


def _exciting(counts: np.ndarray, parts: np.ndarray) -> Callable[[int, slice], np.ndarray]:
    """Fit a base rate and what events of both series set off, none of them below 0."""
    from scipy.optimize import minimize

    def predict(first: int, ahead: slice) -> np.ndarray:
        past, known = parts[:first], counts[:first]

        def lack(weights: np.ndarray) -> float:
            mean = past @ weights + 1e-6
            return float((mean - known * np.log(mean)).sum())

        start = np.array([known.mean() / 2, 0.4, 0.05])
        weights = minimize(lack, start, bounds=[(1e-6, None)] * 3, method="L-BFGS-B").x
        mean = past @ weights + 1e-6
        return log_probability(counts[ahead], parts[ahead] @ weights + 1e-6, _scatter(known, mean))

    return predict


def _scatter(counts: np.ndarray, mean: np.ndarray) -> float:
    return float(((counts - mean) ** 2 - mean).sum() / (mean**2).sum())


def prediction_rows(pair: RealPair) -> list[tuple[object, ...]]:
    """Give one row a direction: what each model gains a day on the own past alone."""
    rows = []
    for responder, trigger in ((pair.one, pair.other), (pair.other, pair.one)):
        found = predictions(trigger, responder)
        base = found.pop("own past")
        gains = [logs - base for logs in found.values()]
        told = [f"{gain.mean():+.4f} ± {mean_error(gain):.4f}" for gain in gains]
        rows.append((pair.name, f"{responder.name} after {trigger.name}", base.size, *told))
    return rows


def window_rows(result: ResponsesResult) -> list[tuple[object, ...]]:
    """Give one row a window of both directions."""
    rows = []
    for one in result.directions:
        kind = one.name if one.found.least == 1 else f"{one.name} ({one.found.least}+ a day)"
        for row in one.table.itertuples():
            numbers = ["–"] * 4
            if row.pvalue == row.pvalue:
                numbers = [f"{row.ratio:.2f} ({row.ci_low:.2f} to {row.ci_high:.2f})"]
                numbers += [f"{row.pvalue:.3g}", f"{row.corrected:.3g}"]
                seen = [f"{x:.2f}" if x == x else "–" for x in (row.fall, row.rise)]
                numbers += [" / ".join(seen)]
            days = f"{row.first}-{row.last}" if row.last > 1 else "1"
            rows.append((kind, len(one.episodes), days, f"{row.share:.0%}", *numbers, row.verdict))
    return rows


OPENING = """\
# Responses of real pairs

Written by `python -m benchmarks.responses.cases`; no number is typed by hand. What the columns
are is told in [responses.md](responses.md).
"""
PREDICTED = """\
## Which model predicts best

Each day's log probability from the days before it alone (fitted anew every four weeks), beyond
that of the responder's own past; ± is its standard error. *Days after an episode*: of at least as
many events as the trigger's busiest 15 % of days. *Two-way autoregression*: the other's past at
the same two speeds. *Mutually exciting*: a discrete Hawkes model, a base rate and what events of
both set off, with a decay of .75 a day. A model of mutual excitation would stand beside the
responses if it gained more than two standard errors in the bundled study or in most of the dyads.
"""
BEFORE = """\
## Before announced events

The days before events, by the same machinery.
"""


def main(path: Path = PAGE) -> int:
    """Measure and write the page."""
    pairs, absent = [bundled()], []
    for folder, make in (("geocausal_iraq", lambda: [insurgency()]), ("ucdp_ged_iraq", dyads)):
        if (SHARED / folder).exists():
            pairs += make()
        else:
            absent.append(folder)
    lines = [*OPENING.splitlines(), "", f"Versions: {versions()}.", ""]
    lines += [f"Not measured here, for their data are absent: {', '.join(absent)}."] * bool(absent)
    heads = ["direction", "episodes", "days", "share", "ratio (95 %)", "p", "p, corrected"]
    heads += ["fall / rise seen", "verdict"]
    for pair in pairs:
        result = responses(pair.one, pair.other)
        lines += [f"## {pair.name[0].upper()}{pair.name[1:]}", "", str(result), ""]
        lines += [*table(heads, window_rows(result))]
        lines += [f"- {one.waiting}" for one in result.directions]
        lines += [f"- {one.gain}" for one in result.directions] + [""]
    rows = [row for pair in pairs for row in prediction_rows(pair)]
    heads = ["pair", "direction", "days", "days after an episode", "two-way autoregression"]
    lines += [*PREDICTED.splitlines(), "", *table([*heads, "mutually exciting"], rows, texts=2)]
    lines += [*BEFORE.splitlines(), "", *_before(pairs)]
    write(path, lines)
    return 0


# Days on which a halt of fighting was announced or began, as the notes of the data tell them: too
# few of them, which is what is told.
IRAQ = ("2007-08-29", "2008-03-30", "2008-05-12")
HALTS = {
    "Iraq 2007-08, insurgents and air strikes": IRAQ,
    "UCDP Ukraine 2014-16, the two fronts": ("2014-09-05", "2015-02-15"),
}


def _before(pairs: list[RealPair]) -> list[str]:
    told = []
    for pair in pairs:
        if pair.name in HALTS:
            found = anticipation(pair.one, HALTS[pair.name], label="halts of the fighting")
            told.append(f"- {pair.name}: {found}")
    if (SHARED / "ucdp_ged_iraq").exists():
        days = pd.date_range("2004-01-01", "2008-12-31", name="date")
        counts = _daily(_ucdp("ucdp_ged_iraq")["Government of Iraq - al-Mahdi Army"], days)
        found = anticipation(counts.rename("battles"), IRAQ, label="halts of the fighting")
        told.append(f"- UCDP Iraq 2004-08, battles with the Mahdi Army: {found}")
    return told


if __name__ == "__main__":
    raise SystemExit(main())
