"""The names of places and countries on a map, hung on their places so that they stay on zoom."""

from functools import partial

import numpy as np
import pandas as pd

from charts.map.extent import MapView
from charts.map.label_places import Circle, Label, Rect, on_place, place_label, roomiest
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
    """Write the names of the first places with what is told of each, as far as they find room.

    Parameters
    ----------
    sheet : AnnotationSheet
    places : DataFrame
        ``location``, ``lon``, ``lat`` and ``told``, such as its number of events; in the order in
        which they get room.
    circles : list of Circle
        One a place, in pixels; of radius 0 where the name stands on the place itself.
    view : MapView
    look : Look

    Returns
    -------
    list of Rect
        Where names and circles stand now.
    """
    names, width = (PHONE_NAMES, PHONE_WIDEST) if look.phone else (NAMES, WIDEST)
    taken: list[Rect] = []
    drawn = [circle for circle in circles if circle.radius]
    rims = [circle.rect for circle in drawn]
    beside = partial(place_label, size=BODY, width=width, bounds=view.bounds, circles=drawn)
    on_it = partial(on_place, size=BODY, width=width, bounds=view.bounds)
    for place, circle in zip(places.head(names).itertuples(), circles, strict=False):
        text = f"{plain_text(place.location)} {place.told}"
        if circle.radius:
            label = beside(text, circle, taken=taken)
        else:
            label = on_it(text, circle, taken=[*taken, *rims])
        if label:
            taken.append(label.rect)
            where = float(place.lon), float(place.lat)
            _write(sheet, label, circle, where, place.told, look)
    return [*taken, *rims]


def _write(
    sheet: AnnotationSheet,
    label: Label,
    circle: Circle,
    place: tuple[float, float],
    told: str,
    look: Look,
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
        _bold_end(label.lines, told),
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


def _bold_end(lines: list[str], told: str) -> str:
    """Set apart what is told of a place, for names end in numbers too: Tower 22."""
    *before, last = lines
    # Broken over two lines it is not set apart.
    told = told if last.endswith(told) else ""
    name = last.removesuffix(told).rstrip()
    end = f"{escape(name)} <b>{escape(told)}</b>".strip() if told else escape(name)
    return "<br>".join([*map(escape, before), end])


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
