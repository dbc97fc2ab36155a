"""Regimes of low and high counts, and how likely each day belongs to which."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_counts
from analytics.errors import InvalidOption
from analytics.regimes.fit import RegimeFit, fit_regimes
from analytics.wording import plain_date, plain_rate

REGIME_NAMES = {2: ("low", "high"), 3: ("low", "middle", "high")}
COUNTED = {2: "two", 3: "three"}
LEAST_DAYS = 30
LEAST_IN_REGIME = 3
LEAST_STAY = 2
COLUMNS = ["regime", "rate", "days", "share", "expected_duration"]


@dataclass(frozen=True, kw_only=True, eq=False)
class RegimeResult:
    """Outcome of :func:`find_regimes`; without ``converged`` the tables are empty.

    ``reason`` says why nothing is shown, and ``supported`` whether the regimes describe the
    days better than one level does (by BIC).
    """

    counts: pd.Series
    converged: bool
    supported: bool
    reason: str
    probabilities: pd.DataFrame
    durations: pd.Series

    @property
    def rates(self) -> pd.Series:
        """Events a day in each regime: the mean count, weighted by the probabilities."""
        weights = self.probabilities
        return weights.mul(self.counts, axis="index").sum() / weights.sum()

    @property
    def levels(self) -> pd.Series:
        """Rate of the likeliest regime, day by day; empty when nothing is shown."""
        if not self.converged:
            return pd.Series(dtype=float)
        return self.probabilities.idxmax(axis="columns").map(self.rates)

    @property
    def table(self) -> pd.DataFrame:
        """One row a regime: rate, days expected in it, their share, and how long it lasts."""
        if not self.converged:
            return pd.DataFrame(columns=COLUMNS)
        days = self.probabilities.sum()
        values = [self.rates.index, self.rates, days, days / len(self.counts), self.durations]
        return pd.DataFrame({c: np.asarray(v) for c, v in zip(COLUMNS, values, strict=True)})

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        if not self.converged:
            return f"No regimes are shown: {self.reason}."
        names = list(self.rates.index)
        if not self.supported:
            return f"One level describes these days as well as {COUNTED[len(names)]} regimes do."
        rates = _listed([f"a {name} regime of {plain_rate(self.rates[name])}" for name in names])
        # A stay longer than the days seen is an extrapolation.
        seen = len(self.counts)
        stays = _listed([f"{d:.0f}" if d <= seen else f"over {seen}" for d in self.durations])
        last = self.probabilities.iloc[-1]
        return (
            f"The days fall into {rates} events a day, lasting {stays} days on average; "
            f"{plain_date(self.counts.index[-1])} most likely belongs to the {last.idxmax()} one "
            f"({last.max():.0%})."
        ).replace("%", " %")


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def find_regimes(counts: pd.Series, *, regimes: int = 2) -> RegimeResult:
    """Find two or three recurring levels by Markov switching on the square-root scale.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day; days not observed are absent, and those beside them count as neighbours.
    regimes : {2, 3}

    Returns
    -------
    RegimeResult
        Smoothed probabilities (days x regimes, ordered from low to high). Where no usable
        fit is reached it says why instead.

    Raises
    ------
    InvalidSeries, InvalidOption

    Notes
    -----
    The counts enter as 2 sqrt(y + 3/8) (Anscombe 1948), whose variance hardly depends on the
    level, so the regimes share one variance: with their own, one of them shrinks onto days of
    equal counts. Days within a regime are taken as independent. A fit that tells values apart
    rather than levels (a regime that lasts under two days, holds under three days, or leaves
    less than half of Poisson noise) is not shown. BIC is a rough guide to whether there are
    regimes at all; change points have their own test.

    References
    ----------
    Hamilton (1989). A new approach to the economic analysis of nonstationary time series and
    the business cycle. Econometrica 57(2), 357-384.
    Anscombe (1948). The transformation of Poisson, binomial and negative-binomial data.
    Biometrika 35(3-4), 246-254.
    """
    if regimes not in REGIME_NAMES:
        raise InvalidOption(f"Two or three regimes can be asked for, got {regimes}.")
    whole = check_counts(counts, gaps=True)
    if len(whole) < LEAST_DAYS:
        return _nothing(whole, f"{len(whole)} days are too few, {LEAST_DAYS} are needed")
    if whole.nunique() == 1:
        return _nothing(whole, f"every day has the same count, {whole.iloc[0]}")
    values = 2 * np.sqrt(whole.to_numpy() + 3 / 8)
    fits = fit_regimes(values, regimes)
    faults = [_fault(whole.to_numpy(), fit) for fit in fits]
    usable = [fit for fit, fault in zip(fits, faults, strict=True) if not fault]
    if not usable:
        return _nothing(whole, faults[0] if faults else "the days hold fewer levels than regimes")
    return _result(whole, usable[0], values)


def _fault(counts: np.ndarray, fit: RegimeFit) -> str:
    """Say why a fit cannot be shown; empty when it can."""
    if not fit.converged:
        return "the fit did not converge"
    days = fit.probabilities.sum(axis=1)
    if days.min() < LEAST_IN_REGIME:
        return f"one regime would hold fewer than {LEAST_IN_REGIME} days"
    if _stays(fit).min() < LEAST_STAY:
        return f"one regime would last under {LEAST_STAY} days, which is single days, not a level"
    if np.diff(np.sort(fit.means)).min() < np.sqrt(fit.variance) / 2:
        return "two regimes would have nearly the same level"
    if fit.variance < _poisson_variance(fit.probabilities @ counts / days, days) / 2:
        return "within a regime the counts would vary less than chance makes them vary"
    return ""


def _stays(fit: RegimeFit) -> np.ndarray:
    return 1 / (1 - np.diag(fit.transitions))


def _poisson_variance(rates: np.ndarray, days: np.ndarray) -> float:
    """Variance of 2 sqrt(y + 3/8) for Poisson counts of these rates, weighted by days."""
    from scipy.special import gammaln, xlogy

    # The variance is 1 to three digits from a rate of 50 on, and the grid stays small.
    bounded = np.minimum(rates, 50)
    values = np.arange(150)
    chance = np.exp(xlogy(values, bounded[:, None]) - gammaln(values + 1) - bounded[:, None])
    scaled = 2 * np.sqrt(values + 3 / 8)
    return float(np.average(chance @ scaled**2 - (chance @ scaled) ** 2, weights=days))


def _result(counts: pd.Series, fit: RegimeFit, values: np.ndarray) -> RegimeResult:
    order = np.argsort(fit.means)
    names, n = list(REGIME_NAMES[len(order)]), len(values)
    probabilities = pd.DataFrame(fit.probabilities[order].T, index=counts.index, columns=names)
    one_level = -n / 2 * (np.log(2 * np.pi * values.var()) + 1)
    extra = len(order) - 1 + len(order) * (len(order) - 1)
    return RegimeResult(
        counts=counts,
        converged=True,
        supported=bool(2 * (fit.loglik - one_level) > extra * np.log(n)),
        reason="",
        probabilities=probabilities,
        durations=pd.Series(_stays(fit)[order], index=names),
    )


def _nothing(counts: pd.Series, reason: str) -> RegimeResult:
    return RegimeResult(
        counts=counts,
        converged=False,
        supported=False,
        reason=reason,
        probabilities=pd.DataFrame(index=counts.index),
        durations=pd.Series(dtype=float),
    )
