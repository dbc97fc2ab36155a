"""Clips that cut nothing off are taken away, and no others; the picture stays."""

import io

import numpy as np
import pytest
from PIL import Image

from report.figure import render
from report.figure.clips import without_idle_clips

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><defs>'
RECTANGLE = '<clipPath id="a"><rect width="100" height="50"/></clipPath>'
CLIPS = f"{RECTANGLE}</defs>"
LINE = "fill: none; stroke: red; stroke-width: 4px"


def drawn(inside, clip=RECTANGLE):
    group = f'<g transform="translate(20,10)" clip-path="url(#a)">{inside}</g>'
    return f"{HEAD}{clip}</defs>{group}</svg>"


def path(d, style="fill: red", **more):
    named = " ".join(f'{name}="{value}"' for name, value in more.items())
    return f'<g {named}><path d="{d}" style="{style}"/></g>'


IDLE = {
    "nothing": "",
    "a bar down to the edge": path("M10,50V20H20V50Z"),
    "a bar rounded beyond it": path("M10,50.005V20H20V50.005Z"),
    "a line along it, ending at its ends": path("M0,25L50,25", LINE),
    "a line that turns inside": path("M0,25H50V30H100", LINE),
    "a circle moved inside": path(
        "M5,0A5,5 0 1,1 0,-5A5,5 0 0,1 5,0Z", transform="translate(30,25)"
    ),
    "steps on from where it is": path("M10,50v-20h10v20z"),
    "no line at all": path("M10,50V20H20V50Z", "fill: red; stroke: none; stroke-width: 9px"),
}
NEEDED = {
    "a bar beyond the edge": path("M10,51V20H20V51Z"),
    "half the width of a line": path("M10,49L50,49", LINE),
    "a corner of a line": path("M10,40L20,47L30,40", LINE),
    "a circle at the edge": path(
        "M5,0A5,5 0 1,1 0,-5A5,5 0 0,1 5,0Z", transform="translate(96,25)"
    ),
    "what is turned": path("M10,50V20H20V50Z", transform="rotate(1)"),
    "letters": '<text x="10" y="10">a</text>',
    "a shape of another kind": '<circle r="3" cx="9" cy="9"/>',
    "steps of another kind": path("M10,20t5,5"),
    "a line whose width is told further out": f'<g style="{LINE}">{path("M10,49L50,49")}</g>',
}


@pytest.mark.parametrize("inside", IDLE.values(), ids=IDLE)
def test_a_clip_that_cuts_nothing_is_taken_away(inside):
    svg = drawn(inside)
    assert without_idle_clips(svg) == svg.replace(' clip-path="url(#a)"', "")


@pytest.mark.parametrize("inside", NEEDED.values(), ids=NEEDED)
def test_a_clip_that_may_cut_stays(inside):
    svg = drawn(inside)
    assert without_idle_clips(svg) == svg


@pytest.mark.parametrize("clip", ["", '<clipPath id="a"><circle r="9"/></clipPath>'])
def test_a_clip_that_is_no_rectangle_stays(clip):
    svg = drawn(path("M10,50V20H20V50Z"), clip)
    assert without_idle_clips(svg) == svg


def test_each_clip_is_judged_by_itself():
    one, other = path("M10,50V20H20V50Z"), path("M10,51V20H20V51Z")
    groups = "".join(f'<g clip-path="url(#a)">{inside}</g>' for inside in (one, other, one))
    found = without_idle_clips(f"{HEAD}{CLIPS}{groups}</svg>")
    assert found == f'{HEAD}{CLIPS}<g>{one}</g><g clip-path="url(#a)">{other}</g><g>{one}</g></svg>'


@pytest.mark.parametrize("inside", IDLE.values(), ids=IDLE)
def test_the_picture_stays(inside, monkeypatch):
    svg = drawn(inside)
    without = render._png(svg, 2, foreign=False)
    monkeypatch.setattr(render, "without_idle_clips", lambda svg: svg)
    one, other = (
        np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)
        for png in (without, render._png(svg, 2, foreign=False))
    )
    # Layers are laid over each other in whole steps of 255.
    assert np.abs(one - other).max() <= 3
