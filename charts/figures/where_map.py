"""Groups on the map: filled by their rate, as shapes where the study has some, else as circles."""

from typing import Protocol

import numpy as np
import pandas as pd

from analytics.effects import sentence
from analytics.groups.compare import group_label
from analytics.groups.on_map import GroupsOnMap
from analytics.wording import capitalised, plain_count, plain_number
from charts.chart import About, Chart
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.map.extent import MapView, land, map_axes, map_view
from charts.map.label_places import Circle, Rect
from charts.map.land import land_traces
from charts.map.names import name_countries, name_places
from charts.map.units import centre_of, outermost, surface
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.figure import Drawn, Trace, figure_of, scatter
from charts.style.template import NOTE
from charts.style.text_metrics import escape, lines_of
from charts.style.theme import PAD, Frame, Look, empty_chart, finish, height_of, of_events

# How strong a fill is, class by class, after the one of no events.
STRENGTHS = (0.0, 0.2, 0.4, 0.62, 0.88)
WIDEST_CIRCLE, LEAST_CIRCLE, SINGLE = 40.0, 6.0, 14.0
TALLEST, SHAPE = 620.0, (0.45, 0.8)
HOVERED = 18.0
CLEAR = "rgba(0,0,0,0)"
LISTED = 8
SETTLED_BORDER, BORDER = 2.5, 0.75


class _Unit(Protocol):
    """A row of the drawn units."""

    group: str
    lon: float
    lat: float
    has_shape: bool
    events: int
    rate_now: float
    rate_usual: float
    rate_ratio: float
    ci_low: float
    ci_high: float
    settled: bool
    reason: str
    kind: int


def where_map_chart(result: GroupsOnMap, *, look: Look, about: About | None = None) -> Chart:
    """Draw where it is rising.

    Parameters
    ----------
    result : GroupsOnMap
    look : Look
    about : About

    Returns
    -------
    Chart
        With the result's table. Groups without a shape, groups without a place, and shapes
        without a group are named under the map. Each mark's ``customdata[0]`` is its group.
    """
    about = about or About()
    groups = result.groups
    parts = {"table": result.table, "look": look, "about": about}
    step = _step(result.table["rate_now"])
    units = _units(result, step)
    if units.empty:
        return empty_chart(f"{groups.headline}. {_foot(result)}", **parts)
    foot = lines_of(_foot(result), width=look.width - 2 * PAD, size=NOTE)
    below = height_of(foot, NOTE) + 6
    rows = key_rows(_marks(result, units, step, look, about.second), look=look)
    above = len(rows) * ROW + 8
    points = units[["lon", "lat"]].to_numpy(float)
    held = np.vstack([points, outermost(result.shapes)])
    plot = _plot(held, look)
    parts |= {"title": groups.headline, "data_to": groups.counts.index[-1]}
    parts |= {
        "subtitle": f"{groups.noun.capitalize()} a day in the last {groups.days} days",
        "description": _alt(result, units),
    }
    frame = Frame(left=PAD, right=PAD, above=above, below=below, plot=plot, ticks=0)
    if look.height:
        probe = finish(figure_of(), frame=frame, **parts).figure.layout
        plot = probe.height - probe.margin.t - probe.margin.b
    view = map_view(held, width=look.width - 2 * PAD, height=plot)
    sheet = AnnotationSheet()
    draw_key(sheet, rows, at=(0, above), look=look)
    note(sheet, foot, at=(-1, -6), size=NOTE, colour=look.colours.muted, below=True, name="note")
    figure = _drawn(result, units, view, sheet, look, about.second)
    return finish(figure, frame=frame, sheet=sheet, **parts)


def _units(result: GroupsOnMap, step: float) -> pd.DataFrame:
    """Return the groups that stand somewhere, the settled first, with place, class and words."""
    table = result.table.copy()
    middles = {name: centre_of(rings) for name, rings in result.shapes.items()}
    for axis, name in enumerate(("lon", "lat")):
        of_shape = table["group"].map({group: place[axis] for group, place in middles.items()})
        table[name] = of_shape.astype(float).fillna(table[name])
    table = table.dropna(subset=["lon", "lat"])
    table["kind"] = np.ceil(table["rate_now"].fillna(0.0) / step - 1e-9).astype(int)
    order = table.sort_values(["settled", "events"], ascending=[False, False], kind="stable")
    return order.reset_index(drop=True)


def _step(rates: pd.Series) -> float:
    """Return the width of a class: a round number, of which few make the highest rate."""
    top = float(rates.max()) if len(rates) else 0.0
    if not top > 0:
        return 1.0
    least = top / (len(STRENGTHS) - 1)
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= least - 1e-12))


def _plot(points: np.ndarray, look: Look) -> float:
    """Give the map about the shape of what it holds, between flat and square."""
    wide, high = np.ptp(points, axis=0) + 1
    shape = high / (wide * np.cos(np.radians(min(abs(points[:, 1].mean()), 85))))
    width = look.width - 2 * PAD
    low, most = (0.9, 1.15) if look.phone else SHAPE
    return look.tall(float(min(width * min(max(shape, low), most), TALLEST)))


def _drawn(
    result: GroupsOnMap,
    units: pd.DataFrame,
    view: MapView,
    sheet: AnnotationSheet,
    look: Look,
    second: str,
) -> Drawn:
    places = units[["lon", "lat"]].to_numpy(float)
    countries = land(view)
    colours = look.colours
    circles = units[~units["has_shape"]]
    sizes = np.zeros(len(units))
    sizes[~units["has_shape"].to_numpy()] = _diameters(circles["events"].to_numpy(float), units)
    spots = view.circles(places, sizes)
    words = units.rename(columns={"group": "location"})
    words["location"] = [group_label(name, result.groups.by) for name in units["group"]]
    words["told"] = [_told(row) for row in units.itertuples()]
    taken = name_places(sheet, words, spots, view=view, look=look)
    # The name of a country would be crossed by the borders of its provinces.
    taken += [_box(rings, view) for rings in result.shapes.values()]
    name_countries(sheet, countries, view=view, taken=taken, look=look)
    fill, _ = of_events(result.groups.noun, look, second)
    traces = land_traces(countries, places, colours=colours)
    near = [rings for rings in result.others.values() if _reaches(rings, view)]
    if near:
        traces.append(surface(near, name="others", fill=colours.paper, border=colours.other))
    traces += _surfaces(result, units, fill, look)
    traces.append(_marks_of(result, units, spots, fill, look))
    figure = figure_of(traces)
    map_axes(figure, view, fixed=look.phone)
    return figure


def _box(rings: tuple[np.ndarray, ...], view: MapView) -> Rect:
    """Return the box around a unit, in pixels."""
    ends = view.pixels(outermost({"": rings}))
    (left, top), (right, bottom) = ends.min(axis=0), ends.max(axis=0)
    return Rect(float(left), float(top), float(right), float(bottom))


def _reaches(rings: tuple[np.ndarray, ...], view: MapView) -> bool:
    """Tell whether a unit reaches into the view."""
    box = view.box
    low, high = (np.array([end(ring, axis=0) for ring in rings]) for end in (np.min, np.max))
    sideways = (low[:, 0] < box.east) & (high[:, 0] > box.west)
    return bool((sideways & (low[:, 1] < box.north) & (high[:, 1] > box.south)).any())


def _surfaces(result: GroupsOnMap, units: pd.DataFrame, fill: str, look: Look) -> list[Trace]:
    """Draw the shapes, one surface a class; those that changed for sure on top, with a border."""
    shaped = units[units["has_shape"]]
    # Under all of them: a fill that lets the land through would be another shade on it.
    whole = [result.shapes[name] for name in shaped["group"]]
    found = [surface(whole, name="paper", fill=look.colours.paper, border=CLEAR)] if whole else []
    for settled in (False, True):
        for kind, strength in enumerate(STRENGTHS):
            chosen = shaped[(shaped["settled"] == settled) & (shaped["kind"] == kind)]
            if chosen.empty:
                continue
            found.append(
                surface(
                    [result.shapes[name] for name in chosen["group"]],
                    name="units",
                    fill=faded(fill, strength) if strength else look.colours.paper,
                    border=look.colours.ink if settled else look.colours.other,
                    width=SETTLED_BORDER if settled else BORDER,
                )
            )
    return found


def _diameters(events: np.ndarray, units: pd.DataFrame) -> np.ndarray:
    top = float(units["events"].max())
    largest = min(WIDEST_CIRCLE, SINGLE * top**0.5)
    return np.maximum(largest * np.sqrt(events / top), LEAST_CIRCLE)


def _marks_of(
    result: GroupsOnMap, units: pd.DataFrame, spots: list[Circle], fill: str, look: Look
) -> Trace:
    """Draw circles where there is no shape, and nothing but what can be pointed at where one is."""
    shaped, settled = (units[name].to_numpy() for name in ("has_shape", "settled"))
    fills = [faded(fill, STRENGTHS[kind]) if kind else look.colours.paper for kind in units["kind"]]
    rims = np.where(settled, look.colours.ink, look.colours.other)
    widths = np.where(settled, SETTLED_BORDER, BORDER)
    return scatter(
        x=units["lon"].tolist(),
        y=units["lat"].tolist(),
        name=result.groups.noun,
        mode="markers",
        marker={
            "size": np.where(shaped, HOVERED, [2 * spot.radius for spot in spots]).tolist(),
            "color": np.where(shaped, CLEAR, fills).tolist(),
            "opacity": 1,
            "line": {
                "color": np.where(shaped, CLEAR, rims).tolist(),
                "width": np.where(shaped, 0, widths).tolist(),
            },
        },
        customdata=[[row.group] for row in units.itertuples()],
        hovertext=[_hover(row, result) for row in units.itertuples()],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=True,
    )


def _told(row: _Unit) -> str:
    """Say of a group how it changed where that is settled, else its rate."""
    return sentence.short(row.rate_ratio) if row.settled else f"{plain_number(row.rate_now)} a day"


def _hover(row: _Unit, result: GroupsOnMap) -> str:
    name = escape(group_label(row.group, result.groups.by))
    now, usual = plain_number(row.rate_now), plain_number(row.rate_usual)
    change = row.reason or sentence.bounds(row.rate_ratio, row.ci_low, row.ci_high)
    rates = f"{now} a day now, usually {usual}; {row.events:,} {result.groups.noun} in all"
    return f"<b>{name}</b><br>{rates}<br>{escape(change)}"


def _marks(
    result: GroupsOnMap, units: pd.DataFrame, step: float, look: Look, second: str
) -> list[Mark]:
    """Say what each fill and border means; of the classes those up to the highest."""
    fill, _ = of_events(result.groups.noun, look, second)
    classes = [f"{(kind - 1) * step:g} to {kind * step:g}" for kind in range(len(STRENGTHS))]
    classes[0], classes[1] = "none", f"up to {step:g}"
    kinds = [kind for kind in range(len(STRENGTHS)) if kind <= units["kind"].max()]
    fills = [look.colours.paper, *(faded(fill, strength) for strength in STRENGTHS[1:])]
    marks = [Mark(text=classes[kind], colour=fills[kind], shape="area") for kind in kinds]
    # The first says what all of them are.
    days = f"A day in the last {result.groups.days} days: {classes[0]}"
    marks[0] = Mark(text=days, colour=look.colours.other, shape="outline")
    if units["settled"].any():
        text = "clearly changed"
        marks.append(Mark(text=text, colour=look.colours.ink, shape="frame"))
    return marks


def _foot(result: GroupsOnMap) -> str:
    """Say what luck does among so many, and what has no shape, no place or no event."""
    by, groups = result.groups.by, result.groups
    named = [group_label(name, by) for name in result.without_shape if name not in result.nowhere]
    lost = [group_label(name, by) for name in result.nowhere]
    circle = f"a circle's area is the number of {groups.noun}"
    parts = [groups.by_luck]
    if named:
        parts.append(f"No shape, so a circle: {_listed(named)}; {circle}.")
    elif not result.shapes:
        parts.append(f"{capitalised(circle)}.")
    if lost:
        parts.append(f"Not on the map, for want of shape and coordinates: {_listed(lost)}.")
    if result.others:
        parts.append(f"Shapes without {groups.noun} in this view: {_listed(list(result.others))}.")
    return " ".join([*parts, "Borders of countries: Natural Earth."])


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return f"{', '.join(names[:LISTED])}{more}"


def _alt(result: GroupsOnMap, units: pd.DataFrame) -> str:
    noun, shaped = result.groups.noun, int(units["has_shape"].sum())
    highest = units.sort_values("rate_now", ascending=False, kind="stable").head(3)
    named = [f"{row.group}, {plain_number(row.rate_now)} a day" for row in highest.itertuples()]
    kinds = f"{shaped} as shapes, {len(units) - shaped} as circles"
    groups = plain_count(len(units), "groups")
    return f"Map of {groups}, {kinds}. Most {noun} of late: {'; '.join(named)}."
