"""What a figure's file says of itself, read back by other programs."""

import struct
from io import BytesIO
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from PIL import Image

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.chart import Source
from charts.style.presets import PRESETS, image_scale, look_for
from report.figure.metadata import label_svg
from report.figure.render import draw_image
from tests.helpers.charts import made_chart

NAMES = sorted(set(CHARTS) - {"revisions"})
SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("Timeline", "Bar chart", "Line chart", "Map", "Bar and step chart")


@pytest.fixture(scope="module")
def drawn(study):
    def draw_for(preset="column", name="timeline", kind="svg"):
        chart = draw(name, Selection(study, default_view(study)), look_for(preset))
        return chart, draw_image(chart, kind, scale=image_scale(chart, 2))

    return draw_for


@pytest.mark.parametrize("name", NAMES)
def test_alternative_text_names_kind_finding_extreme_and_period(study, name):
    chart = draw(name, Selection(study, default_view(study)), look_for("page"))
    table = chart.table
    said = chart.alt
    assert said.startswith(KINDS)
    assert chart.title in said
    assert chart.subtitle in said
    extremes = {"map": "events", "breakdown": "events", "where": "events", "where-map": "rate_now"}
    extremes |= {"responses": "events"}
    column = extremes.get(name) or ("listed" if "listed" in table else "attacks")
    assert f"{table[column].max():g}" in said


def test_an_svg_is_an_image_with_a_name(drawn, study):
    chart, content = drawn()
    root = ElementTree.fromstring(content)
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == chart.title
    assert desc.text == chart.alt
    assert study.digest in root.find(f"{SVG}metadata").text
    assert "escalation 0." in root.find(f"{SVG}metadata").text


def test_two_figures_on_one_page_have_names_of_their_own(drawn):
    names = {ElementTree.fromstring(drawn(name=name)[1]).get("aria-labelledby") for name in NAMES}
    assert len(names) == len(NAMES)


def test_markup_in_a_title_stays_text():
    source = Source(digest="<x>")
    chart = made_chart(go.Figure(), title='A <b> & "c"', source=source)
    labelled = label_svg(b'<?xml version="1.0"?><svg a="b"><g/></svg>', chart)
    root = ElementTree.fromstring(labelled)
    assert root.find("title").text == 'A <b> & "c"'
    assert root.find("metadata").text.startswith("Hash <x>. ")


@pytest.mark.parametrize("preset", PRESETS)
def test_an_svg_and_a_png_have_their_printed_size(drawn, preset):
    width = PRESETS[preset].print_mm
    chart, svg = drawn(preset, "breakdown")
    figure = chart.figure
    height = width * figure.layout.height / figure.layout.width
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == (f"{width:.3f}mm", f"{height:.3f}mm")
    assert root.get("viewBox") == f"0 0 {figure.layout.width} {figure.layout.height}"
    image = Image.open(BytesIO(drawn(preset, "breakdown", "png")[1]))
    assert image.width == PRESETS[preset].image_px
    assert image.width / image.info["dpi"][0] * 25.4 == pytest.approx(width, rel=1e-4)


def test_a_pdf_has_its_printed_size(drawn):
    _, pdf = drawn("column", "breakdown", "pdf")
    assert b"/MediaBox" in pdf
    box = pdf.split(b"/MediaBox")[1].split(b"[")[1].split(b"]")[0].split()
    assert float(box[2]) == pytest.approx(85 / 25.4 * 72, abs=0.01)


def test_a_png_says_what_it_shows_in_any_script(drawn, study):
    chart, content = drawn(kind="png")
    image = Image.open(BytesIO(content))
    image.load()
    assert image.info["Title"] == chart.title
    assert image.info["Description"] == chart.alt
    assert image.info["Source"] == chart.source.data
    assert image.info["Software"].startswith("escalation 0.")


def test_a_png_has_one_resolution_before_its_picture(drawn):
    _, content = drawn(kind="png")
    kinds, at = [], 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kinds.append(content[at + 4 : at + 8])
        at += length + 12
    assert kinds[0] == b"IHDR"
    assert kinds.count(b"pHYs") == 1
    assert kinds.index(b"pHYs") < kinds.index(b"IDAT")


def test_without_a_preset_the_svg_keeps_its_pixels(study):
    chart = draw("breakdown", Selection(study, default_view(study)), look_for("", width=700))
    assert ElementTree.fromstring(draw_image(chart, "svg", scale=1)).get("width") == "700"
