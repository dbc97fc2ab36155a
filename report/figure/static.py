"""A figure as plain values: rounded, and with no more than a still picture of it can show."""

import base64
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from charts.map.land import Bounds, cut

# Only a browser shows these.
HOVER = {"customdata", "hoverinfo", "hoverlabel", "hovertemplate", "hovertext", "ids", "meta"}
# XML knows no such characters.
FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), " ")
# Of the range, kept around it, so that the border drawn along the cut is not seen.
MARGIN = 0.02
# Significant digits of what is drawn. A thousand pixels wide, the last of them moves nothing by a
# hundred-thousandth of a pixel; an optimiser's last bits, which differ between processors, are
# three digits further down. With more digits, numbers would stand on the edge of rounding more
# often.
DIGITS = 8
# What JSON can hold, as plotly names it: no type says more of it.
Plain = Any


def still(figure: go.Figure) -> dict[str, Plain]:
    """Return traces and layout as lists and numbers, without hover texts and what lies outside.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    dict
        ``data`` and ``layout``.
    """
    plain = rounded(_plain(figure.to_dict()))
    layout = {"width": 700, "height": 450} | plain.get("layout", {})
    return {"data": [_cut(trace, layout) for trace in plain["data"]], "layout": layout}


def rounded(value: Plain) -> Plain:
    """Round every number of a figure's plain values, so that each machine draws the same.

    Parameters
    ----------
    value : dict, list, number or text
        Such as ``figure.to_dict()``.

    Returns
    -------
    The same with at most ``DIGITS`` significant digits; whole numbers, dates and texts as they are.
    """
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    if isinstance(value, float) and math.isfinite(value) and not value.is_integer():
        return float(f"{value:.{DIGITS}g}")
    return value


def _plain(value: Plain) -> Plain:
    if isinstance(value, dict):
        if "bdata" in value:
            return _unpacked(value)
        return {key: _plain(part) for key, part in value.items() if key not in HOVER}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        # A half of a surrogate pair is no character.
        return value.translate(FORBIDDEN).encode("utf-8", "replace").decode("utf-8")
    return value


def _unpacked(packed: dict[str, str]) -> list:
    """Turn plotly's packed array into a list."""
    flat = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])
    shape = [int(side) for side in str(packed.get("shape", flat.size)).split(",")]
    return flat.reshape(shape).tolist()


def _cut(trace: dict[str, Plain], layout: dict[str, Plain]) -> dict[str, Plain]:
    """Cut surfaces near the edge of the plot: a map reaches as far as a reader could pan.

    What lies outside is not seen, but it is drawn before it is clipped, and takes long.
    """
    across, up = _range(trace, layout, "x"), _range(trace, layout, "y")
    if trace.get("fill") != "toself" or trace.get("mode") != "lines" or not across or not up:
        return trace
    (west, east), (south, north) = across, up
    x, y = (east - west) * MARGIN, (north - south) * MARGIN
    box = Bounds(west - x, south - y, east + x, north + y)
    points = np.array([trace["x"], trace["y"]], dtype=float).T
    gaps = np.flatnonzero(np.isnan(points).any(axis=1))
    rings = (ring[~np.isnan(ring).any(axis=1)] for ring in np.split(points, gaps))
    gap = [[None, None]]
    kept = [row for ring in rings if len(inside := cut(ring, box)) for row in inside.tolist() + gap]
    return trace | {"x": [row[0] for row in kept], "y": [row[1] for row in kept]}


def _range(trace: dict[str, Plain], layout: dict[str, Plain], axis: str) -> list[float] | None:
    """Return the fixed range of a trace's axis, where it has one in numbers."""
    name = trace.get(f"{axis}axis", axis)
    ends = layout.get(f"{axis}axis{name[1:]}", {}).get("range") or ()
    numbers = len(ends) == 2 and all(isinstance(end, int | float) for end in ends)
    return sorted(ends) if numbers else None
