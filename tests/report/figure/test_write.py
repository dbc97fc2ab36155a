import os

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.errors import EscalationError
from report.figure import browser, render
from report.figure.engine import CannotDraw
from report.figure.write import write_figure

TABLE = pd.DataFrame({"day": pd.to_datetime(["2023-11-24"]), "attacks": [3]})


@pytest.fixture
def figure():
    drawn = go.Figure(go.Bar(x=["2023-11-24"], y=[3]))
    words = {"title": "A & B", "description": "Bars."}
    return drawn.update_layout(width=400, height=300, meta=words)


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
def test_an_image_is_what_its_ending_says(figure, no_chrome, tmp_path, ending, start):
    written, data = write_figure(figure, tmp_path / f"a{ending}", table=TABLE)
    assert written.read_bytes().startswith(start)
    assert data.read_bytes() == b"\xef\xbb\xbfday,attacks\r\n2023-11-24,3\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"a{ending}", "a.csv"])


def test_html_needs_no_network_and_no_browser(figure, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    page, _ = write_figure(figure, tmp_path / "a.html", table=TABLE)
    text = page.read_text(encoding="utf-8")
    assert "<title>A &amp; B</title>" in text
    assert "<script src=" not in text
    assert '"showSendToCloud": false' in text


def test_a_browser_draws_what_the_engine_cannot_and_says_so(figure, no_engine, caplog):
    try:
        browser.find_browser()
    except EscalationError:
        pytest.skip("no Chrome or Chromium is installed: drawing by a browser was left out")
    assert render.draw_image(figure, "png", scale=1).startswith(b"\x89PNG")
    said = [
        record.getMessage() for record in caplog.records if record.name == "report.figure.render"
    ]
    assert said == ["The engine cannot draw this. A browser drew it instead."]


def test_with_neither_engine_nor_chrome_one_sentence_says_what_to_install(
    figure, no_engine, no_chrome, tmp_path
):
    with pytest.raises(EscalationError, match="cannot draw this.*apt install chromium"):
        write_figure(figure, tmp_path / "a.svg", table=TABLE)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_browser_path_is_named(figure, no_engine, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "no/such/browser")
    with pytest.raises(EscalationError, match="BROWSER_PATH names no/such/browser"):
        write_figure(figure, tmp_path / "a.png", table=TABLE)


def test_when_the_second_file_cannot_be_written_neither_is(figure, tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(EscalationError, match="is a folder"):
        write_figure(figure, tmp_path / "a.html", table=TABLE, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_full_disk_leaves_nothing_behind(figure, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("report.files.os.replace", full)
    with pytest.raises(EscalationError, match="No space left on device"):
        write_figure(figure, tmp_path / "a.html", table=TABLE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [None, "mine"])
def test_when_the_second_file_fails_the_first_is_put_back(figure, tmp_path, monkeypatch, before):
    target, replace = tmp_path / "a.html", os.replace
    if before:
        target.write_text(before, encoding="utf-8")

    def full_at_the_second(source, path):
        if path.suffix == ".csv":
            raise OSError(28, "No space left on device")
        replace(source, path)

    monkeypatch.setattr("report.files.os.replace", full_at_the_second)
    with pytest.raises(EscalationError, match="No space left on device"):
        write_figure(figure, target, table=TABLE, force=True)
    assert [path.name for path in tmp_path.iterdir()] == (["a.html"] if before else [])
    assert before is None or target.read_text(encoding="utf-8") == before


def test_a_program_that_is_no_browser_is_one_sentence(figure, no_engine, tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/bin/false")
    with pytest.raises(EscalationError, match="could not draw the figure"):
        write_figure(figure, tmp_path / "a.png", table=TABLE)
    assert list(tmp_path.iterdir()) == []
