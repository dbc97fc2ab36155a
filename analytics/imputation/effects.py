"""A before-and-after comparison over many drawings of the dates that are not known."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.dispersion import Dispersion
from analytics.effects.before_after import EffectResult
from analytics.effects.contrast import Comparison, Sides, judge, sides
from analytics.effects.counterfactual import expected_counts
from analytics.effects.estimates import NOTHING, Estimate, estimates, ratio_estimate
from analytics.effects.placebo import placebo_dates
from analytics.effects.windows import DAY, CutOptions, Windows, cut_windows
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.imputation.date_sets import SURE
from analytics.imputation.rubin import Pooled, pool
from analytics.wording import plain_count


@dataclass(frozen=True, kw_only=True, eq=False)
class PooledEffect(EffectResult):
    """Outcome of :func:`pool_effect`: an ``EffectResult`` whose numbers are pooled.

    ``counts`` and ``windows`` hold the mean of the draws, ``imprecise`` of ``events`` are not
    dated to the day, ``missing`` is the fraction of the information about the ratio that their
    dates would add, ``open`` says that other draws could settle it differently, and ``without`` is
    the same comparison with these events left out.
    """

    draws: int
    imprecise: int
    events: int
    missing: float
    open: bool
    without: EffectResult

    @property
    def settled(self) -> bool:
        """Whether the data settle that the rate changed, whatever further draws would say."""
        return super().settled and not self.open

    @property
    def table(self) -> pd.DataFrame:
        """One row a quantity, those of the pooling last."""
        rows = [
            ("draws", self.draws),
            ("events_imprecise", self.imprecise),
            ("missing_information", self.missing),
            ("rate_ratio_without_imprecise", *self.without.ratio.cells),
        ]
        plain = super().table
        padded = [(*row, *[np.nan] * (5 - len(row))) for row in rows]
        more = pd.DataFrame(padded, columns=plain.columns).astype(plain.dtypes)
        return pd.concat([plain, more], ignore_index=True)

    def __str__(self) -> str:
        """Say the finding in one sentence, then on how many drawn dates it rests."""
        noun = str(self.counts.name or "events")
        verb = "is" if self.imprecise == 1 else "are"
        return (
            f"{super().__str__()} {self.imprecise} of {plain_count(self.events, noun)} {verb} not "
            f"dated to the day; their dates were drawn {self.draws} times."
        )


def pool_effect(
    imputed: Sequence[pd.Series],
    plain: EffectResult,
    *,
    imprecise: int,
    events: int,
    further: Iterable[Sequence[pd.Series]] = (),
) -> PooledEffect:
    """Pool a comparison over completed series.

    Parameters
    ----------
    imputed : sequence of Series of int, shape (n_days,)
        Completed daily counts of ``impute_counts``, two or more.
    plain : EffectResult
        The same comparison with the imprecisely dated events left out.
    imprecise, events : int
        Events that are not dated to the day, and all events.
    further : iterable of sequences of Series
        More completed series, taken one sequence at a time as long as other draws could settle
        the comparison differently.

    Returns
    -------
    PooledEffect

    Notes
    -----
    Rubin's rules apply to the logarithm of the ratio. What the draws differ by widens the
    scatter of the windows' totals, and the degrees of freedom are Barnard and Rubin's; the
    interval is then that of ``event_effect`` at the mean totals. So small counts are treated as
    there, and draws that do not differ give the plain result.
    """
    options, series, more = _options(plain), list(imputed), iter(further)
    drawn = _pooled(series, plain, options)
    while drawn.open and (batch := next(more, None)) is not None:
        series = [*series, *batch]
        drawn = _pooled(series, plain, options)
    windows, compared, pooled = drawn.windows, drawn.compared, drawn.pooled
    dispersion = compared.dispersion
    return PooledEffect(
        counts=drawn.mean,
        date=plain.date,
        windows=windows,
        **estimates(compared, slope=not np.isnan(plain.slope.value)),
        day_earlier=pool_ratio(series, plain.date - DAY, **options),
        day_later=pool_ratio(series, plain.date + DAY, **options),
        expected=expected_counts(windows.before, windows.after, compared.exposure, dispersion),
        placebo=placebo_dates(windows, dispersion),
        detectable=compared.detectable,
        dispersion=dispersion,
        weekday=compared.weekday,
        answerable=compared.answerable,
        draws=len(series),
        imprecise=imprecise,
        events=events,
        missing=pooled.missing,
        open=drawn.open,
        without=plain,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Drawn:
    """What some draws say together: their mean, its windows, and these compared."""

    mean: pd.Series
    windows: Windows
    compared: Comparison
    pooled: Pooled

    @property
    def open(self) -> bool:
        """Whether other draws could put 1 on the other side of the interval's nearer end."""
        if not self.compared.answerable:
            return False
        ratio = ratio_estimate(self.compared.totals, self.compared.days, self.compared.dispersion)
        ends = [abs(math.log(end)) for end in (ratio.ci_low, ratio.ci_high) if 0 < end < math.inf]
        return bool(ends) and min(ends) <= SURE * self.pooled.drawing_error


def _pooled(series: Sequence[pd.Series], plain: EffectResult, options: CutOptions) -> _Drawn:
    mean = pd.concat(series, axis=1).mean(axis=1).rename(plain.counts.name)
    windows = _mean_windows(series, mean, plain.date, options)
    compared, pooled = pool_sides(_cuts(series, plain.date, options), windows)
    return _Drawn(mean=mean, windows=windows, compared=compared, pooled=pooled)


def _options(plain: EffectResult) -> CutOptions:
    """Give the options of ``cut_windows`` that made the plain comparison."""
    cut = plain.windows
    until = plain.date + (cut.asked_after - 1) * DAY if cut.period else None
    return {
        "before": cut.asked_before,
        "after": cut.asked_after,
        "gap": cut.gap,
        "ended": cut.ended,
        "until": until,
    }


def _cuts(
    imputed: Sequence[pd.Series], date: pd.Timestamp, options: CutOptions
) -> Iterator[Windows]:
    """Cut the windows out of every draw: of the same days, so these are looked up once."""
    cut = cut_windows(imputed[0], date, **options)
    days = imputed[0].index
    starts = [0, *days.searchsorted([cut.before.index[0], cut.after.index[0]])]
    names = ("history", "before", "after")
    lengths = [len(getattr(cut, name)) for name in names]
    for counts in imputed:
        parts = zip(names, starts, lengths, strict=True)
        yield replace(cut, **{name: counts.iloc[at : at + many] for name, at, many in parts})


def _mean_windows(
    imputed: Sequence[pd.Series], mean: pd.Series, date: pd.Timestamp, options: CutOptions
) -> Windows:
    """Cut the windows out of the mean of the draws, which holds fractions."""
    cut = cut_windows(imputed[0], date, **options)
    days = {name: mean[getattr(cut, name).index] for name in ("history", "before", "after")}
    return replace(cut, **days)


def pool_ratio(
    imputed: Sequence[pd.Series],
    date: pd.Timestamp,
    *,
    before: int = 28,
    after: int = 28,
    gap: int = 0,
    until: pd.Timestamp | None = None,
    ended: int = 0,
) -> Estimate:
    """Pool the rate ratio alone over completed series.

    Parameters
    ----------
    imputed : sequence of Series of int, shape (n_days,)
        As in :func:`pool_effect`.
    date : Timestamp
        First day of the event.
    before, after, gap, until, ended
        Those of ``cut_windows``.

    Returns
    -------
    Estimate
        Without numbers where that day leaves a window empty or gives no answer.
    """
    options = CutOptions(before=before, after=after, gap=gap, until=until, ended=ended)
    mean = pd.concat(imputed, axis=1).mean(axis=1)
    try:
        windows = _mean_windows(imputed, mean, date, options)
    except (OutsideCoverage, InvalidOption):
        return NOTHING
    compared, _ = pool_sides(_cuts(imputed, date, options), windows)
    if not compared.answerable:
        return NOTHING
    return ratio_estimate(compared.totals, compared.days, compared.dispersion)


def pool_sides(cuts: Iterable[Windows], mean: Windows) -> tuple[Comparison, Pooled]:
    """Measure the windows of every draw, and pool them into one comparison.

    Parameters
    ----------
    cuts : iterable of Windows
        One a draw.
    mean : Windows
        The same days with the mean of the draws.

    Returns
    -------
    comparison : Comparison
        At the mean totals, its scatter wider by what the draws differ by.
    pooled : Pooled
        Of the logarithm of the rate ratio.
    """
    drawn = [sides(cut) for cut in cuts]
    pooled = pool(
        [_log_ratio(each) for each in drawn],
        [_variance(each) for each in drawn],
        freedom=float(np.mean([each.dispersion.freedom for each in drawn])),
    )
    exposure = tuple(np.mean([each.exposure[side] for each in drawn], axis=0) for side in (0, 1))
    both = Sides(
        pair=(mean.before.to_numpy(), mean.after.to_numpy()),
        exposure=exposure,
        totals=(float(mean.before.sum()), float(mean.after.sum())),
        days=(float(exposure[0].sum()), float(exposure[1].sum())),
        weekday=bool(np.mean([each.weekday for each in drawn]) > 0.5),
        dispersion=_widened([each.dispersion for each in drawn], pooled),
    )
    return judge(both), pooled


def _widened(dispersions: Sequence[Dispersion], pooled: Pooled) -> Dispersion:
    """Give the mean scatter of the draws, wider by what they differ by."""
    return Dispersion(
        daily=float(np.mean([dispersion.daily for dispersion in dispersions])),
        inflation=float(np.mean([dispersion.inflation for dispersion in dispersions]))
        * pooled.widening,
        freedom=pooled.freedom,
    )


def _log_ratio(both: Sides) -> float:
    """Give the log rate ratio, half an event added on either side so that there is one."""
    quiet, busy = ((x + 0.5) / d for x, d in zip(both.totals, both.days, strict=True))
    return float(np.log(busy / quiet))


def _variance(both: Sides) -> float:
    """Give the variance of the log rate ratio, as if all dates were known."""
    dispersion = both.dispersion
    ends = zip(both.totals, both.days, strict=True)
    return dispersion.inflation * sum(1 / (x + 0.5) + dispersion.daily / d for x, d in ends)
