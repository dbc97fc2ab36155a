"""The part of docs/validation.md on series from the world."""

import math

import pandas as pd

from analytics.changepoints.search import find_changepoints
from analytics.effects.before_after import event_effect
from benchmarks.cases.conflicts import CONFLICTS, Conflict
from benchmarks.cases.quiet_stretches import quiet_lines
from benchmarks.markdown import table
from benchmarks.peers.published import published_rows
from benchmarks.simulation.wording import ABOUT
from data.errors import EscalationError

NEAREST = 14  # days from the event within which a change point is shown


def real_case_lines() -> list[str]:
    """Write the tables of published numbers and of conflicts."""
    lines = ["## Published numbers and real cases", "", *ABOUT["real"], ""]
    lines += table(["case", "quantity", "published", "ours"], published_rows(), texts=4)
    heads = ["case", "what happened on the ground", "changes in the series"]
    heads += [f"nearest change within {NEAREST} days (95 % set)", "effect at the date"]
    lines += table(heads, [_row(case) for case in CONFLICTS], texts=5)
    return [*lines, "## Real noise", "", *ABOUT["noise"], "", *quiet_lines()]


def _row(case: Conflict) -> list[str]:
    try:
        counts = case.load()
    except FileNotFoundError:
        missing = "not available: the data set is not part of the project"
        return [case.name, case.ground, missing, "–", "–"]
    return [case.name, case.ground, *_changes(case, counts), _effect(case, counts)]


def _changes(case: Conflict, counts: pd.Series) -> tuple[str, str]:
    try:
        found = find_changepoints(counts).table
    except EscalationError as error:
        return f"refused: {error}", "–"
    if found.empty:
        return "0", "none"
    event = pd.Timestamp(case.event)
    last = pd.Timestamp(case.until) if case.until else event
    texts = []
    for edge in dict.fromkeys((event, last + pd.Timedelta(days=1) if case.until else event)):
        away = (found["changepoint"] - edge).abs()
        if away.min() <= pd.Timedelta(days=NEAREST):
            texts.append(_change(found.loc[away.idxmin()]))
    return str(len(found)), "; ".join(dict.fromkeys(texts)) or "none"


def _change(row: pd.Series) -> str:
    span = f"{row.ci_low:%d %b %Y} to {row.ci_high:%d %b %Y}"
    rates = f"{_number(row.rate_before)} → {_number(row.rate_after)} a day"
    return f"{row.changepoint:%d %b %Y} ({span}), {rates}"


def _effect(case: Conflict, counts: pd.Series) -> str:
    try:
        result = event_effect(
            counts, case.event, before=case.before, after=case.after, until=case.until
        )
    except EscalationError as error:
        return f"refused: {error}"
    rates = f"{_number(result.rate_before)} → {_number(result.rate_after)} a day"
    windows = f"{len(result.windows.before)}+{len(result.windows.after)} days"
    if not result.answerable:
        return f"{rates} ({windows}): cannot be answered with these data"
    limits = f"{_number(result.ci_low)} to {_number(result.ci_high)}"
    return f"{rates} ({windows}): ×{_number(result.rate_ratio)} ({limits})"


def _number(value: float) -> str:
    if math.isinf(value):
        return "∞"
    if 0 < value < 0.001:
        return "less than 0.001"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
