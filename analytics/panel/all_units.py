"""Scan all units, whoever computes: the region, the evidence where it can matter, the lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.effects.power import FEWEST_EVENTS
from analytics.effects.recent import USUAL_DAYS
from analytics.effects.windows import DAY
from analytics.panel.executors import Crew, Failure, one_process, spread
from analytics.panel.region import Region, empty_region, most_information
from analytics.panel.scan import ScanResult, judge_units, may_be_listed
from analytics.panel.unit import NOW_DAYS, THIN, UnitScan, now_against_usual, scan_unit
from analytics.panel.units import UnitCounts, laid_out

# What is sent of a unit: the places of its days with an event, and the events there.
Sent = tuple[np.ndarray, np.ndarray]
Progress = Callable[[str, float], None]
# From so many units and days on those that cannot be listed are not weighed to the end.
SCREENED = 5_000_000
# A core weighs about so many units and days in some seconds.
MUCH = 100_000
WEIGHED, AGAIN = "Weighing the units", "Weighing those that may be listed"
COMPARED = "Comparing the last days with the year before"


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedDays:
    """What all units share: the observed days, and what the region did."""

    index: pd.DatetimeIndex
    region: Region | None

    def series(self, sent: Sent) -> pd.Series:
        """Give the counts of a unit."""
        return pd.Series(laid_out(*sent, len(self.index)), self.index)


def untold(words: str, share: float) -> None:
    """Tell nobody how far it is."""


def scan_all(
    units: UnitCounts,
    *,
    days: int = NOW_DAYS,
    crew: Crew | None = None,
    screened: bool | None = None,
    progress: Progress = untold,
) -> ScanResult:
    """Search every unit for changes, and make the two lists.

    Parameters
    ----------
    units : UnitCounts
    days : int
        Length of "now".
    crew : Crew or None
        Who computes; None is this process.
    screened : bool or None
        Whether lulls, bursts and dates are left out where a bound says that the unit can be on no
        list; the lists are the same. None does so where there are many units and days.
    progress : callable
        Is told what is done, and how much of it, from 0 to 1.

    Returns
    -------
    ScanResult
        The same, byte for byte, whoever computes, and in whatever batches.
    """
    weighed = weigh_all(units, crew=crew, screened=screened, progress=progress)
    return judge_weighed(units, weighed, days=days, crew=crew, progress=progress)


def judge_weighed(
    units: UnitCounts,
    weighed: Sequence[UnitScan],
    *,
    days: int = NOW_DAYS,
    crew: Crew | None = None,
    progress: Progress = untold,
) -> ScanResult:
    """Compare the last days of every unit with those before, and make the two lists.

    Parameters
    ----------
    units : UnitCounts
    weighed : sequence of UnitScan
        Of :func:`weigh_all`, which takes nearly all of the time, whatever ``days`` are.
    days : int
        Length of "now".
    crew, progress
        As for :func:`scan_all`.

    Returns
    -------
    ScanResult
    """
    found = []
    for at, now in enumerate(_now_of(units, days, crew or one_process(), progress)):
        one = weighed[at]
        if isinstance(now, Failure):
            one = _failed(units, at, now)
        elif one.bars:
            # What could not be weighed has none, and nothing else is told of it.
            one = replace(one, **now)
        found.append(one)
    return judge_units(found, by=units.label, noun=units.noun, nouns=units.nouns)


def _now_of(
    units: UnitCounts, days: int, crew: Crew, progress: Progress
) -> list[dict[str, Any] | Failure]:
    """Compare the last days of every unit with those before; of units alike there, one."""
    first = units.index.searchsorted(units.index[-1] - (days - 1 + USUAL_DAYS) * DAY)
    alike: dict[tuple[bytes, bytes], int] = {}
    which: list[int] = []
    sent: list[Sent] = []
    for at in range(len(units)):
        places, events = units.days_of(at)
        part = places[places >= first], events[places >= first]
        which.append(alike.setdefault((part[0].tobytes(), part[1].tobytes()), len(sent)))
        if which[-1] == len(sent):
            sent.append(part)
    work = partial(_now_of_some, SharedDays(index=units.index, region=None), days)
    found = dict(spread(work, sent, crew, tell=_telling(progress, COMPARED)))
    return [found[place] for place in which]


def _now_of_some(shared: SharedDays, days: int, given: Sequence[Sent]) -> list[dict[str, Any]]:
    return [now_against_usual(shared.series(sent), days) for sent in given]


def weigh_all(
    units: UnitCounts,
    *,
    crew: Crew | None = None,
    screened: bool | None = None,
    progress: Progress = untold,
) -> list[UnitScan]:
    """Weigh every unit, as far as the lists hang on it; the parameters are those of a scan.

    What the last days are does not matter here: :func:`judge_weighed` compares them.
    """
    crew = crew or one_process()
    shared = SharedDays(index=units.index, region=region_of_units(units))
    sent = [units.days_of(at) for at in range(len(units))]
    if screened is None:
        screened = len(enough_events(units)) * len(units.index) >= SCREENED
    results: dict[int, UnitScan] = {}

    def weigh(places: Sequence[int], words: str, *, screened: bool) -> None:
        given = [(units.name(at), sent[at], screened) for at in places]
        work = partial(scan_some, shared)
        for place, found in spread(work, given, crew, tell=_telling(progress, words)):
            at = places[place]
            results[at] = _failed(units, at, found) if isinstance(found, Failure) else found

    weigh(range(len(units)), WEIGHED, screened=screened)
    # Which unit may be listed hangs on all others.
    if left := may_be_listed([results[at] for at in range(len(units))]):
        weigh(left, AGAIN, screened=False)
    return [results[at] for at in range(len(units))]


def is_much(units: UnitCounts) -> bool:
    """Tell whether there is so much to weigh that several processes are worth their start."""
    return len(enough_events(units)) * len(units.index) >= MUCH


def enough_events(units: UnitCounts) -> list[int]:
    """Give the units with events enough to be tested."""
    return np.flatnonzero(units.totals >= FEWEST_EVENTS).tolist()


def _telling(progress: Progress, words: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(words, done / max(total, 1))


def region_of_units(units: UnitCounts) -> Region:
    """Sum all units, one at a time."""
    numbers = range(len(units))
    region = empty_region(
        len(units.index), most_information(units.counts(at).astype(float) for at in numbers)
    )
    for at in numbers:
        region = region.with_unit(units.counts(at).astype(float))
    return region


def scan_some(shared: SharedDays, given: Sequence[tuple[str, Sent, bool]]) -> list[UnitScan]:
    """Scan some units."""
    return [
        scan_unit(name, shared.series(sent), region=shared.region, screened=screened)
        for name, sent, screened in given
    ]


def _failed(units: UnitCounts, place: int, failure: Failure) -> UnitScan:
    """Stand in for a unit that could not be computed, and say why."""
    return UnitScan(
        unit=units.name(place),
        events=int(units.totals[place]),
        days=len(units.index),
        verdict=THIN,
        reason=f"could not be computed ({failure.reason})",
    )
