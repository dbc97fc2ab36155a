"""The places that a figure is made for: how wide it is printed, how tall it must be."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from analytics.errors import InvalidOption
from charts.chart import Chart
from charts.style.template import SMALLEST
from charts.style.theme import Look, NoRoom

LEAST_POINTS = 7
INCH, POINTS, CSS_PIXELS = 25.4, 72, 96
# Each wider sheet makes the type smaller by so much.
STEP = 1.06


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A place for figures.

    Parameters
    ----------
    width_px, height_px : int
        Of the layout; without a height the figure takes what it needs.
    print_mm : float
        Width in print.
    image_px : int
        Width of a PNG.
    """

    width_px: int
    height_px: int | None
    print_mm: float
    image_px: int

    @property
    def widest(self) -> int:
        """The widest layout whose smallest type is still legible in print."""
        return int(self.print_mm / INCH * POINTS / LEAST_POINTS * SMALLEST)


PRESETS = {
    "column": Preset(width_px=360, height_px=None, print_mm=85, image_px=1080),
    "page": Preset(width_px=720, height_px=None, print_mm=170, image_px=2160),
    # The wide slide of PowerPoint, 13 1/3 inches.
    "slide": Preset(width_px=960, height_px=540, print_mm=338.667, image_px=1920),
    "square": Preset(width_px=600, height_px=600, print_mm=170, image_px=2160),
}


def look_for(preset: str, *, dark: bool = False, grey: bool = False, width: int = 1000) -> Look:
    """Return how a figure is to look in its place.

    Parameters
    ----------
    preset : str
        One of ``PRESETS``; empty takes the width.
    dark, grey : bool
    width : int
        In pixels, without a preset.

    Returns
    -------
    Look

    Raises
    ------
    InvalidOption
    """
    if preset and preset not in PRESETS:
        raise InvalidOption(f"There is no preset {preset!r}: choose {', '.join(PRESETS)}.")
    wide = PRESETS[preset].width_px if preset else width
    return Look(dark=dark, grey=grey, width=wide, preset=preset)


def fitted(draw_with: Callable[[Look], Chart], look: Look) -> Chart:
    """Draw a chart so that it fills the height of its preset, if that has one.

    Parameters
    ----------
    draw_with : callable
        Draws the chart.
    look : Look

    Returns
    -------
    Chart
        On the smallest sheet that holds everything: a larger one makes the type smaller in
        print, though never too small to read.

    Raises
    ------
    NoRoom
        When even the largest sheet is too small.
    """
    preset = PRESETS.get(look.preset)
    if preset is None or preset.height_px is None:
        return draw_with(look)
    width = float(preset.width_px)
    while width <= preset.widest:
        tall = round(width) * preset.height_px / preset.width_px
        try:
            return _filled(draw_with, replace(look, width=round(width)), round(tall))
        except NoRoom:
            width *= STEP
    raise NoRoom(
        f"The chart does not fit the {look.preset} with type of {LEAST_POINTS} pt: show fewer "
        "events or a shorter period, or choose the preset page."
    )


def _filled(draw_with: Callable[[Look], Chart], look: Look, tall: int) -> Chart:
    """Draw once to learn what stands around the plot, and again with the height that is left."""
    layout = draw_with(look).figure.layout
    around = layout.margin.t + layout.margin.b
    chart = draw_with(replace(look, stretch=(tall - around) / (layout.height - around)))
    chart.figure.update_layout(height=tall)
    return chart


def printed_mm(chart: Chart) -> tuple[float, float]:
    """Return width and height of a figure in print, in millimetres.

    Parameters
    ----------
    chart : Chart
        Without a preset its pixels are those of the web, 96 an inch.

    Returns
    -------
    width, height : float
    """
    layout, preset = chart.figure.layout, PRESETS.get(chart.preset)
    width = preset.print_mm if preset else layout.width / CSS_PIXELS * INCH
    return width, width * layout.height / layout.width


def image_scale(chart: Chart, default: float) -> float:
    """Return the pixels of a PNG per pixel of the layout."""
    preset = PRESETS.get(chart.preset)
    return preset.image_px / chart.figure.layout.width if preset else default
