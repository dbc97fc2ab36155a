"""How far earlier nowcasts were off: what that says of how much days and delays vary."""

from dataclasses import dataclass, fields

import numpy as np

from analytics.nowcast.delays import Shares
from analytics.nowcast.to_come import LEAST, Open, log_chance

# What the usual number of a day may be worth, in events; how far all delays of one download may be
# off together, as a variance of the logarithm; and how much the reports of a day come together.
WORTH = np.array([0.3, 0.7, 1.5, 3.0, 6.0, 20.0])
OFF = np.array([0.0, 0.01, 0.04, 0.12, 0.4])
BUNCHED = np.array([0.03, 0.1, 0.3])
# Before anything is known, the smaller is the likelier.
OFF_BEFORE = np.array([0.3, 0.25, 0.2, 0.15, 0.1])
# Complete days' worth of the newest that tell the usual number.
USUAL_FROM = 28
# Settings with a smaller chance than this are left out.
UNLIKELY = 1e-3


@dataclass(frozen=True, kw_only=True, eq=False)
class Settings:
    """What the usual number of a day may be worth and how far off days may be, with chances.

    Attributes
    ----------
    worth, off, bunched : array of float, shape (n_settings, 1)
        As for the methods of :class:`~analytics.nowcast.to_come.Open`.
    chances : array of float, shape (n_settings,)
        Adding up to 1.
    """

    worth: np.ndarray
    off: np.ndarray
    bunched: np.ndarray
    chances: np.ndarray


def usual_count(seen: np.ndarray, share: np.ndarray) -> float:
    """Return the usual number of events of a day: those seen over the shares seen, of late.

    Parameters
    ----------
    seen : array of int, shape (n_days,)
        The newest day last.
    share : array of float, shape (n_days,)

    References
    ----------
    Bühlmann & Straub (1983). Estimation of IBNR reserves by the methods chain ladder, Cape Cod and
    complementary loss ratio. International Summer School.
    """
    back = np.cumsum(share[::-1])
    days = int(np.searchsorted(back, USUAL_FROM)) + 1
    return float((seen[-days:].sum() + 0.5) / max(share[-days:].sum(), 1.0))


def open_days(
    seen: np.ndarray, age: np.ndarray, shares: Shares, look: int, final: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Give the days that one download covers and that are not final, and what is known of them.

    Returns
    -------
    days : array of int
        Places of the days.
    share, spread : array of float
    usual : float
    """
    covered = np.flatnonzero(age[:, look] >= 0)
    ages = np.minimum(age[covered, look], final)
    share = shares.share[look, ages]
    usual = usual_count(seen[covered, look], share)
    still = ages < final
    return covered[still], share[still], shares.spread[look, ages[still]], usual


def past_settings(
    seen: np.ndarray, age: np.ndarray, shares: Shares, looks: np.ndarray, final: int
) -> Settings:
    """Learn from earlier nowcasts how much days vary, and how far off all may be together.

    Parameters
    ----------
    seen, age : array of int, shape (n_days, n_looks)
    shares : Shares
        At every look, from what was known then.
    looks : array of int
        The earlier downloads; each is held against the last that does not go beyond ``final``.
    final : int

    Returns
    -------
    Settings

    Notes
    -----
    At each of the earlier downloads it is said what would have come since, from what was known
    then, and the likelihood of what did come weighs the settings. A day that stands in several of
    them counts once altogether. What no past nowcast tells keeps the chances of the start.
    """
    grids = np.meshgrid(WORTH, OFF, BUNCHED, indexing="ij")
    worth, off, bunched = (grid.reshape(-1, 1) for grid in grids)
    before = np.log(np.broadcast_to(OFF_BEFORE[:, None], grids[0].shape).ravel())
    parts = [_held_against(seen, age, shares, look, final) for look in looks]
    fit = before + _fit([part for part in parts if part is not None], worth, off, bunched)
    chances = np.exp(fit - fit.max())
    kept = chances >= UNLIKELY * chances.sum()
    return Settings(
        worth=worth[kept],
        off=off[kept],
        bunched=bunched[kept],
        chances=chances[kept] / chances[kept].sum(),
    )


def _fit(
    parts: list[tuple[np.ndarray, np.ndarray, Open]],
    worth: np.ndarray,
    off: np.ndarray,
    bunched: np.ndarray,
) -> np.ndarray:
    """Give the log likelihood of all that came, under every setting."""
    if not parts:
        return np.zeros(len(worth))
    days, came = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    names = [field.name for field in fields(Open)]
    opened = Open(**{n: np.concatenate([getattr(part[2], n) for part in parts]) for n in names})
    once = 1.0 / np.bincount(days)[days]
    variation = opened.own(worth, bunched) + opened.common(worth, off)
    return log_chance(came, opened.expected(worth), variation) @ once


def _held_against(
    seen: np.ndarray, age: np.ndarray, shares: Shares, look: int, final: int
) -> tuple[np.ndarray, np.ndarray, Open] | None:
    """Say what one earlier download would have expected by the newest, and what came."""
    days, share, spread, usual = open_days(seen, age, shares, look, final)
    later = age[days, look + 1 :]
    reached = np.where((later >= 0) & (later <= final), later, -1)
    some = reached.max(axis=1, initial=-1) > age[days, look]
    days, share, spread, reached = days[some], share[some], spread[some], reached[some]
    if not days.size:
        return None
    # The last one at the latest age, should several downloads show the same.
    last = reached.shape[1] - 1 - reached[:, ::-1].argmax(axis=1)
    then = reached[np.arange(days.size), last]
    came = seen[days, look + 1 + last] - seen[days, look]
    opened = Open(
        seen=seen[days, look],
        share=share,
        spread=spread,
        usual=np.full(days.size, usual),
        until=np.maximum(shares.share[look, then], share + LEAST),
        spread_until=shares.spread[look, then],
    )
    return days, came, opened
