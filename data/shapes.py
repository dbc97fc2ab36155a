"""Shapes of units, such as provinces, from a GeoJSON file that a study names: checked, bounded."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.faults import SETTINGS_FILE, Fault
from data.study_files import read_member
from data.tables.homonyms import Homonyms

MOST_BYTES = 10 << 20
MOST_UNITS = 2_000
# So many corners are drawn at once in a moment; of more, those that no figure could show go.
MOST_CORNERS = 20_000
STEPS = 2_000
LEAST_STEP = 1e-6
# Islands and holes of all units together.
MOST_RINGS = 50_000
MANY = f"at most {MOST_UNITS:,} units of {MOST_RINGS:,} rings together"
# How deep a geometry's polygons lie.
POLYGONS = {"Polygon": 1, "MultiPolygon": 2}
KEY = "map.shapes"

Rings = tuple[np.ndarray, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Shapes:
    """The shapes of a study's units.

    Parameters
    ----------
    column : str
        Of the events, whose values the units are.
    units : dict of str to tuple of array, each of shape (n, 2)
        Outlines of each unit, longitude and latitude, without the first corner repeated: those
        around land turn left, those around a hole in it turn right.
    """

    column: str
    units: dict[str, Rings]


NO_SHAPES = Shapes(column="", units={})


class _Unfit(Exception):
    """What is wrong with a file of shapes: where, what was found, and what belongs there."""

    def __init__(self, where: str | None, found: str, allowed: str) -> None:
        self.where, self.found, self.allowed = where, found, allowed


def read_shapes(
    folder: Path, settings: dict, digest: "hashlib._Hash"
) -> tuple[Shapes, list[Fault]]:
    """Read the shapes that a study names.

    Parameters
    ----------
    folder : Path
        Of the study.
    settings : dict
        ``map`` names file, column and property.
    digest : hash
        Is fed the file, where there is one.

    Returns
    -------
    shapes : Shapes
        Without units where the study names no file.
    faults : list of Fault
        At most one.
    """
    named = settings["map"]
    if not named["shapes"]:
        return NO_SHAPES, []
    if fault := _too_large(folder, named["shapes"]):
        return NO_SHAPES, [fault]
    content, faults = read_member(folder, named["shapes"], column=KEY)
    if content is None:
        return NO_SHAPES, faults
    digest.update(b"shapes %d\n" % len(content))
    digest.update(content)
    try:
        units = _units(content, named["property"], named["names"])
    except _Unfit as unfit:
        where, found, allowed = unfit.where, unfit.found, unfit.allowed
        return NO_SHAPES, [Fault(file=named["shapes"], column=where, value=found, allowed=allowed)]
    return Shapes(column=named["column"], units=simplified(units)), []


def check_units(shapes: Shapes, tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Warn of shapes that are those of no event: of another column, or spelled otherwise.

    Parameters
    ----------
    shapes : Shapes
    tables : dict of str to DataFrame
    """
    events = [tables[name] for name in ("events", "strikes") if name in tables]
    if not shapes.units or not events:
        return []
    values = [table[shapes.column].dropna() for table in events if shapes.column in table]
    if not values:
        return [_idle("map.column", shapes.column, "a column of the events; not used")]
    found = list(dict.fromkeys(str(value) for column in values for value in column))
    if set(found) & set(shapes.units):
        return []
    allowed = (
        f"a property whose texts are values of {shapes.column}, such as {', '.join(found[:3])} "
        f"(the shapes are called {', '.join(list(shapes.units)[:3])}; [map.names] renames them); "
        "not used"
    )
    return [_idle("map.property", None, allowed)]


def divided_shapes(shapes: Shapes, homonyms: Homonyms, tables: dict[str, pd.DataFrame]) -> Shapes:
    """Give each outline of a name that places of several countries share to one of these.

    Parameters
    ----------
    shapes : Shapes
    homonyms : mapping of str to mapping of str to str
        Full names of places by column, and the name that the shapes have.
    tables : dict of str to DataFrame
        With the full names.

    Returns
    -------
    Shapes
        The same without such a name. Else an outline is that of the place with most events in its
        box, an island without any that of the nearest outline; where no event of such a name has
        coordinates it is nobody's.
    """
    full = homonyms.get(shapes.column, {})
    shared = {name for name in full.values() if name in shapes.units}
    if not shared:
        return shapes
    names = ["lon", "lat", shapes.column]
    located = [table[names] for table in tables.values() if {*names} <= {*table}]
    events = pd.concat([pd.DataFrame(columns=names), *located]).dropna()
    units: dict[str, Rings] = {}
    for name, rings in shapes.units.items():
        if name not in shared:
            units[name] = (*units.get(name, ()), *rings)
            continue
        of_name = events[events[shapes.column].map(full.get) == name]
        for owner, ring in zip(_owners(rings, of_name), rings, strict=True):
            if owner is not None:
                units[owner] = (*units.get(owner, ()), ring)
    return Shapes(column=shapes.column, units=units)


def _owners(rings: Rings, events: pd.DataFrame) -> list[str | None]:
    """Say of which place each outline is; None where no event lies in any."""
    spots, places = events[["lon", "lat"]].to_numpy(float), events.iloc[:, -1]
    inside = [
        ((spots >= ring.min(axis=0)) & (spots <= ring.max(axis=0))).all(axis=1) for ring in rings
    ]
    owners = [places[here].value_counts().idxmax() if here.any() else None for here in inside]
    settled = [number for number, owner in enumerate(owners) if owner is not None]
    if not settled:
        return owners
    middles = np.array([(ring.min(axis=0) + ring.max(axis=0)) / 2 for ring in rings])
    for number, owner in enumerate(owners):
        if owner is None:
            away = np.abs(middles[settled] - middles[number]).sum(axis=1)
            owners[number] = owners[settled[int(away.argmin())]]
    return owners


def _idle(key: str, value: str | None, allowed: str) -> Fault:
    return Fault(file=SETTINGS_FILE, column=key, value=value, allowed=allowed, severity="warning")


def _too_large(folder: Path, name: str) -> Fault | None:
    """Refuse a file before it is read that is larger than shapes for a figure ever are."""
    try:
        path = (folder / name).resolve()
        size = path.stat().st_size if path.is_relative_to(folder.resolve()) else 0
    # Told where it is read.
    except (OSError, RuntimeError, ValueError):
        return None
    if size <= MOST_BYTES:
        return None
    found = f"{size / (1 << 20):,.1f} MB"
    allowed = f"at most {MOST_BYTES >> 20} MB: simplify the shapes, for instance by mapshaper"
    return Fault(file=SETTINGS_FILE, column=KEY, value=found, allowed=allowed)


def _units(content: bytes, named_by: str, names: dict[str, str]) -> dict[str, Rings]:
    """Read the outlines of every unit; what several features share a name is one unit."""
    units: dict[str, list[np.ndarray]] = {}
    count = 0
    for number, feature in enumerate(_features(content), 1):
        where = f"feature {number}"
        name = _name(feature, named_by, where)
        rings = list(_rings(feature, f"{where} ({name})"))
        units.setdefault(names.get(name, name), []).extend(rings)
        count += len(rings)
        if len(units) > MOST_UNITS or count > MOST_RINGS:
            raise _Unfit(where, "one more", MANY)
    return {name: tuple(rings) for name, rings in units.items()}


def _features(content: bytes) -> list:
    try:
        parsed = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    # A list nested a thousand deep, or a number of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise _Unfit(None, "broken JSON", f"GeoJSON in UTF-8 ({str(error)[:80]})") from None
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or not features:
        found = "no list of features"
        raise _Unfit(None, found, "GeoJSON: a FeatureCollection of polygons in degrees")
    return features


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def _name(feature: Any, named_by: str, where: str) -> str:
    parts = feature.get("properties") if isinstance(feature, dict) else None
    parts = parts if isinstance(parts, dict) else {}
    value = parts.get(named_by)
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not text or not text.isprintable():
        has = ", ".join(sorted(parts)[:8]) or "none"
        allowed = f"a text under the property {named_by!r} (its properties: {has}; map.property)"
        raise _Unfit(where, "no name", allowed)
    return text


def _rings(feature: dict, where: str) -> Iterator[np.ndarray]:
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if kind not in POLYGONS:
        raise _Unfit(where, str(kind)[:40], "a Polygon or a MultiPolygon")
    polygons = geometry.get("coordinates")
    polygons = [polygons] if POLYGONS[kind] == 1 else polygons
    if not isinstance(polygons, list) or not all(isinstance(one, list) for one in polygons):
        raise _Unfit(where, "no coordinates", "lists of rings of longitude and latitude")
    if sum(map(len, polygons)) > MOST_RINGS:
        raise _Unfit(where, "one more", MANY)
    for polygon in polygons:
        for number, ring in enumerate(polygon):
            yield _turned(_corners(ring, where), left=number == 0)


def _corners(ring: Any, where: str) -> np.ndarray:
    """Read the corners of one ring, the first of which GeoJSON repeats at the end."""
    try:
        found = np.array([corner[:2] for corner in ring], dtype=float)
    # Words, holes, and lists where numbers belong; a number that no float holds.
    except (TypeError, ValueError, KeyError, OverflowError):
        found = np.empty((0, 0))
    if found.ndim != 2 or found.shape[1] != 2 or len(found) < 4:
        raise _Unfit(where, "a broken ring", "four or more pairs of longitude and latitude")
    outside = ~(np.abs(found) <= (180.0, 90.0)).all(axis=1)
    if outside.any():
        lon, lat = found[outside.argmax()]
        allowed = "longitude and latitude in degrees (WGS 84), within 180 and 90"
        raise _Unfit(where, f"{lon:g}, {lat:g}", allowed)
    return found[:-1] if (found[0] == found[-1]).all() else found


def _turned(ring: np.ndarray, *, left: bool) -> np.ndarray:
    """Let a ring turn to one side: many files turn both kinds alike, and holes would be filled."""
    x, y = ring.T
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return ring if (area > 0) == left else ring[::-1]


def simplified(units: dict[str, Rings]) -> dict[str, Rings]:
    """Leave out corners that no figure could show, where there are very many.

    Parameters
    ----------
    units : dict of str to tuple of array

    Returns
    -------
    dict of str to tuple of array
        The same below ``MOST_CORNERS``. Else every corner is moved to the next knot of one grid
        and repeated ones go, so that what two units share stays shared; the grid gets coarser
        until few enough are left. No unit is lost: a very small one becomes a box.
    """
    if _count(units) <= MOST_CORNERS:
        return units
    every = np.concatenate([ring for rings in units.values() for ring in rings])
    step = max(float(np.ptp(every, axis=0).max()) / STEPS, LEAST_STEP)
    found = units
    while _count(found) > MOST_CORNERS:
        found = {name: _on_grid(rings, step) for name, rings in units.items()}
        step *= 1.5
    return found


def _count(units: dict[str, Rings]) -> int:
    return sum(len(ring) for rings in units.values() for ring in rings)


def _on_grid(rings: Rings, step: float) -> Rings:
    moved = [_knots(ring, step) for ring in rings]
    kept = tuple(ring for ring in moved if len(ring) > 2)
    if kept:
        return kept
    # Smaller than a step: a box in its place.
    largest = max(rings, key=lambda ring: np.ptp(ring, axis=0).prod())
    (west, south), (east, north) = largest.min(axis=0), largest.max(axis=0)
    return (np.array([[west, south], [east, south], [east, north], [west, north]]),)


def _knots(ring: np.ndarray, step: float) -> np.ndarray:
    on_grid = np.round(ring / step)
    stays = (on_grid != np.roll(on_grid, 1, axis=0)).any(axis=1)
    return (on_grid[stays] * step).round(6)
