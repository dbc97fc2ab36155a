"""The stretch of the world that a map shows, and the countries under it."""

import math
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from charts.map.label_places import Circle, Rect
from charts.map.land import Bounds, Country, countries_in
from charts.style.figure import finish_with

LEAST_SPAN = 1.5  # degrees of latitude: less would promise more than the coordinates hold
SPARE = 0.16
# The land reaches beyond the view, for a page may give the figure more room than it asked for.
BEYOND = 0.75
# At the poles a degree of longitude has no length.
FARTHEST = 85.0


@dataclass(frozen=True, kw_only=True, eq=False)
class MapView:
    """What :func:`map_view` returns.

    Parameters
    ----------
    box : Bounds
        The stretch of the world in the plot.
    width, height : float
        Of the plot in pixels.
    """

    box: Bounds
    width: float
    height: float

    @property
    def bounds(self) -> Rect:
        """The plot in pixels."""
        return Rect(4, 4, self.width - 4, self.height - 4)

    @property
    def stretch(self) -> float:
        """Pixels of a degree of latitude per pixel of a degree of longitude."""
        box = self.box
        upwards = self.height / (box.north - box.south)
        return upwards / (self.width / (box.east - box.west))

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return where points lie in the plot, counted from its upper left corner.

        Parameters
        ----------
        points : array, shape (n, 2)
            Longitude and latitude.

        Returns
        -------
        array, shape (n, 2)
        """
        box = self.box
        x = (points[:, 0] - box.west) / (box.east - box.west) * self.width
        y = (box.north - points[:, 1]) / (box.north - box.south) * self.height
        return np.column_stack([x, y])

    def circles(self, points: np.ndarray, diameters: np.ndarray) -> list[Circle]:
        """Return circles around points, in pixels.

        Parameters
        ----------
        points : array, shape (n, 2)
            Longitude and latitude.
        diameters : array, shape (n,)
            In pixels.

        Returns
        -------
        list of Circle
        """
        middles = self.pixels(points).tolist()
        return [Circle(x, y, d / 2) for (x, y), d in zip(middles, diameters, strict=True)]

    def degrees(self, pixels: np.ndarray) -> np.ndarray:
        """Undo :meth:`pixels`.

        Parameters
        ----------
        pixels : array, shape (n, 2)

        Returns
        -------
        array, shape (n, 2)
            Longitude and latitude.
        """
        box, (x, y) = self.box, pixels.T
        lon = box.west + x / self.width * (box.east - box.west)
        lat = box.north - y / self.height * (box.north - box.south)
        return np.column_stack([lon, lat])

    def grid(self, *, points: int) -> tuple[np.ndarray, np.ndarray]:
        """Return evenly spaced points of the plot, in pixels and in degrees.

        Parameters
        ----------
        points : int
            About how many.

        Returns
        -------
        pixels, degrees : array, shape (n, 2)
        """
        step = math.sqrt(self.width * self.height / points)
        xs, ys = np.arange(step / 2, self.width, step), np.arange(step / 2, self.height, step)
        pixels = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return pixels, self.degrees(pixels)


def map_view(points: np.ndarray, *, width: float, height: float) -> MapView:
    """Fit a plot around points; a kilometre is as long upwards as sideways at its middle.

    Parameters
    ----------
    points : array, shape (n, 2)
        Longitude and latitude; they do not cross the 180th meridian.
    width, height : float
        Of the plot in pixels.

    Returns
    -------
    MapView
    """
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    x, y = (west + east) / 2, (south + north) / 2
    squeeze = math.cos(math.radians(min(abs(y), FARTHEST)))
    room = 1 - 2 * SPARE
    upwards = max(north - south, LEAST_SPAN) / height
    degree = max(upwards, (east - west) * squeeze / width) / room
    half_x, half_y = degree * width / squeeze / 2, degree * height / 2
    box = Bounds(*(float(edge) for edge in (x - half_x, y - half_y, x + half_x, y + half_y)))
    return MapView(box=box, width=width, height=height)


def land(view: MapView) -> tuple[Country, ...]:
    """Return the countries in and around a view.

    Parameters
    ----------
    view : MapView

    Returns
    -------
    tuple of Country
    """
    west, south, east, north = view.box
    x, y = BEYOND * (east - west), BEYOND * (north - south)
    return countries_in(Bounds(west - x, south - y, east + x, north + y))


def map_axes(figure: go.Figure, view: MapView, *, fixed: bool) -> None:
    """Set the axes to a view, without ticks, and keep its proportions at any size.

    Parameters
    ----------
    figure : Figure
    view : MapView
    fixed : bool
        A finger that scrolls the page must not move the map.
    """
    west, south, east, north = view.box
    hidden = {"visible": False, "rangemode": "normal", "fixedrange": fixed}
    shape = {"scaleanchor": "x", "scaleratio": view.stretch}
    layout = {
        "xaxis": {"range": [west, east], **hidden},
        "yaxis": {"range": [south, north], **hidden, **shape},
        "hovermode": "closest",
        "clickmode": "event+select",
    }
    finish_with(figure, layout)
