"""Sensitivity of the effect of an event to what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.effects.aggregated_counts import IntervalEffectResult
from analytics.effects.before_after import EffectResult
from analytics.wording import all_of, capitalised, direction

Effect = EffectResult | IntervalEffectResult


@dataclass(frozen=True, kw_only=True, eq=False)
class EffectChoicesResult:
    """Outcome of :func:`compare_effects`.

    Attributes
    ----------
    effects : mapping of str to result
        What was counted, in words, and the effect found then.
    table : DataFrame
        One row a choice: ``choice``, ``rate_before``, ``rate_after``, ``rate_ratio``, ``ci_low``,
        ``ci_high``, ``pvalue`` and ``verdict`` (fell, rose, not settled, cannot be answered).
    """

    effects: Mapping[str, Effect]
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say whether every way to count gives the same answer."""
        verdicts, total = self.table["verdict"], len(self.table)
        if verdicts.nunique() == 1:
            ways = "The one way" if total == 1 else capitalised(all_of(total, "ways"))
            verb = "says" if total == 1 else "say"
            return f"{ways} to count {verb} the same: {verdicts.iloc[0]}."
        shares = [f"{verdict} ({n})" for verdict, n in verdicts.value_counts().items()]
        return f"The answer is sensitive to what is counted, in {total} ways: {', '.join(shares)}."


def compare_effects(effects: Mapping[str, Effect]) -> EffectChoicesResult:
    """Set the effect of one event under several ways to count side by side.

    Parameters
    ----------
    effects : mapping of str to result
        At least one.

    Returns
    -------
    EffectChoicesResult
    """
    rows = [
        {
            "choice": choice,
            "rate_before": effect.rate_before,
            "rate_after": effect.rate_after,
            "rate_ratio": effect.rate_ratio,
            "ci_low": effect.ci_low,
            "ci_high": effect.ci_high,
            "pvalue": effect.pvalue,
            "verdict": verdict(effect),
        }
        for choice, effect in effects.items()
    ]
    return EffectChoicesResult(effects=dict(effects), table=pd.DataFrame(rows))


def verdict(effect: Effect) -> str:
    """Say in a word or two what an effect settles: fell, rose, not settled, cannot be answered."""
    if not getattr(effect, "answerable", True):
        return "cannot be answered"
    return direction(effect) if effect.settled else "not settled"
