import json
import xml.etree.ElementTree as ElementTree

import pytest

from analytics.alarms.rules import WatchRules
from analytics.alarms.threshold import read_budget
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.errors import EscalationError
from data.study import load_study
from report.alarms import run as running
from report.alarms.feed import ATOM
from report.alarms.run import Files, run_watch
from report.alarms.state import merged, read_state
from tests.helpers.watched import DAYS, RISE, write_watched

RULES = WatchRules(budget=read_budget("1 a year"))
SINCE = "2024-02-06"


def watch(folder, out, *, days=DAYS, rise=6.0, since=SINCE, rules=RULES):
    """Watch the made study as it was after so many days."""
    study = load_study(write_watched(folder, days, rise))
    files = Files(state=out / "watch.json", feed=out / "a.xml", log=out / "a.jsonl")
    selection = Selection(study, default_view(study))
    return run_watch(selection, "location", rules, since=since, files=files, page="http://p/")


def contents(out):
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Run three times: while all is quiet, when one has risen, and with the same data again."""
    folder, out = tmp_path_factory.mktemp("study"), tmp_path_factory.mktemp("out")
    runs = [watch(folder, out, days=RISE), watch(folder, out)]
    once = contents(out)
    runs.append(watch(folder, out, since=None))
    return out, runs, once


def test_an_alarm_is_new_in_the_data_that_first_show_it(out):
    _, (quiet, risen, again), _ = out
    assert quiet.state.new == ()
    (alarm,) = risen.state.new
    assert (alarm["unit"], alarm["end"]) == ("Alpha", None)
    assert again.state.new == risen.state.new


def test_the_same_data_leave_the_same_files(out):
    folder, _, once = out
    assert contents(folder) == once
    assert set(once) == {"watch.json", "a.xml", "a.jsonl"}


def test_lines_are_kept_from_run_to_run(out):
    _, (quiet, risen, _), _ = out
    assert quiet.state.lines == risen.state.lines


def test_the_feed_and_the_log_have_the_alarm_with_its_rows(out):
    folder, (_, risen, _), _ = out
    (alarm,) = risen.state.new
    feed = ElementTree.fromstring((folder / "a.xml").read_bytes())
    (entry,) = feed.findall(f"{{{ATOM}}}entry")
    assert entry.find(f"{{{ATOM}}}link").get("href") == "http://p/?where.location=Alpha"
    assert all(row in entry.findtext(f"{{{ATOM}}}content") for row in alarm["rows"])
    assert feed.findtext(f"{{{ATOM}}}title").endswith(", by place")
    for name in ("id", "updated", "title"):
        assert feed.findtext(f"{{{ATOM}}}{name}")
        assert entry.findtext(f"{{{ATOM}}}{name}")
    (line,) = map(json.loads, (folder / "a.jsonl").read_text().splitlines())
    assert (line["event"], line["unit"], line["rows"]) == ("begin", "Alpha", alarm["rows"])
    assert len(alarm["rows"]) == alarm["events"]


def test_a_run_that_was_stopped_is_run_again(tmp_path, monkeypatch):
    folder, out = tmp_path / "study", tmp_path / "out"
    out.mkdir()
    write = running.write_all

    def stops(contents, **asked):
        if any(path.name == "watch.json" for path in contents):
            raise KeyboardInterrupt
        write(contents, **asked)

    monkeypatch.setattr(running, "write_all", stops)
    with pytest.raises(KeyboardInterrupt):
        watch(folder, out)
    assert not (out / "watch.json").exists()
    monkeypatch.setattr(running, "write_all", write)
    first = watch(folder, out)
    assert [alarm["unit"] for alarm in first.state.new] == ["Alpha"]


def test_the_evidence_of_an_alarm_that_lasts_is_that_of_its_begin(tmp_path):
    rows = [
        watch(tmp_path / "study", tmp_path, days=days).result.table.iloc[0]
        for days in (DAYS - 7, DAYS)
    ]
    earlier, later = rows
    assert (earlier.state, later.state, earlier.since) == ("alarm", "alarm", later.since)
    of_begin = ["usual", "evidence", "line"]
    assert earlier[of_begin].equals(later[of_begin])
    assert later.now > earlier.now


def test_what_revised_data_no_longer_show_is_withdrawn(tmp_path):
    folder, out = tmp_path / "study", tmp_path
    watch(folder, out)
    (gone,) = watch(folder, out, rise=1.0).state.alarms
    assert gone["withdrawn"] == "2024-04-25"
    lines = [json.loads(line) for line in (out / "a.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["begin", "withdrawn"]


def test_a_watch_goes_on_as_it_began(tmp_path):
    folder, out = tmp_path / "study", tmp_path
    watch(folder, out, days=RISE)
    kept = (out / "watch.json").read_bytes()
    with pytest.raises(EscalationError, match="with budget 1 a year, not 1 a week: go on as"):
        watch(folder, out, rules=WatchRules(budget=read_budget("1 a week")))
    with pytest.raises(EscalationError, match="began on 2024-02-06, not 2024-02-07"):
        watch(folder, out, since="2024-02-07")
    with pytest.raises(EscalationError, match="older data would undo"):
        watch(folder, out, days=RISE - 1)
    assert (out / "watch.json").read_bytes() == kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"format": 2}', "has format 2, written by a newer version"),
        ('{"format": 0}', "has format 0, which no version can have written"),
        ("[]", "does not say which format"),
        ("{", "is not the state of a watch"),
        ('{"format": 1}', "lacks alarms, begin, data_date, digest, lines, settings"),
    ],
)
def test_a_file_of_another_format_is_refused_and_left(tmp_path, content, said):
    path = tmp_path / "watch.json"
    path.write_text(content)
    with pytest.raises(EscalationError, match=said):
        read_state(path)
    with pytest.raises(EscalationError, match=said):
        watch(tmp_path / "study", tmp_path, days=RISE)
    assert path.read_text() == content


def test_an_alarm_found_again_stays_as_it_was_said():
    first = {
        "unit": "A", "begin": "2024-03-01", "end": None, "settled": False, "events": 9,
        "found_in": "x", "withdrawn": None,
    }  # fmt: skip
    later = first | {"begin": "2024-03-20", "end": "2024-04-20", "events": 11, "found_in": "y"}
    (kept,) = merged((first,), [later], "2024-05-01")
    assert kept == first | {"end": "2024-04-20"}
    other = later | {"begin": "2024-04-02"}
    both = merged((first,), [other], "2024-05-01")
    assert [one["withdrawn"] for one in both] == ["2024-05-01", None]
