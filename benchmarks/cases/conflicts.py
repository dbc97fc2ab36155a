"""Daily series of real conflicts around dates whose story is known."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics.series.daily import daily_counts
from data.study import load_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "datasets"
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One series, one date in it, and what happened on the ground.

    ``until`` is the last day of a period, and replaces ``after``.
    """

    name: str
    load: Callable[[], pd.Series]
    event: str
    ground: str
    before: int = 28
    after: int = 28
    until: str | None = None


def bundled(*, confirmation: tuple[str, ...] = ()) -> pd.Series:
    """Count the bundled study's attacks per day, all of them or those of some confirmation."""
    study = load_study(STUDY)
    attacks = study.events
    if confirmation:
        attacks = attacks[attacks["confirmation"].isin(confirmation)]
    return daily_counts(attacks, start=study.start, end=study.end).rename("attacks")


def insurgent_attacks() -> pd.Series:
    """Read insurgent attacks in Iraq a day, February 2007 to July 2008."""
    return _column("geocausal_iraq/daily_insurgencies.csv", "events").rename("attacks")


def ukraine_events() -> pd.Series:
    """Count UCDP events in Ukraine that began and ended on one day."""
    path = SHARED / "ucdp_ged_ukraine" / "conflict_data_ukr.csv.gz"
    rows = pd.read_csv(path, skiprows=[1], usecols=["date_start", "date_end"])
    starts = pd.to_datetime(rows["date_start"]).dt.normalize()
    ends = pd.to_datetime(rows["date_end"]).dt.normalize()
    one_day = pd.DataFrame({"date": starts[starts == ends]})
    return daily_counts(one_day, start="2014-05-01", end="2015-08-31")


def ukraine_without_one_battle() -> pd.Series:
    """Leave the rows of 29 August 2014, which are one battle, out of :func:`ukraine_events`.

    The day is taken for one like those around it: the mean of the week before and the week after.
    """
    counts, day = ukraine_events(), pd.Timestamp(BATTLE)
    week = pd.Timedelta(days=7)
    around = counts[day - week : day + week].drop(day)
    counts[day] = round(around.mean())
    return counts


def rocket_alerts() -> pd.Series:
    """Read rocket alert rows in Israel a day, from the start of the Gaza war."""
    path = "israel_alerts/daily_rocket_alert_rows.csv"
    return _column(path, "rocket_alert_rows").loc["2023-10-08":"2024-02-29"].rename("alerts")


def gaza_deaths() -> pd.Series:
    """Read reported deaths in Gaza a day; days without a report are missing."""
    path = "palestine_daily/gaza_daily_killed.csv"
    return _column(path, "killed_reported").loc["2023-10-08":"2024-02-29"].rename("deaths")


def west_bank_deaths() -> pd.Series:
    """Read deaths in the West Bank a day."""
    path = "palestine_daily/west_bank_daily_killed.csv"
    return _column(path, "killed").loc["2023-10-08":"2024-02-29"].rename("deaths")


def _column(path: str, column: str) -> pd.Series:
    return pd.read_csv(SHARED / path, index_col=0, parse_dates=True)[column].asfreq("D")


# UCDP has more rows of this day in Ukraine than of any other: one battle.
BATTLE = "2014-08-29"
TRUCE = {"event": "2023-11-24", "until": "2023-11-30"}
CONFLICTS = (
    Conflict(
        name="Attacks on US forces, all reports",
        load=bundled,
        ground="Gaza truce 24 to 30 Nov 2023; factions said they would hold their fire",
        **TRUCE,
    ),
    Conflict(
        name="Attacks on US forces, official reports only",
        load=lambda: bundled(confirmation=("official",)),
        ground="the same truce, counted by US officials only",
        **TRUCE,
    ),
    Conflict(
        name="Rocket alerts in Israel",
        load=rocket_alerts,
        ground="the same truce; fire from Gaza stopped for a week",
        **TRUCE,
    ),
    Conflict(
        name="Deaths in Gaza",
        load=gaza_deaths,
        ground="the same truce, but no reports came out: unknown, not zero",
        **TRUCE,
    ),
    Conflict(
        name="Deaths in the West Bank",
        load=west_bank_deaths,
        ground="no truce there: nothing should be found at these dates",
        **TRUCE,
    ),
    Conflict(
        name="Insurgent attacks in Iraq, Mahdi Army freeze",
        load=insurgent_attacks,
        event="2007-08-29",
        before=60,
        after=60,
        ground="al-Sadr froze the Mahdi Army on 29 Aug 2007; the US surge was under way",
    ),
    Conflict(
        name="Insurgent attacks in Iraq, stand-down",
        load=insurgent_attacks,
        event="2008-03-30",
        before=6,
        after=28,
        ground="battle of Basra and Sadr City from 25 Mar 2008; stand-down ordered 30 Mar",
    ),
    Conflict(
        name="Ukraine, Minsk I",
        load=ukraine_events,
        event="2014-09-05",
        before=60,
        after=60,
        ground="ceasefire of 5 Sep 2014, broken around Donetsk airport",
    ),
    Conflict(
        name="Ukraine, Minsk I, without the rows of 29 Aug 2014",
        load=ukraine_without_one_battle,
        event="2014-09-05",
        before=60,
        after=60,
        ground="the same, that day as busy as the week on either side of it",
    ),
    Conflict(
        name="Ukraine, Minsk II",
        load=ukraine_events,
        event="2015-02-15",
        before=60,
        after=60,
        ground="ceasefire of 15 Feb 2015; Debaltseve taken three days later",
    ),
)
