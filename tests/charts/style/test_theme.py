import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.elements.traces import whole_ticks
from charts.style.annotations import apart
from charts.style.colours import COLOURS, faded
from charts.style.text_metrics import text_width
from charts.style.theme import Look, empty_figure, finish
from charts.tables.alt_text import alt_text
from data.version import made_with
from tests.helpers.colours import contrast


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("name", "least"),
    [
        *[(name, 4.5) for name in ("ink", "muted", "tallies")],
        *[(f"{name}_text", 4.5) for name in ("attacks", "strikes", "ceasefire")],
        *[(name, 3.0) for name in ("attacks", "strikes")],
    ],
)
def test_contrast_on_the_paper(dark, name, least):
    colours = COLOURS[dark]
    assert contrast(getattr(colours, name), colours.paper) >= least


def note_of(figure, name):
    return next(a for a in figure.layout.annotations if a.name == name)


@pytest.mark.parametrize("width", [320, 358, 700, 1400])
def test_a_long_title_wraps_and_pushes_the_plot_down(width):
    title = "Attacks fell from 1.9 to 0.2 a day after the ceasefire. " * 7
    figure = finish(go.Figure(), title=title, look=Look(width=width))
    lines = note_of(figure, "title").text.replace("<b>", "").split("</b>")
    lines = [line.removeprefix("<br>") for line in lines]
    assert " ".join(lines).split() == title.split()
    assert max(text_width(line, size=16, bold=True) for line in lines) <= width - 28
    assert figure.layout.margin.t > (len(lines) - 1) * 16 * 1.3
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert plot == pytest.approx(280, abs=1)


def test_source_and_data_date_stand_in_the_figure():
    look = Look(credit="Public reporting")
    figure = finish(go.Figure(), title="x", look=look, data_to=pd.Timestamp("2024-02-29"))
    assert note_of(figure, "source").text == (
        f"Source: Public reporting. Data to 29 Feb 2024. {made_with()}."
    )


def test_the_look_s_subtitle_wins():
    figure = finish(go.Figure(), title="x", look=Look(subtitle="Iraq only"), subtitle="default")
    assert note_of(figure, "subtitle").text == "Iraq only"


def test_an_empty_figure_says_why():
    figure = empty_figure("Too few days: <10.", look=Look(dark=True))
    assert note_of(figure, "title").text == "<b>Too few days: &lt;10.</b>"
    assert alt_text(figure) == "Empty chart. Too few days: <10."


def test_alternative_text_is_description_and_finding():
    figure = finish(go.Figure(), title="Attacks fell", look=Look(), description="Bars.")
    assert alt_text(figure) == "Bars. Attacks fell."


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        (0, 1, [0, 1]),
        (-3.15, 9.45, [-2, 0, 2, 4, 6, 8]),
        (0, 260, [0, 100, 200]),
        (0, 1234, [0, 500, 1000]),
        (-10.5, 0, [-10, -5, 0]),
    ],
)
def test_count_ticks_are_few_whole_and_unsigned(low, high, values):
    ticks = whole_ticks(low, high)
    assert ticks["tickvals"] == values
    assert ticks["ticktext"] == [f"{abs(value):,}" for value in values]


def test_texts_beside_a_plot_are_pushed_apart():
    assert apart([-10, -12, -50], least=15) == [-10, -25, -50]


def test_faded():
    assert faded("#D55E00", 0.5) == "rgba(213,94,0,0.5)"
