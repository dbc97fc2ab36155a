"""The names of places and countries on a map, hung on their places so that they stay on zoom."""

from functools import partial

import numpy as np
import pandas as pd

from charts.map.extent import MapView
from charts.map.label_places import Circle, Label, Rect, place_label, roomiest
from charts.map.land import Country
from charts.style.annotations import AnnotationSheet, note
from charts.style.template import BODY, LINE, NOTE
from charts.style.text_metrics import escape, plain_text, text_width
from charts.style.theme import Look

NAMES, PHONE_NAMES = 14, 6
WIDEST, PHONE_WIDEST = 190.0, 125.0  # longest line of a name in pixels
TRIED = 700  # points tried for the name of a country


def name_places(
    sheet: AnnotationSheet,
    places: pd.DataFrame,
    circles: list[Circle],
    *,
    view: MapView,
    look: Look,
) -> list[Rect]:
    """Write the names of the places with the most events, as far as they find room.

    Parameters
    ----------
    sheet : AnnotationSheet
    places : DataFrame
        ``location``, ``lon``, ``lat`` and ``events``, the most frequent first.
    circles : list of Circle
        One a place, in pixels.
    view : MapView
    look : Look

    Returns
    -------
    list of Rect
        Where names and circles stand now.
    """
    names, width = (PHONE_NAMES, PHONE_WIDEST) if look.phone else (NAMES, WIDEST)
    taken: list[Rect] = []
    placed = partial(place_label, size=BODY, width=width, bounds=view.bounds, circles=circles)
    for place, circle in zip(places.head(names).itertuples(), circles, strict=False):
        text = f"{plain_text(place.location)} {place.events:,}"
        label = placed(text, circle, taken=taken)
        if label:
            taken.append(label.rect)
            _write(sheet, label, circle, (float(place.lon), float(place.lat)), look)
    return [*taken, *(circle.rect for circle in circles)]


def _write(
    sheet: AnnotationSheet, label: Label, circle: Circle, place: tuple[float, float], look: Look
) -> None:
    """Write a name that hangs on its place, which is given as longitude and latitude."""
    (lon, lat), rect = place, label.rect
    if label.lead:
        x0, y0, x1, y1 = label.lead
        pixels = {"xsizemode": "pixel", "x0": x0 - circle.x, "x1": x1 - circle.x}
        pixels |= {"ysizemode": "pixel", "y0": circle.y - y0, "y1": circle.y - y1}
        where = {"xref": "x", "xanchor": lon, "yref": "y", "yanchor": lat}
        line = {"color": look.colours.muted, "width": 1}
        sheet.add_shape({"type": "line", "name": "lead", "line": line} | where | pixels)
    # The text hangs at the edge or middle by which it is aligned: a wrong guess of its width
    # then moves its free end, not its distance from the circle.
    x = {"left": rect.left, "right": rect.right, "center": (rect.left + rect.right) / 2}
    note(
        sheet,
        _bold_count(label.lines),
        at=(x[label.align] - circle.x, circle.y - rect.top),
        size=BODY,
        colour=look.colours.ink,
        xref="x",
        x=lon,
        yref="y",
        y=lat,
        xanchor=label.align,
        align=label.align,
        name="place",
    )


def _bold_count(lines: list[str]) -> str:
    """Set the count apart, for names end in numbers too: Tower 22."""
    *before, last = lines
    name, _, count = last.rpartition(" ")
    return "<br>".join([*map(escape, before), f"{escape(name)} <b>{escape(count)}</b>".strip()])


def name_countries(
    sheet: AnnotationSheet,
    countries: tuple[Country, ...],
    *,
    view: MapView,
    taken: list[Rect],
    look: Look,
) -> None:
    """Write the names of countries where they find room inside their own borders.

    Parameters
    ----------
    sheet : AnnotationSheet
    countries : tuple of Country
    view : MapView
    taken : list of Rect
        Where something stands already.
    look : Look
    """
    pixels, degrees = view.grid(points=TRIED)
    for country in countries:
        name = country.name.upper()
        size = {"across": text_width(name, size=NOTE), "down": NOTE * LINE}
        inside = country.holds(degrees)
        spot = roomiest(inside, pixels, bounds=view.bounds, taken=taken, **size)
        if spot:
            lon, lat = view.degrees(np.array([spot]))[0]
            note(
                sheet,
                escape(name),
                at=(0, 0),
                size=NOTE,
                colour=look.colours.muted,
                xref="x",
                x=float(lon),
                yref="y",
                y=float(lat),
                xanchor="center",
                yanchor="middle",
                name="country",
            )
