import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.theme import Look
from data.study import load_study
from tests.helpers.downloads import write_downloads

NAME = "events, expected still to come"


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    folder = write_downloads(tmp_path_factory.mktemp("made"))
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[files]", "lag = 2\n\n[files]"), encoding="utf-8")
    study = load_study(folder)
    return Selection(study, default_view(study))


def traces(chart):
    return {trace["name"]: trace for trace in chart.figure.to_dict()["data"] if "name" in trace}


def marks(chart):
    return [note["text"] for note in chart.figure.to_dict()["layout"]["annotations"]]


def test_what_is_expected_stands_on_what_is_listed(selection):
    chart = draw("timeline", selection, Look())
    tops, table = traces(chart)[NAME], chart.table.set_index("date")
    counts = selection.daily("events")
    assert "Expected still to come" in marks(chart)
    for day, base, height, row in zip(
        tops["x"], tops["base"], tops["y"], tops["customdata"], strict=True
    ):
        # On days not yet complete too, of which a count stands nowhere in the table.
        assert base == counts[day]
        said = table.loc[day]
        assert height == pytest.approx(said["events_to_come"])
        assert row[2:] == [said["events_to_come_low"], said["events_to_come_high"]]
    assert tops["x"][-1] == "2024-01-21"
    assert "95 % interval" in tops["hovertemplate"]
    assert table["events"].dropna().tolist() == selection.counts("events").tolist()


def test_weeks_have_a_top_too(selection):
    chart = draw("timeline", selection.under(unit="week"), Look())
    tops, table = traces(chart)[NAME], chart.table.set_index("date")
    by_day = draw("timeline", selection, Look()).table["events_to_come"].sum()
    assert table["events_to_come"].sum() == pytest.approx(by_day, rel=1e-3)
    assert len(tops["x"]) == (table["events_to_come"] > 0).sum()
    assert ".." in tops["customdata"][0][0]


def test_without_downloads_nothing_is_drawn(selection):
    old = selection.under(end="2023-10-01")
    chart = draw("timeline", old, Look())
    assert NAME not in traces(chart)
    assert "Expected still to come" not in marks(chart)
    assert not any("to_come" in name for name in chart.table)


def test_what_is_expected_is_seen_in_full(selection):
    chart = draw("timeline", selection, Look())
    tops = traces(chart)[NAME]
    top = max(b + y for b, y in zip(tops["base"], tops["y"], strict=True))
    assert chart.figure.layout.yaxis.range[1] >= top
    assert isinstance(chart.table, pd.DataFrame)
