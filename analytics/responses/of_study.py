"""The responses of a study: which two series, with what their tables say of their events."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

import pandas as pd

from analytics.errors import InvalidOption, NotAnswerable, OneSeries
from analytics.responses.both import ResponsesResult, responses
from analytics.responses.episode_table import Rows, turned
from analytics.responses.imputed import pool_direction
from analytics.selection.cache import remembered
from analytics.selection.columns import LISTED, check_column, value_words
from analytics.selection.condition import (
    WITHOUT,
    Condition,
    as_conditions,
    conditions_of,
    in_full,
    read_filter,
)
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.selected import Selection
from analytics.selection.study_series import (
    check_series_name,
    series_events,
    series_names,
    series_table,
    toll_name,
)
from analytics.selection.view import NAMED
from analytics.series.daily import UNKNOWN
from data.tables.schema import TOLL

# Days of which what follows what is told along with everything else: some seconds' work, and with
# dates drawn twenty times over.
MOST_DAYS = {"precise": 2000, "imputed": 1000}
# Days of a record that is asked about by itself: of more, work grows with their third power.
MOST_ALONE = 5000
# Between two conditions of a side.
NEXT = re.compile(r",(?=[^,=]*=)")


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

    A comma parts two conditions where a column and a sign of equality come after it; any other is
    part of a value.

    Raises
    ------
    InvalidOption
    """
    series, _, rest = text.partition(":")
    filters = [one.strip() for one in NEXT.split(rest) if one.strip()]
    found = [one for each in filters for one in read_filter(each)]
    if not series.strip():
        raise InvalidOption(f"{text!r} names no series: write strikes, or strikes:country=Iraq.")
    return Side(series=series.strip(), where=tuple(dict.fromkeys(found)))


def default_sides(selection: Selection) -> tuple[Side, Side]:
    """Return the two series that a study is asked about first: its first two.

    Raises
    ------
    OneSeries
        Where it has one alone.
    """
    names = series_names(selection.study)
    if len(names) < 2:
        raise _one_alone(names[0])
    return Side(series=names[0]), Side(series=names[1])


def _one_alone(series: str) -> OneSeries:
    """Say what it takes; a toll of a series is no second one, for it has the same days."""
    return OneSeries(
        f"What follows what takes two series, and this study has one alone, {series}. Define "
        "another in study.toml, or name two sides of it, as in "
        f"--between {series}:country=A {series}:country=B."
    )


def first_responses(selection: Selection) -> ResponsesResult | None:
    """Ask of the first two series of a study, where it has two and the record is not long.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    ResponsesResult or None
        None where the study has one series alone.

    Raises
    ------
    LongRecord
        Of more days than are told along with everything else: then it is asked for by itself.
    """
    if len(series_names(selection.study)) < 2:
        return None
    sides = default_sides(selection)
    check_length(selection, sides)
    return study_responses(selection, sides)


class LongRecord(NotAnswerable):
    """A record of so many days that what follows what is asked for by itself."""


def check_length(selection: Selection, sides: tuple[Side, Side], most: int = 0) -> None:
    """Refuse a record of more days than are asked about.

    Parameters
    ----------
    selection : Selection
    sides : tuple of Side
    most : int
        Without it as many as are told along with everything else.

    Raises
    ------
    LongRecord, OutsideCoverage, InvalidOption, NotAnswerable
    """
    spans = [_counts(selection, side).index for side in sides]
    days = (max(span[-1] for span in spans) - min(span[0] for span in spans)).days + 1
    dates = selection.view.dates
    limit = most or MOST_DAYS[dates]
    if days > limit:
        drawn = " with drawn dates" if dates == "imputed" else ""
        told = "" if days > MOST_ALONE else "escalation responses tells it, or "
        raise LongRecord(
            f"What follows what takes long over {days:,} days{drawn}: {told}choose a period of "
            f"{limit:,} days or fewer."
        )


def view_sides(selection: Selection) -> tuple[Side, Side]:
    """Return the two series that a view asks about.

    Raises
    ------
    InvalidOption, OneSeries
    """
    view = selection.view
    if not view.one and not view.other:
        return default_sides(selection)
    if not view.one or not view.other:
        raise _one_alone(view.one or view.other)
    return read_side(view.one), read_side(view.other)


def view_responses(selection: Selection) -> ResponsesResult:
    """Ask what a view asks: of its two series, its quiet days, and what it has named beforehand.

    Raises
    ------
    InvalidOption, NotAnswerable, LongRecord, OutsideCoverage
    """
    sides, asking = _asked(selection)
    for side in sides:
        _check_side(selection, side)
    check_length(selection, sides)
    return study_responses(selection, sides, asking)


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
        _check_side(selection, side)
    _check_shared_rows(selection, sides)
    check_length(selection, sides, MOST_ALONE)
    return responses_of_sides(selection.counting, sides, asking)


def _check_side(selection: Selection, side: Side) -> None:
    """Refuse a series that a study lacks, and values that no row of the series has."""
    study = selection.study
    check_series_name(study, side.series, both=False)
    events = series_events(study, side.series)
    for condition in side.where:
        column = condition.column
        check_column(study, column, "choose a part of a series by")
        if column not in events:
            raise InvalidOption(
                f"The {side.series} have no column {column!r}: without it "
                f"{side.name!r} cannot be told from all {side.series}."
            )
        known = list(events[column].astype(object).fillna(UNKNOWN).value_counts().index)
        named = study.full_names(column, condition.values)
        if wrong := [value for value in named if value not in known]:
            like = get_close_matches(wrong[0], map(str, known), n=3) or known[:LISTED]
            raise InvalidOption(
                f"No row of the {side.series} has the {column} {wrong[0]!r}: there is "
                f"{'; '.join(map(str, like))}{' and others' if len(like) < len(known) else ''}."
            )


def _check_shared_rows(selection: Selection, sides: tuple[Side, Side]) -> None:
    """Refuse two sides with rows in common: a row would be an answer to itself."""
    if sides[0].name == sides[1].name:
        raise InvalidOption(f"Both series are {sides[0].name}: choose another for one of them.")
    study = selection.study
    if len({series_table(study, side.series) for side in sides}) > 1:
        return
    one, other = (of_side(selection, side).events(side.series)["event_id"] for side in sides)
    if shared := int(one.isin(other).sum()):
        rows = "1 row is" if shared == 1 else f"{shared:,} rows are"
        raise NotAnswerable(
            f"{rows} both of {sides[0].name} and of {sides[1].name}, and would follow themselves: "
            "name two series, or two parts of one, that have no row in common."
        )


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
        undated=_undated(counting, sides),
    )
    if counting.view.dates == "imputed":
        return _with_drawn_dates(plain, counting, sides)
    return plain


def _undated(counting: Selection, sides: tuple[Side, Side]) -> tuple[int, int]:
    """Count the rows of both sides whose day is not known, and all of them."""
    parts = [(of_side(counting, side), side.series) for side in sides]
    left_out = sum(len(part.undated(series)) for part, series in parts)
    return left_out, sum(len(part.events(series)) for part, series in parts)


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
    return replace(plain, directions=(first, second), undated=0)


def _named(series: tuple[pd.Series, ...], side: Side) -> list[pd.Series]:
    return [counts.rename(side.name) for counts in series]


def sides_unit(sides: tuple[Side, Side]) -> str:
    """Say what comes after the name of the first series where both sides are shown per day."""
    one, other = sides
    return f"{one.name.removeprefix(one.series)} and {other.name} per day".strip()


def of_side(selection: Selection, side: Side) -> Selection:
    """Return a selection of the events of one side: of what the view keeps, its own part.

    Raises
    ------
    NotAnswerable
        Where the view's filters leave nothing of it.
    """
    view = selection.view
    for own in in_full(as_conditions(side.where), selection.study):
        # What a view keeps of a column and what a side keeps of it would else be either of both.
        texts = view.chosen(own.column)
        kept = conditions_of(own.column, [text for text in texts if not text.startswith(WITHOUT)])
        kept = in_full(kept, selection.study)
        values = [v for v in own.values if own.excluded or not kept or v in kept[0].values]
        if not values:
            raise NotAnswerable(
                f"Of {side.name} the filters leave nothing: they keep "
                f"{' and '.join(kept[0].values)} alone."
            )
        left_out = [text for text in texts if own.excluded or text.startswith(WITHOUT)]
        chosen = replace(own, values=tuple(values))
        view = view.choose(own.column, [*left_out, *chosen.texts])
    return Selection(selection.study, view).under(series=side.series)


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
    strikes, counted = (side, other) if is_strikes else (other, side)
    events = strikes.counted(strikes.view.series)
    orders = pd.Series(events["order"].to_numpy(), index=pd.DatetimeIndex(events["date"]))
    if counted.view.filters or counted.view.where:
        # What came between all events of a day may have come before or after some of them.
        orders = orders.mask(orders == "between")
    return orders if is_strikes else turned(orders)
