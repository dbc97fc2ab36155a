import pandas as pd
import pytest

from analytics.nowcast import first_sight as sight_module
from analytics.nowcast.first_sight import first_sight
from analytics.nowcast.newest_days import newest_words, nowcast_of, still_to_come
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.errors import DownloadError
from data.study import check_study, load_study
from tests.helpers.downloads import DAYS, START, made_rows, write_downloads

LAST = START + pd.Timedelta(days=DAYS - 1)
NEWEST = f"{(LAST - pd.Timedelta(days=7)).date()}"


@pytest.fixture(scope="module")
def made():
    return made_rows(mean=1.0)


def sight_of(folder, made, **changes):
    rows, known = made
    return first_sight(
        load_study(write_downloads(folder, rows=rows, known=known, **changes)), "events"
    )


def test_each_row_is_first_seen_by_the_download_after_it_was_known(tmp_path, made):
    rows, known = made
    sight = sight_of(tmp_path, made)
    assert len(sight.looks) == 12
    there = known <= LAST
    expected = sight.looks.taken.searchsorted(pd.DatetimeIndex(known[there]))
    assert sight.first.tolist() == expected.tolist()
    assert sight.gone == 0


def test_deleted_and_recoded_rows_are_no_arrivals(tmp_path, made):
    rows, known = made
    old = rows[known <= pd.Timestamp(NEWEST)]
    recoded = old.assign(weapon="mortar")
    recoded.loc[old.index[3], "date"] = "2023-09-05"
    gone = old.tail(1).assign(event_id="GONE")
    text = pd.concat([recoded, gone]).to_csv(index=False)
    sight = sight_of(tmp_path, made, changes={f"{NEWEST}/events.csv": text})
    assert sight.first.tolist() == sight_of(tmp_path, made).first.tolist()
    assert sight.gone == 1


def test_rows_that_were_numbered_anew_are_known_by_their_content(tmp_path, made):
    rows, known = made
    folder = write_downloads(tmp_path, rows=rows, known=known)
    plain = first_sight(load_study(folder), "events").first.tolist()
    for path in folder.glob("*/events.csv"):
        held = pd.read_csv(path, dtype=str)
        held.assign(event_id=[f"OLD{n}" for n in range(len(held))]).to_csv(path, index=False)
    assert first_sight(load_study(folder), "events").first.tolist() == plain


def test_downloads_may_have_other_columns_and_share_a_day(tmp_path, made):
    rows, known = made
    folder = write_downloads(tmp_path, rows=rows, known=known)
    path = folder / NEWEST / "events.csv"
    held = pd.read_csv(path, dtype=str)
    held.drop(columns="summary").assign(another="x").to_csv(path, index=False)
    # One that was taken on the day of the main files is not a look of its own.
    (folder / "again").mkdir()
    rows[known < LAST].to_csv(folder / "again" / "events.csv", index=False)
    with (folder / "study.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'\n[[vintages]]\nvintage = {LAST.date()}\nevents = "again/events.csv"\n')
    sight = first_sight(load_study(folder), "events")
    assert len(sight.looks) == 12
    assert sight.looks.taken.is_unique


def test_of_a_download_its_own_past_alone_tells(tmp_path, made):
    rows, known = made
    folder = write_downloads(tmp_path, rows=rows, known=known)
    sight = first_sight(load_study(folder, vintage=NEWEST), "events")
    assert sight.looks.taken[-1] == pd.Timestamp(NEWEST)
    assert len(sight.looks) == 11


def test_only_so_many_downloads_are_read(tmp_path, made, monkeypatch):
    folder = write_downloads(tmp_path, rows=made[0], known=made[1])
    monkeypatch.setattr(sight_module, "MOST_LOOKS", 7)
    assert len(first_sight(load_study(folder), "events").looks) == 7
    monkeypatch.setattr(sight_module, "MOST_LOOKS", 200)
    size = (folder / NEWEST / "events.csv").stat().st_size
    monkeypatch.setattr(sight_module, "MOST_BYTES", 2 * size)
    looks = first_sight(load_study(folder), "events").looks
    assert len(looks) == sight_module.LEAST_DOWNLOADS
    assert looks.taken[-2] == pd.Timestamp(NEWEST)


def test_a_row_dated_into_the_future_is_of_no_day(tmp_path, made):
    rows, known = made
    odd = rows.head(1).assign(event_id="ODD", date="2031-01-01")
    text = pd.concat([rows[known <= LAST], odd]).to_csv(index=False)
    folder = write_downloads(tmp_path, rows=rows, known=known, changes={"events.csv": text})
    study = load_study(folder)
    found = nowcast_of(Selection(study, default_view(study)))
    assert found.table["date"].max() == LAST
    assert found.table["seen"].sum() <= (known <= LAST).sum()


def test_a_download_that_is_lost_is_named(tmp_path, made):
    folder = write_downloads(tmp_path, rows=made[0], known=made[1])
    study = load_study(folder)
    (folder / NEWEST / "events.csv").unlink()
    with pytest.raises(DownloadError, match=f"{NEWEST}/events.csv"):
        first_sight(study, "events")


@pytest.mark.parametrize("column", ["event_id", "confirmation"])
def test_a_download_without_a_column_is_named_alike_and_stops_no_chart(tmp_path, made, column):
    folder = write_downloads(tmp_path, rows=made[0], known=made[1])
    path = folder / NEWEST / "events.csv"
    pd.read_csv(path, dtype=str).drop(columns=column).to_csv(path, index=False)
    study = load_study(folder)
    selection = Selection(study, default_view(study))
    with pytest.raises(DownloadError) as refused:
        nowcast_of(selection)
    (fault,) = check_study(folder)
    assert str(refused.value) == f"An earlier download cannot be used: {fault}."
    assert f"{NEWEST}/events.csv, {column}: found nothing" in str(fault)
    assert newest_words(selection) == str(refused.value)
    assert still_to_come(selection, "events").empty


def test_a_download_dated_after_the_main_files_is_passed_over_and_told(tmp_path, made):
    folder = write_downloads(tmp_path, rows=made[0], known=made[1])
    toml = folder / "study.toml"
    toml.write_text(toml.read_text().replace(f"vintage = {NEWEST}", "vintage = 2062-01-14"))
    (warning,) = check_study(folder)
    assert 'vintage: found "2062-01-14", expected a day up to 2024-01-21, when' in str(warning)
    assert warning.severity == "warning"
    study = load_study(folder)
    found = nowcast_of(Selection(study, default_view(study)))
    assert len(found.looks) == 11
    assert "downloaded on 14 Jan 2062 is passed over" in found.notes[-1]
