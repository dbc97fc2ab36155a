"""The rest of the region: what all other units did on a day, as far as they moved together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

# Widths in days of the means whose differences are the bands of a factor: days, a week, a month, a
# quarter, and what is slower.
WIDTHS = (3, 7, 29, 91)
# The units that tell most count alike, so that none of them is the region by itself.
EQUALS = 8
# A day of the region counts a tenth of the usual at least.
LEAST_FACTOR = 0.1
# A factor with a smaller standard deviation than this is noise that no unit would notice.
LEAST_SPREAD = 0.02
FEWEST_UNITS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Region:
    """Weighted sums over the units of a region; two of them can be added, part by part.

    Every unit is weighted by what it tells of a factor that all share; the eight that tell most
    weigh the same, so that none of them is the region by itself.

    Attributes
    ----------
    units : int
    most : float
        The most information of a unit that counts; of :func:`most_information`.
    totals : array of float, shape (n_days,)
        Weighted counts of all units, a day.
    expected, squares : float
        Sum of the units' weighted means, and of their squares.
    own : array of float, shape (n_bands,)
        Sum of the variances of the units' own weighted counts, by band.
    """

    units: int
    most: float
    totals: np.ndarray
    expected: float
    squares: float
    own: np.ndarray

    def __add__(self, other: "Region") -> "Region":
        """Put two parts of a region together."""
        return replace(
            self,
            units=self.units + other.units,
            totals=self.totals + other.totals,
            expected=self.expected + other.expected,
            squares=self.squares + other.squares,
            own=self.own + other.own,
        )

    def with_unit(self, counts: np.ndarray) -> "Region":
        """Add a unit."""
        return self + _part(counts, self.most)

    def rest(self, counts: np.ndarray) -> np.ndarray:
        """Give the factor of every day, of mean 1, by which all but one unit moved together.

        Parameters
        ----------
        counts : array of float, shape (n_days,)
            Of the unit that is left out, which is one of the region's.

        Returns
        -------
        array of float, shape (n_days,)
            All 1 where the others do not move together by more than they would each by itself.

        Notes
        -----
        In every band of the sum of the others, the variance beyond the sum of their own variances
        is shared. The band is drawn towards 0 by the share of it that is not.
        """
        alone = _part(counts, self.most)
        totals, expected = self.totals - alone.totals, self.expected - alone.expected
        even = np.ones(totals.size)
        if self.units - 1 < FEWEST_UNITS or expected <= 0:
            return even
        bands = _bands(totals / expected)
        whole = bands.var(axis=1)
        own = (self.own - alone.own) / expected**2
        pairs = 1.0 - (self.squares - alone.squares) / expected**2
        if pairs <= 0.0:
            return even
        kept = np.clip((whole - own) / np.maximum(pairs * whole, 1e-300), 0.0, 1.0)
        factor = np.maximum(1.0 + kept @ bands, LEAST_FACTOR)
        return factor / factor.mean() if factor.std() >= LEAST_SPREAD else even


def most_information(units: Iterable[np.ndarray]) -> float:
    """Give the most information of a unit that counts, so that none makes up the region.

    Parameters
    ----------
    units : iterable of array, shape (n_days,)
    """
    known = np.sort([_information(counts) for counts in units])
    known = known[known > 0]
    return float(known[-min(EQUALS, known.size)]) if known.size else 0.0


def empty_region(days: int, most: float) -> Region:
    """Give a region without units, to add some to."""
    return Region(
        units=0,
        most=most,
        totals=np.zeros(days),
        expected=0.0,
        squares=0.0,
        own=np.zeros(len(WIDTHS) + 1),
    )


def region_of(units: np.ndarray) -> Region:
    """Sum the units of a table of counts, shape (n_days, n_units)."""
    columns = units.T.astype(float)
    region = empty_region(units.shape[0], most_information(columns))
    for counts in columns:
        region = region.with_unit(counts)
    return region


def _information(counts: np.ndarray) -> float:
    mean = float(counts.mean())
    return mean**2 / max(float(counts.var()), mean) if mean > 0 else 0.0


def _part(counts: np.ndarray, most: float) -> Region:
    mean = float(counts.mean())
    weight = min(_information(counts), most) / mean if mean > 0 else 0.0
    weighted = weight * counts.astype(float)
    return Region(
        units=1,
        most=most,
        totals=weighted,
        expected=weight * mean,
        squares=(weight * mean) ** 2,
        own=_bands(weighted).var(axis=1),
    )


def _bands(values: np.ndarray) -> np.ndarray:
    """Split values into what is faster than each of the widths, and what is slower than all."""
    smooth = [values, *(_running(values, width) for width in WIDTHS)]
    slowest = np.full(values.size, values.mean())
    return -np.diff([*smooth, slowest], axis=0)


def _running(values: np.ndarray, width: int) -> np.ndarray:
    """Give the mean of the days around each, fewer at the ends."""
    sums = np.append(0.0, np.cumsum(values))
    place = np.arange(values.size)
    first = np.maximum(place - width // 2, 0)
    stop = np.minimum(place + width // 2 + 1, values.size)
    return (sums[stop] - sums[first]) / (stop - first)
