import json
import xml.etree.ElementTree as ElementTree

import pytest

from data import locks
from data.errors import EscalationError
from report.alarms.feed import ATOM
from report.schedule import steps
from report.schedule.go import BUSY, INCOMPLETE, NOTHING_NEW, SOMETHING_NEW, Busy
from tests.helpers.runs import QUIET_DAYS, Desk, point, summary

FALL = point("2024-02-01", "2024-02-05", 1.8, 0.9)
DEEPER = point("2024-02-01", "2024-02-05", 1.8, 0.4, ratio=(0.2, 0.1, 0.4))


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return Desk(tmp_path / "study", monkeypatch)


def log(desk):
    lines = (desk.folder / "runs" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_runs_say_what_is_new_what_is_revised_and_what_stays(desk):
    first = desk.write(QUIET_DAYS, summary(FALL)).run()
    assert (first.letter.values["status"], first.code) == ("first", SOMETHING_NEW)
    desk.clock.on("2024-05-08")
    second = desk.write(finds=summary(DEEPER)).run()
    values = second.letter.values
    assert (values["since"], values["status"], second.code) == ("2024-05-01", "news", SOMETHING_NEW)
    assert values["subject"] == "Watched: 1 revised finding, 1 new alarm, 8 May 2024"
    (change, alarm) = values["changes"]
    assert (change["status"], alarm["status"]) == ("revised", "new")
    assert "to 0.9 a day" in change["old"]
    assert "to 0.4 a day" in change["new"]
    desk.clock.on("2024-05-15")
    third = desk.run()
    assert (third.letter.values["status"], third.code) == ("quiet", NOTHING_NEW)
    assert [line["status"] for line in log(desk)] == ["first", "news", "quiet"]
    last = log(desk)[1]
    assert (last["new_alarms"], last["findings"]["revised"], last["code"]) == (1, 1, 10)
    assert last["rows"] > 0
    assert last["begun"] == last["ended"] == "2024-05-08T06:00:00+00:00"
    assert [step["step"] for step in last["steps"]] == ["diff", "search", "watch", "report"]


def test_its_numbers_are_those_of_watch_and_analyse(desk):
    done = desk.write(finds=summary(FALL)).run()
    kept = json.loads((done.folder / "watch.json").read_bytes())["values"]
    (alarm,) = done.letter.values["alarms"]
    assert alarm["sentence"] == kept["alarms"][0]["sentence"]
    assert alarm["rows"] == kept["alarms"][0]["rows"]
    assert alarm["link"] == "https://desk.example/?where.location=Alpha"
    assert done.letter.values["headline"] == "The rate fell."


def test_a_scan_tells_its_firm_units_with_their_numbers(desk):
    desk.settings += '\n[run.scan]\nby = "location"\n'
    done = desk.write(finds=summary()).run()
    kept = json.loads((done.folder / "scan.json").read_bytes())["values"]
    assert kept["firm"] == ["Alpha"]
    units = [one for one in done.letter.values["changes"] if one["what"] == "unit"]
    assert [one["new"].partition(":")[0] for one in units] == ["Alpha"]
    assert kept["sentence"] in done.letter.values["wrong"]


def test_a_quiet_week_names_the_alarm_that_lasts_and_the_unit_that_is_still_firm(desk):
    desk.settings += '\n[run.scan]\nby = "location"\n'
    desk.write(finds=summary()).run()
    desk.clock.on("2024-05-08")
    done = desk.run()
    watched, scanned = (
        json.loads((done.folder / name).read_bytes())["values"]
        for name in ("watch.json", "scan.json")
    )
    (unit,) = [row for row in watched["units"] if row["state"] == "alarm"]
    (firm,) = [row for row in scanned["table"] if row["firm"]]
    assert done.letter.values["status"] == "quiet"
    assert "Still: Alpha: in alarm since 2 Apr 2024, " in done.letter.text
    assert f"{unit['now']:.1f} a week in the last 28 days" in done.letter.text
    assert f"on the firm list with {firm['change_ratio']:.1f} times" in done.letter.text


def test_twice_is_once(desk):
    once = desk.write(finds=summary(FALL)).run()
    files = desk.files()
    again = desk.run()
    assert (again.code, again.letter.values) == (once.code, once.letter.values)
    after = desk.files()
    assert after.pop("runs/log.jsonl") == files.pop("runs/log.jsonl")
    assert after == files
    assert "search: done before. The rate fell." in desk.said


def test_the_day_is_that_of_the_place(desk):
    desk.settings = desk.settings.replace("[run.watch]", "[run.watch]", 1)
    desk.write(finds=summary())
    toml = desk.folder / "study.toml"
    toml.write_text(toml.read_text().replace('"UTC"', '"Asia/Baghdad"'))
    desk.clock.on("2024-05-01", hour=22)
    assert desk.run().letter.values["day"] == "2024-05-02"


def test_the_feed_holds_alarms_and_briefs_but_no_quiet_week(desk):
    desk.write(QUIET_DAYS, summary(FALL)).run()
    for day in ("2024-05-08", "2024-05-15"):
        desk.clock.on(day)
        desk.write(finds=summary(FALL)).run()
    feed = ElementTree.fromstring((desk.folder / "feed.xml").read_bytes())
    titles = [entry.findtext(f"{{{ATOM}}}title") for entry in feed.findall(f"{{{ATOM}}}entry")]
    assert titles == [
        "Watched: 1 new alarm, 8 May 2024",
        "Watched: first brief, 1 May 2024",
        "Alpha has an alarm from 2024-04-02",
    ]
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in feed.findall(f"{{{ATOM}}}entry")]
    assert len(set(ids)) == 3


def test_every_message_lies_in_a_folder_with_its_figure_and_its_brief(desk):
    done = desk.write(finds=summary(FALL)).run()
    told = desk.folder / "told" / done.folder.name
    assert {path.name for path in told.iterdir()} == {
        "message.txt", "message.html", "message.json", "timeline.png", "brief.pdf",
    }  # fmt: skip
    assert 'src="timeline.png"' in (told / "message.html").read_text(encoding="utf-8")
    assert json.loads((told / "message.json").read_bytes()) == done.letter.values


def test_quiet_weeks_say_nothing_where_that_is_chosen(desk):
    desk.settings += '\nquiet = "nothing"\n'
    desk.write(finds=summary(FALL)).run()
    desk.clock.on("2024-05-08")
    assert desk.run().letter.values["status"] == "quiet"
    assert len(list((desk.folder / "told").iterdir())) == 1


def test_rows_that_may_not_be_passed_on_stay_with_the_study(desk, monkeypatch):
    monkeypatch.setattr("data.study.Study.shares_rows", property(lambda study: False))
    desk.write(finds=summary(FALL)).run()
    given = {name: held for name, held in desk.files().items() if name.startswith("told/")}
    given["feed.xml"] = desk.files()["feed.xml"]
    assert not any(b"Alpha-4" in held for held in given.values())
    assert b"37, which may not be passed on" in given["feed.xml"]


def test_a_step_that_fails_is_told_and_done_again_next_time(desk, monkeypatch):
    def fails(*words, **asked):
        raise EscalationError("The disk is full.")

    whole = steps.write_report
    monkeypatch.setattr(steps, "write_report", fails)
    done = desk.write(finds=summary(FALL)).run()
    assert done.code == INCOMPLETE
    assert "report: The disk is full." in done.letter.text
    monkeypatch.setattr(steps, "write_report", whole)
    again = desk.run()
    assert again.code == SOMETHING_NEW
    assert again.letter.brief is not None
    assert "disk" not in again.letter.text


def test_the_brief_alone_tells_nobody_and_is_no_run(desk):
    done = desk.write(finds=summary(FALL)).run(report_only=True)
    assert (done.folder / "brief.pdf").exists()
    assert done.letter.values["status"] == "first"
    assert not {"feed.xml", "runs/runs.json", "runs/log.jsonl"} & set(desk.files())
    assert not (desk.folder / "told").exists()
    assert desk.run().letter.values["status"] == "first"


def test_what_has_changed_since_a_day(desk):
    desk.write(QUIET_DAYS, summary(FALL)).run()
    desk.clock.on("2024-05-08")
    desk.write(finds=summary(FALL)).run()
    desk.clock.on("2024-05-15")
    assert desk.run(report_only=True).letter.values["status"] == "quiet"
    done = desk.run(report_only=True, since="2024-05-07")
    assert (done.letter.values["since"], done.letter.values["status"]) == ("2024-05-01", "news")
    with pytest.raises(EscalationError, match="no run up to 2024-04-30"):
        desk.run(since="2024-04-30")
    with pytest.raises(EscalationError, match="--since is 'May'"):
        desk.run(since="May")


def test_two_at_once_are_one(desk):
    desk.write(finds=summary())
    (desk.folder / "runs").mkdir()
    lock = locks.take(desk.folder / "runs" / "lock")
    with pytest.raises(Busy, match="Another run of this study is going on"):
        desk.run()
    locks.let_go(lock)
    assert desk.run().code == SOMETHING_NEW
    assert BUSY == 12


def test_a_run_of_another_day_is_ended_first_or_void_with_other_data(desk):
    state = desk.folder / "runs" / "runs.json"
    desk.write(QUIET_DAYS, summary(FALL)).run()
    desk.clock.on("2024-05-08")
    digest = json.loads(state.read_bytes())["finished"][0]["digest"]
    values = json.loads(state.read_bytes())
    begun = {"day": "2024-05-07", "moment": "2024-05-07T06:00:00+00:00", "fetched": None}
    state.write_text(json.dumps(values | {"begun": begun | {"digest": digest}}))
    desk.run()
    assert [line["day"] for line in log(desk)] == ["2024-05-01", "2024-05-07", "2024-05-08"]
    desk.clock.on("2024-05-15")
    values = json.loads(state.read_bytes())
    state.write_text(json.dumps(values | {"begun": begun | {"digest": "other"}}))
    desk.run()
    assert [line["day"] for line in log(desk)][3:] == ["2024-05-15"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"format": 2}', "has format 2, written by a newer version"),
        ('{"format": 0}', "which no version can have written"),
        ("[]", "has no format"),
        ("{", "is not the state of runs"),
    ],
)
def test_what_another_version_kept_is_refused_and_left(desk, content, said):
    desk.write(finds=summary())
    state = desk.folder / "runs" / "runs.json"
    state.parent.mkdir()
    state.write_text(content)
    with pytest.raises(EscalationError, match=said):
        desk.run()
    assert state.read_text() == content


def test_a_study_that_cannot_be_read_is_refused_before_anything_is_written(tmp_path, desk):
    with pytest.raises(EscalationError, match="no such folder"):
        desk.run()
    desk.write(more='\n[tell.email]\nhost = "smtp.example.org"\n')
    with pytest.raises(EscalationError, match=r"tell\.email\.from"):
        desk.run()
    assert not (desk.folder / "runs").exists()
