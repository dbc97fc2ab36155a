"""What was called otherwise before still works, and gives the same view."""

import json

import click
import pytest

from charts.catalogue import OLD_CHARTS, draw
from charts.style.theme import Look
from cli import chart
from cli.chart import TABS, ChartName
from cli.options import open_view
from dashboard.session.url_state import decode
from data.study import check_study, load_study
from report.content.plan import OLD_SECTIONS, SECTIONS, Plan, read_plan
from report.figure.export import export_figure
from report.figure.order import FigureOrder
from report.figure.reproduce import read_record, reproduce
from tests.helpers import vintages
from tests.helpers.study import FILES, TOML, write_study


@pytest.fixture
def folder(tmp_path):
    return write_study(tmp_path)


def in_old_names(toml):
    """Write settings as they were called before; the files keep their names."""
    return (
        toml.replace("[official_totals]", "[tallies]")
        .replace('official_totals = "', 'tallies = "')
        .replace("[names.official_totals]", "[names.tallies]")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"rung": "media"}, {"confirmed_by": "media"}),
        ({"rung": "claimed"}, {"confirmed_by": "claimed"}),
        ({"confidence": ("official",)}, {"confirmation": ("official",)}),
        ({"confidence": ("official",)}, {"confirmed_by": "official"}),
        ({"by": "confidence"}, {"by": "confirmation"}),
    ],
)
def test_an_old_option_chooses_the_same(folder, old, new):
    assert open_view(folder, old).view == open_view(folder, new).view


@pytest.mark.parametrize("two", [{"rung": "media", "confirmed_by": "media"}, {"rung": "media"}])
def test_who_confirmed_is_said_once(folder, two):
    with pytest.raises(click.UsageError, match="give one, once"):
        open_view(folder, two | {"confidence": ("claimed",)})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("?confidence=official", "?confirmation=official"),
        ("?by=confidence", "?by=confirmation"),
        ("?tab=tallies", "?tab=totals"),
    ],
)
def test_an_old_link_opens_the_same(folder, old, new):
    study = load_study(folder)
    assert decode(old, study) == decode(new, study)
    assert decode(old, study) != decode("", study)
    assert open_view(folder, {}, old).view == open_view(folder, {}, new).view


def test_an_old_chart_is_drawn_under_the_new_name(folder):
    assert chart.OLD_CHARTS == OLD_CHARTS
    assert TABS["tallies"] == TABS["totals"] == "totals"
    for old, new in OLD_CHARTS.items():
        assert ChartName(chart.CHARTS).convert(old, None, None) == new
        drawn = [draw(name, open_view(folder, {}), Look()) for name in (old, new)]
        assert drawn[0].figure == drawn[1].figure


def test_an_old_record_makes_its_figure_again(folder, tmp_path):
    order = FigureOrder(chart="totals", selection=open_view(folder, {}), look=Look())
    export_figure(order, tmp_path / "totals.svg", force=False)
    record = tmp_path / "totals.json"
    values = json.loads(record.read_text(encoding="utf-8")) | {"chart": "tallies"}
    record.write_text(json.dumps(values), encoding="utf-8")
    assert reproduce(read_record(record), load_study(folder), beside=tmp_path).same


def test_an_old_section_of_a_report_is_the_same(tmp_path):
    (tmp_path / "report.toml").write_text('sections = ["tallies", "map"]', encoding="utf-8")
    assert read_plan(tmp_path).sections == ("totals", "map")
    assert Plan(sections=("tallies",)).sections == ("totals",)
    assert set(OLD_SECTIONS.values()) <= set(SECTIONS)


def chosen(study) -> dict:
    """Return the settings without the words that the file has for its tables."""
    kept = {name: value for name, value in study.settings.items() if name != "written"}
    own = [{k: v for k, v in one.items() if k != "written"} for one in kept["vintages"]]
    return kept | {"vintages": own}


@pytest.mark.parametrize(
    ("files", "old", "new"),
    [
        (FILES, TOML + '[claims]\nrung = "media"\n', TOML + '[confirmation]\nleast = "media"\n'),
        (FILES, TOML + '[confirmation]\nrung = "media"\n', TOML + '[claims]\nleast = "media"\n'),
        (FILES, in_old_names(TOML), TOML),
        (
            FILES,
            in_old_names(TOML + '[names.official_totals]\nnote = "note"\n'),
            TOML + '[names.official_totals]\nnote = "note"\n',
        ),
    ],
)
def test_an_old_key_of_a_study_sets_the_same(tmp_path, files, old, new):
    assert old != new
    folders = []
    for name, toml in (("old", old), ("new", new)):
        (tmp_path / name).mkdir()
        folders.append(write_study(tmp_path / name, files | {"study.toml": toml}))
    before, after = folders
    assert check_study(before) == check_study(after)
    assert chosen(load_study(before)) == chosen(load_study(after))
    assert load_study(before).official_totals.equals(load_study(after).official_totals)
    assert open_view(before, {}).view == open_view(after, {}).view


def test_a_download_under_the_old_name_of_its_file_is_the_same(tmp_path):
    old = vintages.write_vintages(tmp_path / "old")
    toml = old / "study.toml"
    text = toml.read_text(encoding="utf-8")
    assert "official_totals" in text
    before = chosen(load_study(old))
    toml.write_text(in_old_names(text), encoding="utf-8")
    assert chosen(load_study(old)) == before
    assert [fault for fault in check_study(old) if fault.column == "tallies"] == []


def test_an_old_key_beside_the_new_one_is_named(tmp_path):
    toml = TOML + '[claims]\nrung = "media"\n[confirmation]\nleast = "official"\n'
    folder = write_study(tmp_path, {"study.toml": toml})
    (warning,) = [fault for fault in check_study(folder) if fault.value == "an unknown key"]
    assert warning.column == "claims"
    assert load_study(folder).settings["confirmation"]["least"] == "official"
