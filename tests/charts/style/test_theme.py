import pandas as pd
import plotly.graph_objects as go
import pytest

from charts.chart import About, Source
from charts.elements.traces import whole_ticks
from charts.style.annotations import apart
from charts.style.colours import COLOURS, faded
from charts.style.text_metrics import text_width
from charts.style.theme import Look, empty_chart, finish
from data.version import software_line
from tests.helpers.colours import contrast


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("name", "least"),
    [
        *[(name, 4.5) for name in ("ink", "muted", "official_totals")],
        *[(f"{name}_text", 4.5) for name in ("events", "strikes", "ceasefire")],
        *[(name, 3.0) for name in ("events", "strikes")],
    ],
)
def test_contrast_on_the_paper(dark, name, least):
    colours = COLOURS[dark]
    assert contrast(getattr(colours, name), colours.paper) >= least


def finished(title="x", look=None, **parts):
    table = pd.DataFrame()
    return finish(go.Figure(), table=table, title=title, look=look or Look(), **parts)


def note_of(figure, name):
    return next(a for a in figure.layout.annotations if a.name == name)


@pytest.mark.parametrize("width", [320, 358, 700, 1400])
def test_a_long_title_wraps_and_pushes_the_plot_down(width):
    title = "Attacks fell from 1.9 to 0.2 a day after the ceasefire. " * 7
    figure = finished(title=title, look=Look(width=width)).figure
    lines = note_of(figure, "title").text.replace("<b>", "").split("</b>")
    lines = [line.removeprefix("<br>") for line in lines]
    assert " ".join(lines).split() == title.split()
    assert max(text_width(line, size=16, bold=True) for line in lines) <= width - 28
    assert figure.layout.margin.t > (len(lines) - 1) * 16 * 1.3
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert plot == pytest.approx(280, abs=1)


def test_source_and_data_date_stand_in_the_figure():
    about = About(source=Source(credit="Public reporting"))
    figure = finished(about=about, data_to=pd.Timestamp("2024-02-29")).figure
    assert note_of(figure, "source").text == (
        f"Source: Public reporting. Data to 29 Feb 2024. {software_line()}."
    )


def test_the_subtitle_of_the_study_wins():
    figure = finished(about=About(subtitle="Iraq only"), subtitle="default").figure
    assert note_of(figure, "subtitle").text == "Iraq only"


def test_an_empty_chart_says_why():
    chart = empty_chart("Too few days: <10.", look=Look(dark=True))
    figure = chart.figure
    assert note_of(figure, "title").text == "<b>Too few days: &lt;10.</b>"
    assert chart.alt == "Empty chart. Too few days: <10."


def test_alternative_text_is_description_and_finding():
    assert finished(title="Attacks fell", description="Bars.").alt == "Bars. Attacks fell."


def test_without_its_title_a_figure_is_lower_by_it_and_the_chart_keeps_it():
    whole, bare = (finished(title="Attacks fell", look=Look(titled=t)) for t in (True, False))
    assert [a.name for a in bare.figure.layout.annotations] == ["subtitle", "source"]
    assert bare.title == whole.title == "Attacks fell"
    over = whole.figure.layout.height - bare.figure.layout.height
    assert over == pytest.approx(16 * 1.3 + 4, abs=1)


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
