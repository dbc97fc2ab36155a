"""A series as a small picture of its own, without axes: for lists, where a chart has no room."""

from html import escape

import numpy as np
import pandas as pd

WIDTH, HEIGHT = 240, 44
# As many bars as stand apart at this width.
MOST_PARTS = 60
GAP = 1.0


def sparkline(daily: pd.Series, *, words: str, changed: pd.Timestamp | None = None) -> str:
    """Draw a daily series as bars, each the mean of a stretch of days.

    Parameters
    ----------
    daily : Series of number, shape (n_days,)
        Every day of a period, in order; missing where it was not observed.
    words : str
        What the picture shows, for who cannot see it.
    changed : Timestamp or None
        First day of the last change of the rate, marked by a line.

    Returns
    -------
    str
        SVG whose colours are those of the text around it: bars are of the class ``spark-bar``, a
        stretch without an observed day is of ``spark-gap``, the change of ``spark-change``.
    """
    parts = np.array_split(np.arange(len(daily)), min(MOST_PARTS, len(daily)))
    values = daily.to_numpy(float, na_value=np.nan)
    means = np.array([_mean(values[part]) for part in parts])
    top = np.nanmax(means, initial=0.0) or 1.0
    step = WIDTH / len(parts)
    drawn = [_bar(k * step, step, mean / top) for k, mean in enumerate(means)]
    if changed is not None and daily.index[0] < changed <= daily.index[-1]:
        x = (changed - daily.index[0]).days / len(daily) * WIDTH
        drawn.append(f'<path class="spark-change" d="M{x:.1f} 0V{HEIGHT}"/>')
    return (
        f'<svg class="spark" role="img" aria-label="{escape(words)}" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(drawn)}</svg>'
    )


def _mean(values: np.ndarray) -> float:
    """Return the mean over the days that were observed; a stretch without one has none."""
    known = values[~np.isnan(values)]
    return known.mean() if len(known) else np.nan


def _bar(left: float, step: float, share: float) -> str:
    width = max(step - GAP, step / 2)
    if np.isnan(share):
        return (
            f'<rect class="spark-gap" x="{left:.1f}" y="0" width="{width:.1f}" height="{HEIGHT}"/>'
        )
    # What is not nothing stays to be seen; nothing is nothing.
    high = max(share * (HEIGHT - 2), 1.0) if share else 0.0
    if not high:
        return ""
    return (
        f'<rect class="spark-bar" x="{left:.1f}" y="{HEIGHT - high:.1f}" width="{width:.1f}" '
        f'height="{high:.1f}"/>'
    )
