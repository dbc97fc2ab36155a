"""How late events are listed: the share of a day's events that is there by each age."""

from dataclasses import dataclass, replace

import numpy as np

# Stopped so early the division of what came over the ages between stays smooth; where there is a
# look at every age, the second round changes nothing.
ROUNDS, CLOSE = 25, 1e-9
NOWHERE = 1e-300


@dataclass(frozen=True, kw_only=True, eq=False)
class Steps:
    """What came from one download to the next, added up over days of like ages.

    Attributes
    ----------
    first, last : array of int, shape (n_pairs,)
        Ages at the earlier and at the later download.
    before, came : array of float, shape (n_looks, n_pairs)
        Events that were there at the earlier, and those that came by the later, which is the look.
    """

    first: np.ndarray
    last: np.ndarray
    before: np.ndarray
    came: np.ndarray

    def since(self, begin: np.ndarray) -> "Steps":
        """Add up, for every look, those of the looks after one; shape (n_looks,)."""
        before, came = (np.cumsum(kind, axis=0) for kind in (self.before, self.came))
        return replace(self, before=before - before[begin], came=came - came[begin])

    @property
    def newest(self) -> "Steps":
        """Those of the newest look alone."""
        return replace(self, before=self.before[-1:], came=self.came[-1:])


@dataclass(frozen=True, kw_only=True, eq=False)
class Shares:
    """Outcome of :func:`listed_shares`, a row a look.

    Attributes
    ----------
    share : array of float, shape (n_looks, n_ages)
        Of the events of a day, those that are listed when it has come so far; 1 at the last age.
    spread : array of float, shape (n_looks, n_ages)
        Variance of the logarithm of the share, were events listed independently of each other.
    """

    share: np.ndarray
    spread: np.ndarray


def steps_of(seen: np.ndarray, age: np.ndarray, final: int) -> Steps:
    """Add up what came from each download to the next.

    Parameters
    ----------
    seen : array of int, shape (n_days, n_looks)
        Events of each day listed by each download.
    age : array of int, shape (n_days, n_looks)
        From :func:`~analytics.nowcast.releases.release_ages`.
    final : int
        Steps to a later age are left out.

    Returns
    -------
    Steps
    """
    looks = age.shape[1]
    old, new = age[:, :-1], age[:, 1:]
    day, look = np.nonzero((old >= 0) & (new > old) & (new <= final))
    pairs, place = np.unique(
        np.stack([old[day, look], new[day, look]]), axis=1, return_inverse=True
    )
    shape = (looks, pairs.shape[1])
    cell = (look + 1) * shape[1] + place.ravel()
    before = seen[day, look]
    came = seen[day, look + 1] - before
    added = [np.bincount(cell, kind, minlength=shape[0] * shape[1]) for kind in (before, came)]
    return Steps(
        first=pairs[0],
        last=pairs[1],
        before=added[0].reshape(shape),
        came=added[1].reshape(shape),
    )


def listed_shares(steps: Steps, final: int) -> Shares:
    """Estimate which share of a day's events is listed by each age, at every look.

    Parameters
    ----------
    steps : Steps
        Added up over the looks that are used.
    final : int
        The age from which on all are listed.

    Returns
    -------
    Shares
        ``n_ages`` is ``final + 1``.

    Notes
    -----
    The chain ladder, looked at from its end: of the events listed by an age, the share that came
    at that very age is ``h``, and ``G(u) = prod_{v > u} (1 - h(v))``. With a look at every age ``1
    - h`` is one over the development factor, ``sum C_{v-1} / sum C_v``, and this is the maximum of
    a Poisson likelihood. Where a step leads over several ages, what came is divided over them by
    expectation and maximisation, so that no age between is lost. The variance is Greenwood's; it
    is that of Mack's and of the over-dispersed chain ladder, before their scale, with half an event
    added where an age has few. It is taken that an event is listed as late as the others of its
    time, whatever day it is of.

    References
    ----------
    Lawless (1994). Adjustments for reporting delays and the prediction of occurred but not
    reported events. Canadian Journal of Statistics 22(1), 15-31.
    Turnbull (1976). The empirical distribution function with arbitrarily grouped, censored and
    truncated data. Journal of the Royal Statistical Society B 38(3), 290-295.
    Mack (1993). Distribution-free calculation of the standard error of chain ladder reserve
    estimates. ASTIN Bulletin 23(2), 213-225.
    """
    ages = np.arange(final + 1)
    inside = ((ages > steps.first[:, None]) & (ages <= steps.last[:, None])).astype(float)
    there = (steps.before + steps.came) @ inside
    came = np.zeros((len(steps.came), final + 1))
    # A start that leaves no age without a chance.
    hazard = np.where(there > 0, 1.0 / (ages + 1.0), 0.0)
    hazard[:, 0] = 1.0
    for _ in range(ROUNDS):
        share = _share(hazard)
        held = share[:, steps.last] - share[:, steps.first]
        weight = steps.came / np.maximum(held, NOWHERE)
        dense = weight @ inside
        came = np.where(there > 0, hazard * share * dense, 0.0)
        there = (steps.before - weight * share[:, steps.first]) @ inside + share * dense
        moved = np.divide(came, there, out=np.zeros_like(came), where=there > 0)
        moved[:, 0] = 1.0
        largest = np.abs(moved - hazard).max()
        hazard = np.clip(moved, 0.0, 1.0)
        if largest < CLOSE:
            break
    rough = (came + 0.5) / (there + 1.0)
    spread = np.where(there > 0, rough / ((1.0 - rough) * (there + 1.0)), 0.0)
    return Shares(share=_share(hazard), spread=_after(spread))


def _share(hazard: np.ndarray) -> np.ndarray:
    """Multiply the chances of not having come later, from the last age back."""
    later = np.cumprod(1.0 - hazard[:, :0:-1], axis=1)[:, ::-1]
    return np.concatenate([later, np.ones((len(hazard), 1))], axis=1)


def _after(values: np.ndarray) -> np.ndarray:
    """Add up what stands at later ages."""
    later = np.cumsum(values[:, :0:-1], axis=1)[:, ::-1]
    return np.concatenate([later, np.zeros((len(values), 1))], axis=1)
