import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.selection.data_label import data_line, study_line, view_mark
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.theme import Look
from cli.main import main
from dashboard.layout import page
from dashboard.session.active_study import Opened
from dashboard.session.uploaded_files import Sessions
from dashboard.session.url_state import default_state
from dashboard.tabs.files import data_file
from data.study import load_study
from report.figure.html_assets import draw_html
from tests.helpers.components import text_of
from tests.helpers.study import TOML, changed, write_study

LAST, TAKEN = pd.Timestamp("2024-02-29"), pd.Timestamp("2024-03-05")


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ({}, ""),
        ({"until": LAST}, "Data to 29 Feb 2024"),
        ({"digest": "1a2b"}, "Hash 1a2b"),
        ({"until": LAST, "as_of": LAST, "digest": "1a2b"}, "Data to 29 Feb 2024 · hash 1a2b"),
        (
            {"until": LAST, "as_of": TAKEN, "digest": "1a2b"},
            "Data to 29 Feb 2024 · as of 5 Mar 2024 · hash 1a2b",
        ),
    ],
)
def test_the_line_names_what_is_known_once(known, line):
    assert data_line(**known) == line


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    later = changed("study.toml", "end = 2024-01-31", "end = 2024-01-31\ndata_date = 2024-02-03")
    folder = tmp_path_factory.mktemp("made")
    assert TOML
    return load_study(write_study(folder, later))


def test_the_line_of_a_study(study):
    line = f"Data to 31 Jan 2024 · as of 3 Feb 2024 · hash {study.digest}"
    assert study_line(study) == line


@pytest.mark.parametrize("name", sorted(set(CHARTS) - {"revisions"}))
def test_every_figure_names_its_data(study_folder, name):
    bundled = load_study(study_folder)
    chart = draw(name, Selection(bundled, default_view(bundled)), Look())
    figure = chart.figure
    (source,) = [a.text for a in figure.layout.annotations if a.name == "source"]
    assert f"hash {bundled.digest}." in source.replace("<br>", " ")
    assert chart.source.data.endswith(f"hash {bundled.digest}")
    assert f'<meta name="data" content="{chart.source.data}">' in draw_html(chart).decode("utf-8")


def test_the_terminal_names_the_data(study):
    run = CliRunner().invoke(main, ["analyse", "--study", str(study.folder)])
    assert run.stdout.splitlines()[-1] == f"{study_line(study)}."
    run = CliRunner().invoke(main, ["analyse", "--json", "--study", str(study.folder)])
    said = json.loads(run.stdout)
    assert (said["data_to"], said["data_date"]) == ("2024-01-31", "2024-02-03")
    assert (said["digest"], said["vintage"]) == (study.digest, "")


@pytest.mark.parametrize("name", ["timeline", "incidents"])
def test_a_download_s_name_carries_day_and_hash(study, name):
    state = default_state(study)
    file = data_file(Selection(study, state.view), state, name)["filename"]
    assert re.fullmatch(rf".*-{name}-.*-2024-02-03-{study.digest}\.csv", file)


def test_files_of_different_views_have_different_names(study):
    view = default_view(study)
    views = [view, replace(view, country=("Iraq",)), replace(view, unit="week")]
    first, *others = [view_mark(Selection(study, one)) for one in views]
    assert first == f"2024-02-03-{study.digest}"
    assert all(re.fullmatch(rf"{first}-[0-9a-f]{{6}}", mark) for mark in others)
    assert len({first, *others}) == 3


def test_the_page_names_the_data(study):
    assert study_line(study) in text_of(page(Opened(study, Sessions())).children)
