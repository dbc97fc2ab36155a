import os

import pandas as pd
import plotly.graph_objects as go
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.style.theme import Look
from data.errors import EscalationError
from data.study import load_study
from report.figure import browser, export, render
from report.figure.engine import CannotDraw
from report.figure.export import export_figure
from report.figure.order import FigureOrder
from tests.helpers.charts import made_chart

TABLE = pd.DataFrame({"day": pd.to_datetime(["2023-11-24"]), "attacks": [3]})


@pytest.fixture
def chart():
    figure = go.Figure(go.Bar(x=["2023-11-24"], y=[3])).update_layout(width=400, height=300)
    return made_chart(figure, TABLE, title="A & B", description="Bars.")


@pytest.fixture
def order(study_folder, chart, monkeypatch):
    monkeypatch.setattr(export, "draw", lambda *asked: chart)
    study = load_study(study_folder)
    selection = Selection(study, default_view(study))
    return FigureOrder(chart="map", selection=selection, look=Look())


@pytest.fixture
def no_engine(monkeypatch):
    def cannot(figure):
        raise CannotDraw("The engine cannot draw this.")

    monkeypatch.setattr(render, "svg_of", cannot)


@pytest.fixture
def no_chrome(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)


@pytest.mark.parametrize(
    ("ending", "start"),
    [(".svg", b"<svg"), (".png", b"\x89PNG"), (".PNG", b"\x89PNG"), (".pdf", b"%PDF")],
)
def test_an_image_is_what_its_ending_says(order, no_chrome, tmp_path, ending, start):
    written, data, _ = export_figure(order, tmp_path / f"a{ending}", force=False)
    assert written.read_bytes().startswith(start)
    assert data.read_bytes() == b"\xef\xbb\xbfday,attacks\r\n2023-11-24,3\r\n"
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"a{ending}", "a.csv", "a.json"}


def test_html_needs_no_network_and_no_browser(order, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    page, *_ = export_figure(order, tmp_path / "a.html", force=False)
    text = page.read_text(encoding="utf-8")
    assert "<title>A &amp; B</title>" in text
    assert "<script src=" not in text
    assert '"showSendToCloud": false' in text


def test_a_browser_draws_what_the_engine_cannot_and_says_so(chart, no_engine, caplog):
    try:
        browser.find_browser()
    except EscalationError:
        pytest.skip("no Chrome or Chromium is installed: drawing by a browser was left out")
    assert render.draw_image(chart, "png", scale=1).startswith(b"\x89PNG")
    said = [
        record.getMessage() for record in caplog.records if record.name == "report.figure.render"
    ]
    assert said == ["The engine cannot draw this. A browser drew it instead."]


def test_with_neither_engine_nor_chrome_one_sentence_says_what_to_install(
    order, no_engine, no_chrome, tmp_path
):
    with pytest.raises(EscalationError, match="cannot draw this.*apt install chromium"):
        export_figure(order, tmp_path / "a.svg", force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_browser_path_is_named(order, no_engine, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "no/such/browser")
    with pytest.raises(EscalationError, match="BROWSER_PATH names no/such/browser"):
        export_figure(order, tmp_path / "a.png", force=False)


def test_when_the_second_file_cannot_be_written_neither_is(order, tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(EscalationError, match="is a folder"):
        export_figure(order, tmp_path / "a.html", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_full_disk_leaves_nothing_behind(order, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("report.files.os.replace", full)
    with pytest.raises(EscalationError, match="No space left on device"):
        export_figure(order, tmp_path / "a.html", force=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [None, "mine"])
def test_when_the_second_file_fails_the_first_is_put_back(order, tmp_path, monkeypatch, before):
    target, replace = tmp_path / "a.html", os.replace
    if before:
        target.write_text(before, encoding="utf-8")

    def full_at_the_second(source, path):
        if path.suffix == ".csv":
            raise OSError(28, "No space left on device")
        replace(source, path)

    monkeypatch.setattr("report.files.os.replace", full_at_the_second)
    with pytest.raises(EscalationError, match="No space left on device"):
        export_figure(order, target, force=True)
    assert [path.name for path in tmp_path.iterdir()] == (["a.html"] if before else [])
    assert before is None or target.read_text(encoding="utf-8") == before


def test_a_program_that_is_no_browser_is_one_sentence(order, no_engine, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/bin/false")
    with pytest.raises(EscalationError, match="could not draw the figure"):
        export_figure(order, tmp_path / "a.png", force=False)
    assert list(tmp_path.iterdir()) == []
