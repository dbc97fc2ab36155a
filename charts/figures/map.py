"""The map: places as circles whose area is the number of events, over the countries' outlines."""

from typing import Protocol

import numpy as np
import pandas as pd

from analytics.descriptive.places import PlacesResult
from analytics.wording import plain_count
from charts.chart import About, Chart
from charts.map.extent import land, map_axes, map_view
from charts.map.land import land_traces
from charts.map.names import name_countries, name_places
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.figure import Trace, figure_of, scatter
from charts.style.template import NOTE
from charts.style.text_metrics import escape, lines_of
from charts.style.theme import PAD, Frame, Look, empty_chart, finish, height_of, of_events

LARGEST_CIRCLE, PHONE_LARGEST = 44.0, 34.0  # diameter in pixels
SINGLE, SMALLEST_CIRCLE = 14.0, 3.0
TALLEST = 620.0
LISTED = 8


def places_chart(
    result: PlacesResult,
    *,
    look: Look,
    about: About | None = None,
    data_to: pd.Timestamp | None = None,
) -> Chart:
    """Draw where the events were.

    Parameters
    ----------
    result : PlacesResult
    look : Look
    about : About
    data_to : Timestamp
        Last day that the data cover.

    Returns
    -------
    Chart
        With the table of :func:`places_table`. Places without coordinates are named under the map.
        Each circle's ``customdata[0]`` is the name of its place.
    """
    about = about or About()
    parts = {"table": places_table(result), "look": look, "about": about}
    if result.located.empty:
        return empty_chart(f"{result} {_missing(result)}", **parts)
    words = lines_of(_foot(result), width=look.width - 2 * PAD, size=NOTE)
    below = height_of(words, NOTE) + 6
    plot = _plot(result, look)
    parts |= {"title": result, "data_to": data_to}
    parts |= {"subtitle": f"{result.noun.capitalize()} by place", "description": _alt(result)}
    frame = Frame(left=PAD, right=PAD, below=below, plot=plot, ticks=0)
    if look.height:
        probe = finish(figure_of(), frame=frame, **parts).figure.layout
        plot = probe.height - probe.margin.t - probe.margin.b
    points = result.located[["lon", "lat"]].to_numpy(float)
    view = map_view(points, width=look.width - 2 * PAD, height=plot)
    countries = land(view)
    sheet = AnnotationSheet()
    places, sizes = result.located, _diameters(result, look)
    circles = view.circles(points, sizes)
    told = places.assign(told=places["events"].map("{:,}".format))
    taken = name_places(sheet, told, circles, view=view, look=look)
    name_countries(sheet, countries, view=view, taken=taken, look=look)
    note(sheet, words, at=(-1, -6), size=NOTE, colour=look.colours.muted, below=True, name="note")
    traces = land_traces(countries, points, colours=look.colours)
    traces.append(_circles(result, of_events(result.noun, look, about.second), look))
    figure = figure_of(traces)
    map_axes(figure, view, fixed=look.phone)
    return finish(figure, frame=frame, sheet=sheet, **parts)


def places_table(result: PlacesResult) -> pd.DataFrame:
    """Return what the map and its note show, one row a place; a toll under its own name."""
    table = result.table.round({"lat": 4, "lon": 4, "share": 4})
    if "toll_unknown" not in table:
        return table
    kept = table if result.is_least else table.drop(columns="toll_unknown")
    return kept if result.noun in kept else kept.rename(columns={"events": result.noun})


def _plot(result: PlacesResult, look: Look) -> float:
    """Give the map about the shape of the places' surroundings, between flat and square."""
    points = result.located[["lon", "lat"]].to_numpy(float)
    wide, high = np.ptp(points, axis=0) + 1
    shape = high / (wide * np.cos(np.radians(min(abs(points[:, 1].mean()), 85))))
    width = look.width - 2 * PAD
    lowest, highest = (0.9, 1.15) if look.phone else (0.5, 0.62)
    return look.tall(float(min(width * min(max(shape, lowest), highest), TALLEST)))


def _diameters(result: PlacesResult, look: Look) -> np.ndarray:
    events = result.located["events"].to_numpy(float)
    # A place with two events must not look like one with forty.
    largest = min(PHONE_LARGEST if look.phone else LARGEST_CIRCLE, SINGLE * events.max() ** 0.5)
    return np.maximum(largest * np.sqrt(events / events.max()), SMALLEST_CIRCLE)


def _circles(result: PlacesResult, paint: tuple[str, str], look: Look) -> Trace:
    """Draw the circles, the table's order putting small ones on top of large ones."""
    places = result.located
    colour, rim = paint
    return scatter(
        x=places["lon"].tolist(),
        y=places["lat"].tolist(),
        name=result.noun,
        mode="markers",
        marker={
            "size": _diameters(result, look).round(2).tolist(),
            "color": faded(colour, 0.62),
            "opacity": 1,
            "line": {"color": rim, "width": 1},
        },
        customdata=[[row.location, int(row.events)] for row in places.itertuples()],
        hovertext=[_hover(row, result) for row in places.itertuples()],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=True,
    )


class _Place(Protocol):
    """A row of a PlacesResult."""

    location: str
    country: str
    weapons: str
    events: int
    share: float


def _hover(place: _Place, result: PlacesResult) -> str:
    total = int(result.table["events"].sum())
    percent = f"{place.share * 100:.0f}" if place.share >= 0.005 else "under 1"
    share = f"{place.events:,} of {plain_count(total, result.noun)}"
    share = f"at least {share} known" if result.is_least else share
    share = f"{share} ({percent} %)"
    # A name that two countries share holds the country already.
    told = place.location.endswith(f"({place.country})")
    country = "" if told else f", {escape(place.country)}"
    head = f"<b>{escape(place.location)}</b>{country}<br>{share}"
    return head + (f"<br>{escape(place.weapons)}" if place.weapons else "")


def _missing(result: PlacesResult) -> str:
    lost = result.unlocated
    if lost.empty:
        return ""
    events, places = int(lost["events"].sum()), len(lost)
    many = plain_count(events, result.noun)
    if result.is_least:
        many = f"at least {many}" if events else f"no known {result.noun}"
    at = "a place" if places == 1 else f"{places} places"
    text = f"Not on the map: {many} at {at} whose coordinates are unknown"
    return f"{text}: {_listed(result, lost)}."


def _listed(result: PlacesResult, places: pd.DataFrame) -> str:
    """Name the first places with what is known of them, and say how many more there are."""
    first = places.head(LISTED)
    named = [
        name if pd.isna(events) else f"{name}, {events:,}"
        for name, events in zip(result.names[first.index], first["events"], strict=True)
    ]
    named += [f"{len(places) - LISTED} more"] if len(places) > LISTED else []
    return "; ".join(named)


def _silent(result: PlacesResult) -> str:
    """Name the places with coordinates of which no toll is known."""
    places = result.silent.dropna(subset=["lat", "lon"])
    named = _listed(result, places)
    return f"No {result.noun} known, so no circle: {named}." if named else ""


def _foot(result: PlacesResult) -> str:
    known = " known" if result.is_least else ""
    scale = f"A circle's area is the number of {result.noun}{known}. Borders: Natural Earth."
    parts = (_missing(result), _silent(result), _undated(result), scale)
    return " ".join(part for part in parts if part)


def _undated(result: PlacesResult) -> str:
    """Say what a map counts and a daily series does not."""
    if not result.undated:
        return ""
    return f"With {result.undated:,} whose day is not known, which daily counts leave out."


def _alt(result: PlacesResult) -> str:
    located = result.located
    first = located.head(5)
    pairs = zip(result.names[first.index], first["events"], strict=True)
    named = "; ".join(f"{name}, {events:,}" for name, events in pairs)
    many, known = plain_count(len(located), "places"), " known" if result.is_least else ""
    return f"Map of {many}, the most {result.noun}{known} at {named}."
