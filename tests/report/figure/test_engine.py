import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest

from charts.style.fonts import FAMILY
from charts.style.text_metrics import escape, plain_text
from data.errors import EscalationError
from report.figure import engine
from report.figure.engine import CannotDraw, svg_of
from report.figure.render import draw_image
from report.figure.static import still
from report.figure.svg import letters, with_fonts
from tests.helpers.charts import made_chart
from tests.helpers.figures import parsed, pixels, text_boxes

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("svg", "png", "pdf", "html")
HOSTILE = {
    "closing tag": "</script></text></svg>",
    "entities": "a & b &amp; &lt; &nbsp; &foo; &#x41; <b>x</b> \"q\" 'q'",
    "comment": "<!-- x --> <![CDATA[ y ]]>",
    "inner mark": '"TOBESTRIPPED" x',
    "control": "a\x00b\x08c\x1bd\ufffee",
    "half a pair": "a\ud800b",
    "emoji": "drone \U0001f680 \U0001f469\u200d\U0001f680",
    "long": "ab cd " * 300,
    "very long": "ab cd " * 1700,
    "tex": "$x^2$",
    "arabic": "هجمات على القواعد 12",
    "cyrillic": "Атаки на базы",
}
LONG = {"long", "very long"}


def labelled(text):
    figure = go.Figure(go.Bar(x=["one", text], y=[3, 4], text=["x", text]))
    figure.add_annotation(text=text, x=0, y=1, showarrow=False)
    figure.update_layout(width=400, height=300, font_family=FAMILY, title=text)
    figure.update_xaxes(tickvals=[0, 1], ticktext=["one", text])
    return figure


def inside(expression):
    """Evaluate JavaScript where the figures are drawn."""
    return engine._drawing_thread().submit(lambda: engine._context().eval(expression)).result()


@pytest.mark.parametrize(
    "name",
    ["std", "os", "require", "fetch", "XMLHttpRequest", "WebSocket", "importScripts", "Worker"],
)
def test_the_javascript_has_no_way_out(name):
    assert inside(f"typeof {name}") == "undefined"


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.long) if n == "very long" else n for n in HOSTILE]
)
def test_hostile_labels_come_out_as_they_are_read(name):
    # Every text of a chart goes through escape(); what is read is then the text on one line.
    shown = plain_text(HOSTILE[name].replace("\ufffe", " ").replace("\ud800", " "))
    svg = with_fonts(svg_of(labelled(escape(HOSTILE[name]))))
    read = [
        "".join(text.itertext()) for text in parsed(svg).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert [" ".join(text.split()) for text in read].count(shown) >= 3
    assert "<script" not in svg


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - LONG))
def test_what_was_not_escaped_still_gives_a_whole_file(name):
    figure = labelled(HOSTILE[name])
    assert parsed(draw_image(made_chart(figure), "svg", scale=1)) is not None
    assert draw_image(made_chart(figure), "png", scale=1).startswith(b"\x89PNG")
    assert draw_image(made_chart(figure), "pdf", scale=1).startswith(b"%PDF")


def test_the_script_is_read_before_a_figure_asks_for_it():
    engine._forget()
    engine.warm_up()
    # What is submitted now comes after it, in the same thread.
    known = engine._drawing_thread().submit(engine._context.cache_info).result()
    assert known.currsize == 1


def test_missing_numbers_leave_gaps_and_packed_arrays_are_read():
    figure = go.Figure(go.Scatter(x=np.arange(4.0), y=np.array([1.0, np.nan, 2.0, 3.0])))
    assert "bdata" in figure.to_json()
    drawn = svg_of(figure.update_layout(width=300, height=200))
    lines = [path.get("d") for path in parsed(drawn).iter() if path.get("class") == "js-line"]
    assert [line.count("L") for line in lines if line] == [0, 1]
    assert "NaN" not in drawn
    table = go.Figure(go.Heatmap(z=np.arange(6, dtype="i2").reshape(2, 3)))
    assert still(table)["data"][0]["z"] == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("weight", ["bold", "regular"])
def test_the_letters_of_a_figure_are_inside_its_svg(weight):
    text = "<b>Zürich</b>" if weight == "bold" else "Zürich"
    figure = labelled(text)
    used = letters(svg_of(figure))
    assert set("Zürich") <= used[weight == "bold"]
    assert ("ü" in used[True]) == (weight == "bold")
    svg = draw_image(made_chart(figure), "svg", scale=1).decode("utf-8")
    assert svg.count("@font-face") == (2 if weight == "bold" else 1)
    # A tenth of the whole font, which is 330 kB.
    assert len(svg) < 60_000
    assert parsed(svg) is not None


def test_arabic_is_joined_and_runs_from_the_right(tmp_path):
    # Letters of which each joins its neighbour are narrower and other than side by side.
    joined = labelled("ببب")
    apart = labelled("ب\u200cب\u200cب")
    images = [pixels(draw_image(made_chart(figure), "png", scale=1)) for figure in (joined, apart)]
    assert np.abs(images[0] - images[1]).max() > 100
    boxes = [dict(text_boxes(parsed(svg_of(figure)))) for figure in (joined, apart)]
    widths = [max(box[2] - box[0] for text, box in one.items() if "ب" in text) for one in boxes]
    assert widths[0] != widths[1]


def test_a_character_that_the_font_lacks_is_named_once(caplog):
    figure = labelled("日本 and \U0001f680")
    assert draw_image(made_chart(figure), "png", scale=1).startswith(b"\x89PNG")
    (said,) = (one.getMessage() for one in caplog.records if one.name == "report.figure.render")
    assert "日 (U+65E5) 本 (U+672C)" in said
    assert "\n" not in said
    caplog.clear()
    draw_image(made_chart(labelled("plain")), "png", scale=1)
    assert [one for one in caplog.records if one.name == "report.figure.render"] == []


PROGRAM = """
import hashlib, json, sys
import plotly.io
from report.figure.render import draw_image
from tests.helpers.charts import made_chart
first, second = (made_chart(plotly.io.from_json(text)) for text in json.load(sys.stdin))
if sys.argv[1] == "after another":
    draw_image(second, "svg", scale=1)
kinds = ("svg", "png", "pdf", "html")
print([hashlib.sha256(draw_image(first, kind, scale=1)).hexdigest() for kind in kinds])
"""


def test_the_same_figure_gives_the_same_bytes_in_every_process():
    figures = json.dumps([labelled("one").to_json(), labelled("two").to_json()])
    found = set()
    for order, seed in (("alone", "0"), ("after another", "1")):
        result = subprocess.run(
            [sys.executable, "-c", PROGRAM, order],
            input=figures, capture_output=True, text=True, check=True, cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PATH": ""},
        )  # fmt: skip
        found.add(result.stdout)
    assert len(found) == 1
    figure = plotly.io.from_json(labelled("one").to_json())
    here = [hashlib.sha256(draw_image(made_chart(figure), kind, scale=1)) for kind in KINDS]
    assert found == {f"{[digest.hexdigest() for digest in here]}\n"}


def test_no_two_figures_share_an_identifier():
    # Two figures in one page: a clip of the first must not cut the second.
    ids = [
        {element.get("id") for element in parsed(svg_of(labelled(text))).iter()} - {None}
        for text in ("one", "two")
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_threads_may_draw_at_the_same_time():
    figures = [labelled(f"number {n}") for n in range(4)]
    alone = [svg_of(figure) for figure in figures]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(svg_of, figures * 3)) == alone * 3


def test_a_kind_of_trace_that_was_not_proven_is_left_to_a_browser():
    with pytest.raises(CannotDraw, match="does not draw traces of type heatmap"):
        svg_of(go.Figure(go.Heatmap(z=[[1, 2], [3, 4]])))


def test_what_plotlyjs_rejects_is_one_sentence_and_harms_no_later_figure():
    good = labelled("one")
    before = svg_of(good)
    inside("Plotly.newPlot = () => { throw new Error('no such axis\\nat line 1') }")
    with pytest.raises(CannotDraw, match="plotly.js could not draw the figure") as caught:
        svg_of(good)
    assert isinstance(caught.value, EscalationError)
    assert "\n" not in str(caught.value)
    assert svg_of(good) == before


def test_the_land_of_a_still_map_is_cut_and_looks_the_same():
    ring = {
        "x": [-50.0, 50, 50, -50, None, 90, 95, 95],
        "y": [-50.0, -50, 50, 50, None, 90, 90, 95],
    }
    land = go.Scatter(**ring, mode="lines", fill="toself", line_color="black")
    figure = go.Figure(land).update_layout(width=300, height=200)
    figure.update_xaxes(range=[0, 10]).update_yaxes(range=[0, 10])
    (cut,) = still(figure)["data"]
    assert max(x for x in cut["x"] if x is not None) < 11
    free = go.Figure(land).update_layout(width=300, height=200)
    assert still(free)["data"][0]["x"] == ring["x"]
