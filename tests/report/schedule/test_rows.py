import json

import pytest

from report.schedule.kept import Finished
from report.schedule.rows import rows_since
from report.schedule.steps import NO_DOWNLOAD
from tests.helpers.runs import QUIET_DAYS, Desk, summary
from tests.helpers.watched import DAYS, made_counts


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return Desk(tmp_path / "study", monkeypatch, settings="")


def numbers(days):
    """Count the rows of the made study after so many days."""
    return int(made_counts()[:, :days].sum())


def said_by_diff(done):
    (step,) = [one for one in done.results if one.step == "diff"]
    return step.said


def test_a_run_says_how_many_rows_there_are_more_and_what_would_show_revised_ones(desk):
    first = desk.write(QUIET_DAYS, summary()).run()
    assert said_by_diff(first) == NO_DOWNLOAD
    assert "[[vintages]]" in NO_DOWNLOAD
    desk.clock.on("2024-05-08")
    second = desk.write(finds=summary()).run()
    more, all_rows = numbers(DAYS) - numbers(QUIET_DAYS), numbers(DAYS)
    said = (
        f"{more} more rows than at the run of 1 May 2024, {all_rows} in all; {more} more events in "
        f"this view, {all_rows} in all; they cover the days to 25 Apr 2024, at that run to "
        "31 Mar 2024."
    )
    assert second.letter.values["rows"] == said
    assert second.letter.values["status"] == "quiet"
    assert second.letter.text == (
        f"No new finding in Watched since 1 May 2024. {said} The rate fell.\n"
    )
    assert said_by_diff(second) == f"{said} {NO_DOWNLOAD}"
    desk.clock.on("2024-05-15")
    assert desk.run().letter.values["rows"] == "The data are those of the run of 8 May 2024."
    desk.clock.on("2024-05-22")
    fewer = desk.write(QUIET_DAYS, summary()).run().letter.values["rows"]
    assert fewer.startswith(f"{more} fewer rows than at the run of 15 May 2024")


def test_rows_of_which_none_is_more_may_be_others(desk):
    desk.write(finds=summary()).run()
    events = desk.folder / "events.csv"
    events.write_text(events.read_text().replace("official", "media", 1))
    desk.clock.on("2024-05-08")
    said = desk.run().letter.values["rows"]
    assert said == (
        f"No more and no fewer rows than at the run of 1 May 2024, {numbers(DAYS)} in all."
    )


def test_the_count_stands_with_the_data_of_a_message_that_has_news(desk):
    desk.write(QUIET_DAYS, summary()).run()
    desk.clock.on("2024-05-08")
    done = desk.write(finds=summary(verdict="not settled")).run()
    assert done.letter.values["status"] == "news"
    assert f"The data\n--------\n- {done.letter.values['rows']}\n" in done.letter.text


def test_a_run_that_kept_no_count_is_told_as_such(desk):
    first = desk.write(QUIET_DAYS, summary()).run()
    (first.folder / "rows.json").unlink()
    desk.clock.on("2024-05-08")
    said = desk.write(finds=summary()).run().letter.values["rows"]
    assert said == f"{numbers(DAYS)} rows; how many the run of 1 May 2024 had was not kept."


@pytest.mark.parametrize("otherwise", [{"noun": "strikes"}, {"view": "place=Alpha"}])
def test_events_of_another_view_are_not_compared(desk, otherwise):
    first = desk.write(QUIET_DAYS, summary()).run()
    kept = json.loads((first.folder / "rows.json").read_bytes())["values"]
    other = kept | otherwise | {"digest": "other", "events": kept["events"] + 1}
    runs = json.loads((desk.folder / "runs" / "runs.json").read_bytes())["finished"]
    said = rows_since(other, Finished(**runs[0]), desk.folder / "runs")
    assert said == (
        f"No more and no fewer rows than at the run of 1 May 2024, {numbers(QUIET_DAYS)} in all."
    )
