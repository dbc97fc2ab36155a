"""Make ``world.json.gz`` from Natural Earth's country polygons; run once, by hand.

The input is ``countries-50m.json`` of the npm package world-atlas 2.0.2 (``npm pack
world-atlas@2.0.2``): Natural Earth 4.1.0 at 1:50 million, public domain. ``README.md`` beside
this file has the terms.

    python charts/map/outlines/build.py countries-50m.json
"""

import gzip
import json
import sys
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).with_name("world.json.gz")
# Hundredths of a degree, about one kilometre: finer than the source and a circle on the map.
UNITS = 100
KEYS = ("scale", "translate")
# Names that changed after the source was made.
RENAMED = {"Macedonia": "North Macedonia", "eSwatini": "Eswatini"}

Corner = tuple[int, int]


def read_arcs(topology: dict) -> list[list[Corner]]:
    """Undo TopoJSON's quantisation and difference coding.

    Parameters
    ----------
    topology : dict
        The TopoJSON file as read.

    Returns
    -------
    list of lists of (longitude, latitude)
        In hundredths of a degree.
    """
    (x_scale, y_scale), (x_shift, y_shift) = (topology["transform"][k] for k in KEYS)
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            lon, lat = x * x_scale + x_shift, y * y_scale + y_shift
            points.append((round(lon * UNITS), round(lat * UNITS)))
        arcs.append(points)
    return arcs


def ring(indices: list[int], arcs: list[list[Corner]]) -> list[Corner]:
    """Join arcs to one closed ring; a negative index runs its arc backwards.

    Parameters
    ----------
    indices : list of int
    arcs : list of lists of points

    Returns
    -------
    list of points
        Without repeats; empty when fewer than three corners are left.
    """
    points: list[Corner] = []
    for index in indices:
        points.extend(arcs[index] if index >= 0 else reversed(arcs[~index]))
    kept = points[:1] + [after for before, after in pairwise(points) if before != after]
    return kept if len(set(kept)) > 2 else []


def packed(points: list[Corner]) -> list[int]:
    """Write a ring as its first corner and the steps from there, which compress well.

    Parameters
    ----------
    points : list of points

    Returns
    -------
    list of int
        x, y, step x, step y, and so on.
    """
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points)]
    return [number for pair in [points[0], *steps] for number in pair]


def country(geometry: dict, arcs: list[list[Corner]]) -> dict:
    """Return one country: name, bounding box, rings.

    Parameters
    ----------
    geometry : dict
        A TopoJSON Polygon or MultiPolygon.
    arcs : list of lists of points

    Returns
    -------
    dict
    """
    name = geometry["properties"]["name"]
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [ring(indices, arcs) for polygon in polygons for indices in polygon]
    rings = [points for points in rings if points]
    xs, ys = zip(*(point for points in rings for point in points), strict=True)
    return {
        "name": RENAMED.get(name, name),
        "box": [min(xs), min(ys), max(xs), max(ys)],
        "rings": [packed(points) for points in rings],
    }


def main(source: str) -> None:
    """Write the outlines.

    Parameters
    ----------
    source : str
        Path of ``countries-50m.json``.
    """
    topology = json.loads(Path(source).read_text("utf-8"))
    arcs = read_arcs(topology)
    geometries = topology["objects"]["countries"]["geometries"]
    countries = [country(geometry, arcs) for geometry in geometries if geometry.get("arcs")]
    content = {"units": UNITS, "countries": sorted(countries, key=lambda c: c["name"])}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    # mtime=0 makes the file the same on every run.
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
