"""The responses of a study: which two series, with what their tables say of their events."""

from dataclasses import dataclass

import pandas as pd

from analytics.errors import InvalidOption, NotAnswerable
from analytics.responses.both import ResponsesResult, responses
from analytics.responses.episode_table import Rows, turned
from analytics.responses.imputed import pool_direction
from analytics.selection.cache import remembered
from analytics.selection.columns import value_words
from analytics.selection.condition import Condition, read_filter
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.selected import Selection
from analytics.selection.study_series import (
    check_series_name,
    series_names,
    series_table,
    toll_name,
)
from analytics.selection.view import NAMED
from data.tables.schema import TOLL

# Days of which what follows what is told along with everything else.
MOST_DAYS = 1000


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two: a series of the study, and conditions on its events alone."""

    series: str
    where: tuple[Condition, ...] = ()

    @property
    def name(self) -> str:
        """What it counts: the series, with its conditions between brackets."""
        words = [
            f"{'not ' * one.excluded}{', '.join(value_words(one.column, v) for v in one.values)}"
            for one in self.where
        ]
        return f"{self.series} ({'; '.join(words)})" if words else self.series


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is asked of two series beside which they are; see :func:`responses`."""

    gap: int = 1
    least: tuple[int | None, int | None] = (None, None)
    responder: str = ""
    window: int = 0


PLAIN = Asking()


def read_side(text: str) -> Side:
    """Read a side as an option writes it: ``strikes``, or ``strikes:country=Iraq,munition=rocket``.

    Raises
    ------
    InvalidOption
    """
    series, _, rest = text.partition(":")
    filters = [one.strip() for one in rest.split(",") if one.strip()]
    found = [one for each in filters for one in read_filter(each)]
    if not series.strip():
        raise InvalidOption(f"{text!r} names no series: write strikes, or strikes:country=Iraq.")
    return Side(series=series.strip(), where=tuple(found))


def default_sides(selection: Selection) -> tuple[Side, Side]:
    """Return the two series that a study is asked about first: its first two.

    Raises
    ------
    NotAnswerable
        Where it has one alone.
    """
    names = series_names(selection.study)
    if len(names) < 2:
        raise _one_alone(names[0])
    return Side(series=names[0]), Side(series=names[1])


def _one_alone(series: str) -> NotAnswerable:
    """Say what it takes; a toll of a series is no second one, for it has the same days."""
    return NotAnswerable(
        f"What follows what takes two series, and this study has one alone, {series}. Define "
        "another in study.toml, or name two sides of it, such as "
        f"{series}:country=A and {series}:country=B."
    )


def first_responses(selection: Selection) -> ResponsesResult | None:
    """Ask of the first two series of a study, where it has two and the record is not long.

    Parameters
    ----------
    selection : Selection
        Imprecise dates are left out.

    Returns
    -------
    ResponsesResult or None
        None where the study has one series alone.

    Raises
    ------
    NotAnswerable
        Of a record of more than 1,000 days, which takes long: then it is asked for by itself.
    """
    if len(series_names(selection.study)) < 2:
        return None
    if reason := too_long(selection):
        raise NotAnswerable(reason)
    return study_responses(selection.under(dates="precise"))


def too_long(selection: Selection) -> str:
    """Say why what takes long over many days is asked for by itself; empty where it is not long."""
    days = (pd.Timestamp(selection.view.end) - pd.Timestamp(selection.view.start)).days + 1
    if days <= MOST_DAYS:
        return ""
    return (
        f"What follows what takes a while over {days:,} days: escalation responses tells it, "
        "or a period of fewer days."
    )


def view_sides(selection: Selection) -> tuple[Side, Side]:
    """Return the two series that a view asks about.

    Raises
    ------
    InvalidOption, NotAnswerable
    """
    view = selection.view
    if not view.one and not view.other:
        return default_sides(selection)
    if not view.one or not view.other:
        raise _one_alone(view.one or view.other)
    return read_side(view.one), read_side(view.other)


def view_responses(selection: Selection) -> ResponsesResult:
    """Ask what a view asks: of its two series, its quiet days, and what it has named beforehand.

    Imprecise dates are left out: to draw them takes minutes, and a command of its own.

    Raises
    ------
    InvalidOption, NotAnswerable, OutsideCoverage
    """
    return study_responses(selection.under(dates="precise"), *_asked(selection))


def _asked(selection: Selection) -> tuple[tuple[Side, Side], Asking]:
    sides, view = view_sides(selection), selection.view
    if view.named == NAMED[0]:
        return sides, Asking(gap=view.quiet)
    side, _, last = view.named.partition("..")
    responder = sides[side == "other"].name
    return sides, Asking(gap=view.quiet, responder=responder, window=int(last))


def study_responses(
    selection: Selection, sides: tuple[Side, Side] | None = None, asking: Asking = PLAIN
) -> ResponsesResult:
    """Ask whether two series of a study answer each other.

    Parameters
    ----------
    selection : Selection
        Its period and filters hold for both; a filter on a column that one table lacks is not
        asked of it.
    sides : tuple of Side or None
        None takes the first two series of the study.
    asking : Asking

    Returns
    -------
    ResponsesResult

    Raises
    ------
    InvalidOption, NotAnswerable, OutsideCoverage
    """
    sides = sides or default_sides(selection)
    for side in sides:
        check_series_name(selection.study, side.series)
    return responses_of_sides(selection.counting, sides, asking)


@remembered
def responses_of_sides(
    counting: Selection, sides: tuple[Side, Side], asking: Asking
) -> ResponsesResult:
    """Ask as :func:`study_responses` does, of a selection reduced to what it counts."""
    one, other = (_counts(counting, side) for side in sides)
    plain = responses(
        one,
        other,
        gap=asking.gap,
        least=asking.least,
        responder=asking.responder,
        window=asking.window,
        rows=(_rows(counting, sides[0], sides[1]), _rows(counting, sides[1], sides[0])),
    )
    if counting.view.dates == "imputed":
        return _with_drawn_dates(plain, counting, sides)
    return plain


def _with_drawn_dates(
    plain: ResponsesResult, counting: Selection, sides: tuple[Side, Side]
) -> ResponsesResult:
    """Pool both directions over drawn dates, where some are not known."""
    drawn = [drawn_dates(of_side(counting, side)) for side in sides]
    if not any(drawn):
        return plain
    completed = [
        _named(found.series if found else (_counts(counting, side),), side)
        for found, side in zip(drawn, sides, strict=True)
    ]
    draws = max(map(len, completed))
    one, other = (series * (draws // len(series)) for series in completed)
    imprecise = sum(found.imprecise for found in drawn if found)
    events = sum(len(of_side(counting, side).events(side.series)) for side in sides)
    tested = max(sum(result.answerable for result in plain.directions), 1)
    pairs = (list(zip(other, one, strict=True)), list(zip(one, other, strict=True)))
    first, second = (
        pool_direction(result, series, imprecise=imprecise, events=events, directions=tested)
        for result, series in zip(plain.directions, pairs, strict=True)
    )
    return ResponsesResult(directions=(first, second), named=plain.named)


def _named(series: tuple[pd.Series, ...], side: Side) -> list[pd.Series]:
    return [counts.rename(side.name) for counts in series]


def of_side(selection: Selection, side: Side) -> Selection:
    """Return a selection of the events of one side."""
    return selection.under(where=(*selection.view.where, *side.where), series=side.series)


def _counts(selection: Selection, side: Side) -> pd.Series:
    return of_side(selection, side).counts(side.series).rename(side.name)


def _rows(selection: Selection, side: Side, other: Side) -> Rows:
    """Collect what the tables say of the events of one side."""
    study = selection.study
    events = of_side(selection, side).counted(side.series).sort_values("date", kind="stable")
    days = pd.DatetimeIndex(events["date"])
    sizes = [name for name in events if TOLL.fullmatch(name) and events[name].notna().any()]
    return Rows(
        ids=pd.Series(events["event_id"].to_numpy(), index=days, dtype="str"),
        orders=_orders(of_side(selection, side), of_side(selection, other))
        if {series_table(study, one.series) for one in (side, other)} == {"events", "strikes"}
        else None,
        sizes=events[sizes].set_axis(days, axis=0).rename(columns=toll_name),
    )


def _orders(side: Selection, other: Selection) -> pd.Series:
    """Give the order of a side against the other, which strikes alone tell."""
    is_strikes = series_table(side.study, side.view.series) == "strikes"
    strikes = side if is_strikes else other
    events = strikes.counted(strikes.view.series)
    orders = pd.Series(events["order"].to_numpy(), index=pd.DatetimeIndex(events["date"]))
    return orders if is_strikes else turned(orders)
