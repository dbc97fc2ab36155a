"""The picture docs/kernel-cost.svg: time of the kernel against length."""

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from benchmarks.speed.kernel import exponent
from charts.chart import Chart
from charts.style.theme import Frame, Look, finish
from report.figure.render import draw_image

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "kernel-cost.svg"
X_TICKS = (1_000, 10_000, 100_000, 1_000_000)
Y_TICKS = (0.1, 1, 10, 100, 1_000, 10_000)
SIZE = {"width": 900, "height": 520}


def kernel_chart(costs: dict[str, dict[int, float]]) -> Chart:
    """Draw time against length, both on logarithmic axes.

    Parameters
    ----------
    costs : dict
        Seconds by kind of series and length.

    Returns
    -------
    Chart
    """
    figure = go.Figure()
    for name, found in costs.items():
        figure.add_scatter(
            x=list(found),
            y=[1000 * seconds for seconds in found.values()],
            name=f"{name} (exponent {exponent(found):.2f})",
            mode="lines+markers",
        )
    figure.update_xaxes(type="log", title="days in the series", **_ticks(X_TICKS))
    figure.update_yaxes(type="log", title="milliseconds", **_ticks(Y_TICKS))
    figure.update_layout(showlegend=True, legend={"x": 0.02, "y": 0.98})
    return finish(
        figure,
        table=pd.DataFrame(costs).rename_axis("days").reset_index(),
        title=_finding(costs),
        look=Look(**SIZE),
        subtitle="Exact segmentation, Poisson cost, penalty 2 log n",
        frame=Frame(left=70, below=20),
    )


def _ticks(values: tuple[float, ...]) -> dict[str, object]:
    return {
        "tickvals": values,
        "ticktext": [f"{value:,.0f}" if value >= 1 else f"{value:g}" for value in values],
    }


def _finding(costs: dict[str, dict[int, float]]) -> str:
    """Say how long the longest series took."""
    longest = max(max(found) for found in costs.values())
    times = [found[longest] for found in costs.values() if longest in found]
    return f"{longest:,} days are segmented in {min(times):.1f} to {max(times):.1f} s"


def draw_kernel(costs: dict[str, dict[int, float]]) -> None:
    """Write the picture."""
    image = draw_image(kernel_chart(costs), "svg", scale=1)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    whole = PICTURE.with_name(PICTURE.name + ".part")
    whole.write_bytes(image)
    whole.replace(PICTURE)
