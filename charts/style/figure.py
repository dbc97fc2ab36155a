"""Figures as they are written: that plotly takes them is proven by tests, and not at every view."""

from collections.abc import Iterable
from typing import Any

import plotly.graph_objects as go

Trace = dict[str, Any]


class Drawn(go.Figure):
    """A figure of plain values, which is written as JSON without being copied first."""

    def to_plotly_json(self) -> dict[str, Any]:
        """Return data and layout as they are: who changes them changes the figure."""
        # Plotly copies each value, and looks for arrays to pack, which takes thrice as long as
        # all the writing.
        return {"data": self._data, "layout": self._layout}


def bar(**properties: object) -> Trace:
    """Return a trace of bars; what is None is left out."""
    return {**_given(properties), "type": "bar"}


def scatter(**properties: object) -> Trace:
    """Return a trace of lines or points; what is None is left out."""
    return {**_given(properties), "type": "scatter"}


def _given(properties: dict[str, object]) -> Trace:
    return {name: value for name, value in properties.items() if value is not None}


def figure_of(traces: Trace | Iterable[Trace] = (), layout: dict[str, Any] | None = None) -> Drawn:
    """Return a figure of traces and a layout.

    Parameters
    ----------
    traces : dict or iterable of dict
    layout : dict or None

    Returns
    -------
    Drawn
        Plotly has not looked at its values, which takes as long as all else in a timeline.
    """
    each = [traces] if isinstance(traces, dict) else list(traces)
    # Plotly puts the properties of a trace and a layout into order, but not what is in them.
    ordered = [
        {name: in_plotly_order(value) for name, value in one.items()}
        for one in (*each, layout or {})
    ]
    return Drawn(ordered[:-1], ordered[-1], _validate=False)


def in_plotly_order(value: Any) -> Any:
    """Put properties into the order in which plotly has them: a figure's bytes hang on it."""
    if isinstance(value, dict):
        return {name: in_plotly_order(value[name]) for name in sorted(value)}
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return [in_plotly_order(each) for each in value]
    return value
