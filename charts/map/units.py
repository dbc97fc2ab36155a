"""Units with a shape, such as provinces, as surfaces on a map; and the middle of each."""

from collections.abc import Iterable, Mapping

import numpy as np

from charts.style.figure import Trace, scatter

Rings = tuple[np.ndarray, ...]
# Corners to about a hundred metres, which no figure of a country can show.
DIGITS = 3


def surface(
    units: Iterable[Rings], *, name: str, fill: str, border: str, width: float = 0.75
) -> Trace:
    """Draw units as one surface; holes in them stay open.

    Parameters
    ----------
    units : iterable of tuple of array
        Outlines that turn left around land, and right around holes.
    name : str
        Of the trace.
    fill, border : str
        Colours.
    width : float
        Of the border in pixels.
    """
    lon: list[float | None] = []
    lat: list[float | None] = []
    for ring in (ring for rings in units for ring in rings):
        closed = np.vstack([ring, ring[:1]]).round(DIGITS)
        lon += [*closed[:, 0].tolist(), None]
        lat += [*closed[:, 1].tolist(), None]
    return scatter(
        x=lon,
        y=lat,
        name=name,
        mode="lines",
        fill="toself",
        fillcolor=fill,
        line={"color": border, "width": width},
        hoverinfo="skip",
    )


def outermost(units: Mapping[str, Rings]) -> np.ndarray:
    """Return the outermost points of units, for a view that is to hold them.

    Parameters
    ----------
    units : mapping of str to tuple of array

    Returns
    -------
    array, shape (n, 2)
    """
    found = [
        end for rings in units.values() for ring in rings for end in (ring.min(0), ring.max(0))
    ]
    return np.array(found).reshape(-1, 2)


def centre_of(rings: Rings) -> tuple[float, float]:
    """Return the centre of a unit's largest outline, where its name stands.

    Parameters
    ----------
    rings : tuple of array

    Returns
    -------
    lon, lat : float
    """
    ring = max(rings, key=lambda one: abs(_area(one)))
    x, y = ring.T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    if not (area := cross.sum()):
        return float(x.mean()), float(y.mean())
    # The mean of all triangles between an edge and the origin, weighed by their areas.
    lon = ((x + np.roll(x, -1)) * cross).sum() / (3 * area)
    lat = ((y + np.roll(y, -1)) * cross).sum() / (3 * area)
    return float(lon), float(lat)


def _area(ring: np.ndarray) -> float:
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2
