"""A scan of a view that takes no longer than a reader waits: of all days, or those that fit."""

from dataclasses import dataclass

from analytics.panel.all_units import enough_events, judge_weighed, weigh_all
from analytics.panel.scan import ScanResult
from analytics.panel.unit import UnitScan
from analytics.panel.units import UnitCounts, count_units
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.wording import plain_count, plain_date

# So many days of units with events enough are weighed within a minute or two by one core.
MOST_WEIGHED = 150_000
# Where all days are too many: ten years, five, three, two, one, and half of one.
STRETCHES = (3653, 1827, 1096, 731, 366, 183)


@dataclass(frozen=True, kw_only=True, eq=False)
class ViewScan:
    """Outcome of :func:`scan_view`.

    Attributes
    ----------
    units : UnitCounts
        On the days that were looked at.
    result : ScanResult
    every_day : bool
        Whether these are all observed days of the view.
    """

    units: UnitCounts
    result: ScanResult
    every_day: bool

    def __str__(self) -> str:
        """Say what was found, of how many rows no unit is known, and of which days if not all."""
        unknown = ""
        if self.units.unknown:
            rows = plain_count(self.units.unknown, "rows")
            unknown = f" The {self.units.divided_by} of {rows} is unknown."
        told = f"{self.result}{unknown}"
        if self.every_day:
            return told
        return (
            f"{told} Only {plain_count(len(self.units.index), 'observed days')} were looked "
            f"at, from {plain_date(self.units.index[0])} on: escalation scan looks at all."
        )


def scan_view(selection: Selection, by: str | None = None) -> ViewScan:
    """Scan the units of a view, on all of its days or on the newest that fit.

    Parameters
    ----------
    selection : Selection
    by : str or None
        A column; None is the one that the view divides by.

    Returns
    -------
    ViewScan

    Raises
    ------
    InvalidOption, OutsideCoverage, NotAnswerable
    """
    view = selection.view
    return _scanned(selection.counting, by or view.by, view.recent)


def units_of_view(selection: Selection, by: str | None = None) -> UnitCounts:
    """Count the units of a view; raises what :func:`scan_view` does."""
    return _units(selection.counting, by or selection.view.by)


@remembered
def _units(counting: Selection, by: str) -> UnitCounts:
    return count_units(counting, [by])


@remembered
def _scanned(counting: Selection, by: str, days: int) -> ViewScan:
    units, weighed = _weighed(counting, by)
    result = judge_weighed(units, weighed, days=days)
    every_day = len(units.index) == len(_units(counting, by).index)
    return ViewScan(units=units, result=result, every_day=every_day)


@remembered
def _weighed(counting: Selection, by: str) -> tuple[UnitCounts, list[UnitScan]]:
    """Weigh the units of a view: what takes long, and is the same whatever the last days are."""
    units = newest_that_fit(_units(counting, by))
    return units, weigh_all(units, screened=False)


def newest_that_fit(units: UnitCounts) -> UnitCounts:
    """Cut units to the newest days that are weighed in a minute or two; all where these fit."""
    fits = units
    for stretch in (len(units.index), *STRETCHES):
        fits = units if stretch >= len(units.index) else units.newest(stretch)
        if len(enough_events(fits)) * len(fits.index) <= MOST_WEIGHED:
            break
    return fits
