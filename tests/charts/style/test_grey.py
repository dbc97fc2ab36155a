"""Without colour every distinction still shows: in lightness, in shape or in a pattern."""

import re
from itertools import combinations

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.colours import GREYS, faded
from charts.style.presets import look_for
from tests.helpers.colours import contrast, luminance

NAMES = sorted(set(CHARTS) - {"revisions"})
THEMES = pytest.mark.parametrize("dark", [False, True])


def lightness(colour):
    # CIE 1976 L*, 0 to 100, of a luminance relative to white.
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def over(colour, alpha, paper):
    """Lay a faded colour on the paper."""
    parts = [int(colour[i : i + 2], 16) * alpha for i in (1, 3, 5)]
    under = [int(paper[i : i + 2], 16) * (1 - alpha) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + b):02x}" for a, b in zip(parts, under, strict=True))


@THEMES
def test_what_is_told_apart_by_colour_is_told_apart_by_lightness(dark):
    colours = GREYS[dark]
    kinds = [colours.paper, colours.ink, colours.events, colours.strikes]
    for one, other in combinations(kinds, 2):
        assert abs(lightness(one) - lightness(other)) >= 15
    assert abs(lightness(colours.events) - lightness(colours.events_text)) >= 25
    # Imprecise dates are half-faded bars, a ceasefire is a faint band.
    assert abs(lightness(over(colours.events, 0.5, colours.paper)) - lightness(colours.events)) > 12
    band = over(colours.ceasefire, 0.28 if dark else 0.16, colours.paper)
    assert abs(lightness(band) - lightness(colours.paper)) >= 5


@THEMES
def test_grey_texts_and_lines_keep_their_contrast(dark):
    colours = GREYS[dark]
    for name in (
        "ink",
        "muted",
        "official_totals",
        "events_text",
        "strikes_text",
        "ceasefire_text",
    ):
        assert contrast(getattr(colours, name), colours.paper) >= 4.5
    assert contrast(colours.events, colours.paper) >= 3


@THEMES
@pytest.mark.parametrize("name", NAMES)
def test_no_colour_is_left(study, name, dark):
    figure = draw(
        name, Selection(study, default_view(study)), look_for("page", grey=True, dark=dark)
    ).figure
    drawn = figure.to_json()
    found = set(re.findall(r"#[0-9a-fA-F]{6}\b", drawn))
    found |= {
        f"#{int(r):02x}{int(g):02x}{int(b):02x}"
        for r, g, b in re.findall(r"rgba\((\d+),(\d+),(\d+),", drawn)
    }
    assert found
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in found)


@THEMES
def test_strikes_hang_down_and_are_hatched(study, dark):
    figure = draw(
        "timeline", Selection(study, default_view(study)), look_for("page", grey=True, dark=dark)
    ).figure
    up, down = (trace for trace in figure.data if trace.name in ("attacks", "strikes"))
    assert up.marker.pattern.shape is None
    assert down.marker.pattern.shape
    assert max(down.y) <= 0 <= min(up.y)
    # Without a background of its own a pattern would stand on the bare paper.
    assert down.marker.pattern.bgcolor == GREYS[dark].strikes


def test_imputed_attacks_stay_hatched(study):
    figure = draw(
        "reconciled", Selection(study, default_view(study)), look_for("page", grey=True)
    ).figure
    imputed = next(trace for trace in figure.data if trace.name == "imputed")
    assert imputed.marker.pattern.shape == "/"
    assert imputed.marker.pattern.bgcolor == faded(GREYS[False].events, 0.25)
