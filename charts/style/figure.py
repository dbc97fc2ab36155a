"""Figures as they are written: that plotly takes them is proven by tests, and not at every view."""

import threading
from collections.abc import Iterable
from typing import Any

import plotly.graph_objects as go

Trace = dict[str, Any]


# Two threads may ask the same figure for the first time.
_TAKING_IN = threading.RLock()


class Drawn(go.Figure):
    """A figure of plain values, which plotly takes in once somebody asks it for more than JSON.

    Plotly makes an object of each trace and copies each value, twice, which takes as long as all
    else in a timeline; the page writes a figure as JSON and asks nothing else of it.
    """

    @classmethod
    def of(cls, data: list[Trace], layout: dict[str, Any]) -> "Drawn":
        """Return a figure of traces and a layout whose properties are in order."""
        made = cls.__new__(cls)
        made.__dict__["plain"] = [data, layout, {}]
        return made

    def __getattr__(self, name: str) -> Any:
        """Give what plotly keeps of a figure, all of which is missing until it is taken in."""
        with _TAKING_IN:
            if plain := self.__dict__.pop("plain", None):
                data, layout, around = plain
                super().__init__(data, layout, _validate=False)
                if around:
                    self.update_layout(around, overwrite=True)
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError(f"A figure has no {name!r}.")

    def to_plotly_json(self) -> dict[str, Any]:
        """Return data and layout as they are: who changes them changes the figure."""
        with _TAKING_IN:
            if plain := self.__dict__.get("plain"):
                data, layout, around = plain
                # Plotly puts its own template there before any other.
                first = {"template": around["template"]} if "template" in around else {}
                return {"data": data, "layout": {**layout, **first, **around}}
        # Plotly copies each value, and looks for arrays to pack, which takes thrice as long as
        # all the writing.
        return {"data": self._data, "layout": self._layout}


def finish_with(figure: go.Figure, around: dict[str, Any]) -> None:
    """Put what stands around the plot into a figure's layout, in place of what was there."""
    with _TAKING_IN:
        if plain := figure.__dict__.get("plain"):
            plain[2] |= around
            return
    figure.update_layout(around, overwrite=True)


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
        Plotly has not looked at its values.
    """
    each = [traces] if isinstance(traces, dict) else list(traces)
    layout = layout or {}
    # Plotly writes the kind of a trace, and axes that have a number, after all else.
    numbered = [name for name in layout if name[-1].isdigit()]
    return Drawn.of([_ordered(one, ["type"]) for one in each], _ordered(layout, numbered))


def _ordered(properties: dict[str, Any], last: list[str]) -> dict[str, Any]:
    names = [*sorted(properties.keys() - set(last)), *(one for one in last if one in properties)]
    return {name: in_plotly_order(properties[name]) for name in names}


def in_plotly_order(value: Any) -> Any:
    """Put properties into the order in which plotly has them: a figure's bytes hang on it."""
    if isinstance(value, dict):
        return {name: in_plotly_order(value[name]) for name in sorted(value)}
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return [in_plotly_order(each) for each in value]
    return value
