"""Country outlines that come with the product, cut to the part of the world that a map shows."""

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from charts.map.units import surface
from charts.style.colours import Palette, faded
from charts.style.figure import Trace

WORLD = Path(__file__).parent / "outlines" / "world.json.gz"


class Bounds(NamedTuple):
    """A stretch of the world, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Country:
    """One country: its name and its outlines, each an array of longitude and latitude."""

    name: str
    box: Bounds
    rings: tuple[np.ndarray, ...]

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Say which points lie inside.

        Parameters
        ----------
        points : array, shape (n, 2)
            Longitude and latitude.

        Returns
        -------
        array of bool, shape (n,)
        """
        inside = np.zeros(len(points), dtype=bool)
        for ring in self.rings:
            inside ^= _inside(ring, points)
        return inside


@cache
def world() -> tuple[Country, ...]:
    """Read the countries of the world.

    Returns
    -------
    tuple of Country
    """
    content = json.loads(gzip.decompress(WORLD.read_bytes()))
    units = content["units"]
    return tuple(
        Country(
            name=country["name"],
            box=Bounds(*(edge / units for edge in country["box"])),
            rings=tuple(
                np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / units for ring in country["rings"]
            ),
        )
        for country in content["countries"]
    )


@lru_cache(maxsize=16)
def countries_in(box: Bounds) -> tuple[Country, ...]:
    """Return the countries that reach into a box, cut at its edges.

    Parameters
    ----------
    box : Bounds

    Returns
    -------
    tuple of Country
    """
    found = []
    for country in world():
        if _apart(country.box, box):
            continue
        rings = tuple(ring for whole in country.rings if len(ring := cut(whole, box)) > 2)
        if rings:
            found.append(Country(name=country.name, box=country.box, rings=rings))
    return tuple(found)


def cut(ring: np.ndarray, box: Bounds) -> np.ndarray:
    """Cut a closed ring at the edges of a box, one after the other.

    Parameters
    ----------
    ring : array, shape (n, 2)
    box : Bounds

    Returns
    -------
    array, shape (m, 2)
        Empty where nothing of it lies inside.

    References
    ----------
    Sutherland & Hodgman (1974). Reentrant polygon clipping. Communications of the ACM 17(1), 32-42.
    """
    for axis, edge, sign in ((0, box.west, 1), (0, box.east, -1), (1, box.south, 1)):
        ring = _cut_edge(ring, axis, edge, sign)
    return _cut_edge(ring, 1, box.north, -1)


def land_traces(
    countries: tuple[Country, ...], points: np.ndarray, *, colours: Palette
) -> list[Trace]:
    """Draw countries as quiet surfaces, those with a place on them stronger than the others.

    Parameters
    ----------
    countries : tuple of Country
    points : array, shape (n, 2)
        Longitude and latitude of the places.
    colours : Palette

    Returns
    -------
    list of Scatter
    """
    concerned = [bool(country.holds(points).any()) for country in countries]
    parts = []
    for strength, wanted in ((0.5, False), (1.0, True)):
        chosen = [c for c, has in zip(countries, concerned, strict=True) if has == wanted]
        if chosen:
            fill = faded(colours.grid, strength)
            rings = (country.rings for country in chosen)
            parts.append(surface(rings, name="land", fill=fill, border=colours.other))
    return parts


def _apart(one: Bounds, other: Bounds) -> bool:
    sideways = one.east < other.west or one.west > other.east
    return sideways or one.north < other.south or one.south > other.north


def _cut_edge(ring: np.ndarray, axis: int, edge: float, sign: int) -> np.ndarray:
    beyond = sign * (ring[:, axis] - edge)
    if (beyond >= 0).all():
        return ring
    inside = beyond >= 0
    # Each corner is followed by the point where the side after it crosses the edge, if it does.
    after, beyond_after = np.roll(ring, -1, axis=0), np.roll(beyond, -1)
    crosses = inside != np.roll(inside, -1)
    gap = np.where(crosses, beyond - beyond_after, 1)
    crossing = ring + (after - ring) * (beyond / gap)[:, None]
    both = np.stack([ring, crossing], axis=1).reshape(-1, 2)
    return both[np.stack([inside, crosses], axis=1).reshape(-1)]


def _inside(ring: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Count how often a ray to the east meets the ring: an odd number means inside."""
    after = np.roll(ring, -1, axis=0)
    rise = after[:, 1] - ring[:, 1]
    slope = (after[:, 0] - ring[:, 0]) / np.where(rise == 0, 1, rise)
    # A ray above or below the whole ring meets none of it.
    level = (points[:, 1] >= ring[:, 1].min()) & (points[:, 1] < ring[:, 1].max())
    x, y = points[level, :1], points[level, 1:]
    spans = (ring[:, 1] > y) != (after[:, 1] > y)
    met = (spans & (x < ring[:, 0] + (y - ring[:, 1]) * slope)).sum(axis=1)
    inside = np.zeros(len(points), dtype=bool)
    inside[level] = met % 2 == 1
    return inside
