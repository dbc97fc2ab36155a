"""The picture docs/kernel-cost.svg: time of the kernel against length."""

from pathlib import Path

import plotly.graph_objects as go

from benchmarks.kernel_speed import exponent
from charts.theme import Look, finish

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "kernel-cost.svg"
SIZE = {"width": 900, "height": 520}


def kernel_figure(costs: dict[str, dict[int, float]]) -> go.Figure:
    """Draw time against length, both on logarithmic axes.

    Parameters
    ----------
    costs : dict
        Seconds by kind of series and length.

    Returns
    -------
    Figure
    """
    figure = go.Figure()
    for name, found in costs.items():
        figure.add_scatter(
            x=list(found),
            y=[1000 * seconds for seconds in found.values()],
            name=f"{name} (exponent {exponent(found):.2f})",
            mode="lines+markers",
        )
    ticks = {"x": (1e3, 1e4, 1e5, 1e6), "y": (0.1, 1, 10, 100, 1000, 10000)}
    figure.update_xaxes(type="log", title="days", tickvals=ticks["x"], tickformat=",")
    figure.update_yaxes(type="log", title="milliseconds", tickvals=ticks["y"], tickformat=",~g")
    figure.update_layout(legend={"orientation": "h", "y": -0.2}, **SIZE)
    return finish(
        figure,
        title="Segmenting a million days takes seconds",
        look=Look(subtitle="Exact segmentation, Poisson cost, penalty 2 log n", **SIZE),
    )


def draw_kernel(costs: dict[str, dict[int, float]]) -> None:
    """Write the picture."""
    image = kernel_figure(costs).to_image(format="svg", **SIZE)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    whole = PICTURE.with_name(PICTURE.name + ".part")
    whole.write_bytes(image)
    whole.replace(PICTURE)
