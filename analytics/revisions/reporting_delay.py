"""How complete the newest days of a download were: the events that came in later, by their age."""

from dataclasses import dataclass

import pandas as pd

from analytics.wording import plain_count, plain_date

# Ages in days at which a new row of the table begins.
AGES = (0, 1, 3, 7, 14, 21, 28, 42, 56, 84)
# Nine of ten events were there: what a later download adds then moves no rate by much.
COMPLETE = 0.9
# One missing of fewer events than this would already fall short.
FEWEST = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class ReportingLag:
    """Outcome of :func:`reporting_lag`.

    Attributes
    ----------
    taken : Timestamp
        Day on which the older data were taken.
    noun : str
        What is counted.
    table : DataFrame
        One row an age: ``age_from`` and ``age_to`` in days before ``taken``, both inclusive,
        ``then`` and ``now`` (events of those days in the older and in the newer data), and
        ``share``, then over now; missing where there are none now.
    lag : int or None
        Days before ``taken`` from which on at least nine of ten events were there; None where no
        age reaches that or the younger days hold too few events to tell.
    """

    taken: pd.Timestamp
    noun: str
    table: pd.DataFrame
    lag: int | None

    def __str__(self) -> str:
        """Say how complete the newest days were, and which lag leaves the others out."""
        rows = self.table
        if not rows["now"].sum():
            return "Nothing to compare that would tell how late reports come in."
        when = plain_date(self.taken)
        if self.lag == 0:
            return f"On {when} even the newest days were at least 90 % complete: no lag is needed."
        if self.lag is None:
            return (
                f"No lag can be suggested for {when}: either days of every age grew by more than a "
                "tenth, or too few events came in on the newest to tell."
            )
        recent = rows[rows["age_to"] < self.lag]
        then, now = int(recent["then"].sum()), int(recent["now"].sum())
        days = "1 day" if self.lag == 1 else f"{self.lag} days"
        return (
            f"Of the {plain_count(now, self.noun)} now listed for the last {days} to {when}, "
            f"{then} were listed then; older days were at least 90 % complete: a lag of {days} "
            "would leave these out."
        )


def reporting_lag(
    old: pd.Series, new: pd.Series, *, taken: pd.Timestamp, noun: str
) -> ReportingLag:
    """Count the events of the same days in an older and in a newer download, by age.

    Parameters
    ----------
    old, new : Series of int, shape (n_days,)
        Events per day; only the days of both are compared, and there may be none.
    taken : Timestamp
        Day on which the older data were taken; later days are left out.
    noun : str

    Returns
    -------
    ReportingLag

    Notes
    -----
    The newer data are taken for complete. Where they are young themselves, or add to days of any
    age, the shares are too high.
    """
    days = old.index.intersection(new.index)
    days = days[days <= taken]
    ages = (taken - days).days
    rows = []
    for first, stop in zip(AGES, (*AGES[1:], None), strict=True):
        inside = (ages >= first) & (ages < stop if stop else True)
        if not inside.any():
            continue
        last = int(ages[inside].max()) if stop is None else stop - 1
        then, now = int(old[days[inside]].sum()), int(new[days[inside]].sum())
        rows.append((first, last, then, now, then / now if now else float("nan")))
    table = pd.DataFrame(rows, columns=["age_from", "age_to", "then", "now", "share"])
    return ReportingLag(taken=taken, noun=noun, table=table, lag=_lag(table))


def _lag(table: pd.DataFrame) -> int | None:
    """Return the youngest age from which on the days were complete."""
    for first in table["age_from"]:
        groups = _groups(table[table["age_from"] >= first])
        if groups and all(then >= COMPLETE * now for then, now in groups):
            return int(first)
    return None


def _groups(rows: pd.DataFrame) -> list[tuple[int, int]]:
    """Take rows of few events together with the older ones next to them; then and now of each.

    The open row of the oldest days stands alone: its many events would hide the few of the young.
    """
    young, old = rows[rows["age_from"] < AGES[-1]], rows[rows["age_from"] >= AGES[-1]]
    groups: list[tuple[int, int]] = []
    then = now = 0
    for row in young.itertuples():
        then, now = then + row.then, now + row.now
        if now >= FEWEST:
            groups.append((then, now))
            then = now = 0
    if not groups:
        return []
    groups[-1] = (groups[-1][0] + then, groups[-1][1] + now)
    return groups + [(row.then, row.now) for row in old.itertuples() if row.now >= FEWEST]
