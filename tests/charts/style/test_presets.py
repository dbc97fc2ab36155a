"""Every chart in every place that figures are made for: it fits, and is legible in print."""

import re
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.chart import About, Source
from charts.style.presets import LEAST_POINTS, PRESETS, fitted, image_scale, look_for, printed_mm
from charts.style.theme import Frame, NoRoom, finish
from data.errors import EscalationError
from data.study import load_study
from data.version import software_line
from tests.helpers.figures import boxes
from tests.helpers.vintages import write_vintages

# Needs a study of several downloads: test_charts_vintages.py.
NAMES = sorted(set(CHARTS) - {"revisions"})
EVERY_PRESET = pytest.mark.parametrize("preset", PRESETS)


@pytest.fixture(scope="module")
def view(study):
    return default_view(study)


def sizes(values):
    """Find the size of every font in a figure's values."""
    if isinstance(values, dict):
        for name, value in values.items():
            if name.endswith("font") and "size" in value:
                yield value["size"]
            yield from sizes(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from sizes(value)


def smallest_points(chart):
    drawn = chart.figure.to_dict()
    drawn["layout"]["template"]["layout"].pop("hoverlabel")  # nothing hovers on paper
    points_a_pixel = printed_mm(chart)[0] / 25.4 * 72 / chart.figure.layout.width
    return min(sizes(drawn)) * points_a_pixel


@EVERY_PRESET
@pytest.mark.parametrize("name", NAMES)
def test_type_is_legible_at_the_printed_size(study, view, name, preset):
    chart = draw(name, Selection(study, view), look_for(preset))
    assert smallest_points(chart) >= LEAST_POINTS
    assert printed_mm(chart)[0] == PRESETS[preset].print_mm


@EVERY_PRESET
@pytest.mark.parametrize("name", [name for name in NAMES if name != "map"])
def test_nothing_is_clipped_or_covered(study, view, name, preset):
    figure = draw(name, Selection(study, view), look_for(preset)).figure
    found = [box for _, box in boxes(figure)]
    for left, top, right, bottom in found:
        assert left >= 8
        assert right <= figure.layout.width
        assert top >= 0
        assert bottom <= figure.layout.height
    for k, a in enumerate(found):
        for b in found[k + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 2 or b[3] <= a[1] + 2


@pytest.mark.parametrize(("preset", "shape"), [("slide", 16 / 9), ("square", 1)])
@pytest.mark.parametrize("name", NAMES)
def test_slides_and_squares_keep_their_shape_and_fill_it(study, view, name, preset, shape):
    layout = draw(name, Selection(study, view), look_for(preset)).figure.layout
    assert layout.width / layout.height == pytest.approx(shape, rel=0.002)
    source = next(a for a in layout.annotations if a.name == "source")
    lines = source.text.count("<br>") + 1
    # The source line stands at the foot, not somewhere in the middle of a half empty sheet.
    foot = -source.yshift + lines * source.font.size * 1.3 + 10
    assert layout.margin.b == pytest.approx(foot, abs=1)


def test_many_events_take_a_larger_sheet_that_is_still_legible(study, view):
    every = replace(view, shown=tuple(study.context["event_id"]))
    chart = draw("timeline", Selection(study, every), look_for("slide"))
    figure = chart.figure
    assert figure.layout.width > PRESETS["slide"].width_px
    assert figure.layout.width / figure.layout.height == pytest.approx(16 / 9, rel=0.002)
    assert smallest_points(chart) >= LEAST_POINTS


def test_what_cannot_fit_is_one_sentence(study, view):
    every = replace(view, shown=tuple(study.context["event_id"]))
    with pytest.raises(NoRoom, match="does not fit the square with type of 7 pt: show fewer"):
        draw("timeline", Selection(study, every), look_for("square"))


def test_without_a_preset_a_pixel_is_one_of_the_web(study, view):
    chart = draw("map", Selection(study, view), look_for("", width=960))
    assert printed_mm(chart)[0] == pytest.approx(254)
    assert image_scale(chart, 2) == 2


@pytest.mark.parametrize("preset", ["column", "page", "square"])
def test_an_image_for_print_has_300_dots_an_inch(study, view, preset):
    chart = draw("map", Selection(study, view), look_for(preset))
    figure = chart.figure
    pixels = figure.layout.width * image_scale(chart, 2)
    assert pixels / (PRESETS[preset].print_mm / 25.4) >= 300


def test_an_unknown_preset_is_one_sentence():
    with pytest.raises(EscalationError, match="choose column, page, slide, square"):
        look_for("poster")


def test_the_subtitle_of_the_days_around_an_event_names_those_days(study, view):
    chosen = replace(view, event="2023-12-01", before=7, after=14)
    chart = draw("around", Selection(study, chosen), look_for("page"))
    table = chart.table
    assert "24 Nov 2023 to 14 Dec 2023" in chart.subtitle
    assert table["date"].max() == pd.Timestamp("2023-12-14")


FILTERS = {"country": "Iraq", "location": "Ain al-Asad Air Base", "weapon": "drone"}


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("totals", "reconciled")])
def test_every_filter_stands_in_the_figure(study, view, name):
    narrow = {key: (value,) for key, value in FILTERS.items()}
    chosen = replace(view, **narrow, confirmation=("media", "official"), end="2024-03-20")
    chart = draw(name, Selection(study, chosen), look_for("page"))
    said = chart.subtitle
    for part in (*FILTERS.values(), "confirmation: media, official"):
        assert part in said
    if name != "around":  # its days end before the coverage does
        assert "20 Mar 2024" in said
        assert "20 days not covered (1 to 20 Mar 2024)" in said


def test_imputed_dates_stand_in_the_figure(study, view):
    chart = draw("timeline", Selection(study, replace(view, dates="imputed")), look_for("page"))
    assert "imprecise dates imputed" in chart.subtitle


def test_what_made_the_figure_stands_in_it(study, view):
    chart = draw("map", Selection(study, view), look_for("page"))
    figure = chart.figure
    source = next(a for a in figure.layout.annotations if a.name == "source")
    text = source.text.replace("<br>", " ")
    assert study.digest in text
    assert text.endswith(f" {software_line()}.")
    assert software_line().startswith("Made with escalation 0.")


@EVERY_PRESET
@pytest.mark.parametrize("title", [("A finding that goes on " * 18)[:400], "Unbroken" * 50])
def test_a_title_of_400_characters_fits_everywhere(preset, title):

    def drawn(look):
        frame = Frame(plot=look.tall(280))
        about = About(source=Source(credit="Somebody"))
        table = pd.DataFrame()
        return finish(go.Figure(), table=table, title=title, look=look, about=about, frame=frame)

    chart = fitted(drawn, look_for(preset))
    figure = chart.figure
    shown = next(a for a in figure.layout.annotations if a.name == "title")
    assert len(re.sub("<[^>]*>|[ ]", "", shown.text)) == len(title.replace(" ", ""))
    for _, (left, top, right, bottom) in boxes(figure):
        assert left >= 8
        assert right <= figure.layout.width
        assert top >= 0
        assert bottom <= figure.layout.height
    assert smallest_points(chart) >= LEAST_POINTS


@EVERY_PRESET
@pytest.mark.parametrize("grey", [False, True])
def test_two_downloads_fit_everywhere(tmp_path, preset, grey):
    study = load_study(write_vintages(tmp_path))
    view = replace(default_view(study), older="2024-02-15", newer="main")
    chart = draw("revisions", Selection(study, view), look_for(preset, grey=grey))
    figure = chart.figure
    assert smallest_points(chart) >= LEAST_POINTS
    found = [box for _, box in boxes(figure)]
    assert all(top >= 0 and bottom <= figure.layout.height for _, top, _, bottom in found)
    assert all(left >= 8 and right <= figure.layout.width for left, _, right, _ in found)
