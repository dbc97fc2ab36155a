import gc
import weakref

import pandas as pd
import pytest

from data.errors import EscalationError, StudyError
from data.study import check_study, load_study
from data.vintages import MAIN, open_study, other_vintage, vintage_days, vintage_pair
from tests.helpers.vintages import TOML, write_vintages

DAY = "2024-02-15"


def changed(old, new):
    assert old in TOML
    return {"study.toml": TOML.replace(old, new)}


@pytest.fixture
def folder(tmp_path):
    return write_vintages(tmp_path)


def test_an_older_download_has_its_own_files_and_covers_no_later_day(folder):
    assert check_study(folder) == ()
    main, old = load_study(folder), load_study(folder, vintage=DAY)
    assert (main.vintage, old.vintage) == ("", DAY)
    assert len(old.events) < len(main.events)
    assert old.start == main.start
    assert old.end == old.data_date == pd.Timestamp(DAY)
    assert old.calendars["events"].end == pd.Timestamp(DAY)
    assert main.end == pd.Timestamp("2024-04-30")


def test_what_a_download_does_not_name_is_the_study_s(folder):
    newer = load_study(folder, vintage="2024-03-20")
    pd.testing.assert_series_equal(
        newer.context["event_id"], load_study(folder).context["event_id"]
    )
    assert load_study(folder, vintage=DAY).context["event_id"].tolist() == ["C1"]


def test_coverage_of_its_own(tmp_path):
    own = 'end = 2024-02-10\nstart = 2024-01-05\ndata_date = 2024-02-14\nattacks = "2024-02-15'
    write_vintages(tmp_path, changed('attacks = "2024-02-15', own))
    old = load_study(tmp_path, vintage=DAY)
    days = ("2024-01-05", "2024-02-10", "2024-02-14")
    assert (old.start, old.end, old.data_date) == tuple(map(pd.Timestamp, days))
    assert not old.events.loc[old.events["date"] < old.start, "in_coverage"].any()


def test_the_hash_covers_the_files_that_were_loaded(folder):
    digests = {name: load_study(folder, vintage=name).digest for name in (MAIN, DAY, "2024-03-20")}
    assert len(set(digests.values())) == 3
    path = folder / DAY / "attacks.csv"
    path.write_text(path.read_text().replace("Report 4,", "Report four,"))
    again = {name: load_study(folder, vintage=name).digest for name in digests}
    assert again.pop(DAY) != digests.pop(DAY)
    assert again == digests


def test_two_downloads_of_the_same_bytes_on_different_days_differ(tmp_path):
    lines = TOML[TOML.index("[[vintages]]") :]
    toml = TOML[: len(TOML) - len(lines)]
    for day in ("2024-02-01", "2024-03-01"):
        toml += f'[[vintages]]\nvintage = {day}\nattacks = "attacks.csv"\n'
    write_vintages(tmp_path, {"study.toml": toml})
    first, second = (load_study(tmp_path, vintage=d) for d in ("2024-02-01", "2024-03-01"))
    assert first.digest != second.digest


def test_the_downloads_are_listed_by_their_day(folder):
    days = {name: f"{day:%Y-%m-%d}" for name, day in vintage_days(load_study(folder)).items()}
    assert list(days.items()) == [(DAY, DAY), ("2024-03-20",) * 2, (MAIN, "2024-04-30")]


def test_the_main_files_are_not_the_newest_where_the_list_has_a_later_day(tmp_path):
    write_vintages(tmp_path, changed("vintage = 2024-03-20", "vintage = 2024-05-20"))
    assert list(vintage_days(load_study(tmp_path))) == [DAY, MAIN, "2024-05-20"]


def test_the_bundled_study_has_none(study_folder):
    study = load_study(study_folder)
    assert vintage_days(study) == {}
    with pytest.raises(EscalationError, match="holds one download of its sources"):
        vintage_pair(study, "", "")


def test_a_download_is_loaded_once_and_forgotten_with_its_study(folder):
    study = load_study(folder)
    assert other_vintage(study, DAY) is other_vintage(study, DAY)
    assert other_vintage(study, MAIN) is study
    kept = weakref.ref(other_vintage(study, DAY))
    del study
    gc.collect()
    assert kept() is None


@pytest.mark.parametrize(("mark", "vintage"), [("", ""), (f"@{DAY}", DAY), ("@main", "")])
def test_a_name_may_say_which_download(folder, mark, vintage):
    assert open_study(f"{folder}{mark}").vintage == vintage


def test_a_folder_may_have_the_sign_in_its_name(tmp_path):
    folder = tmp_path / "study@2024-01-01"
    folder.mkdir()
    assert open_study(write_vintages(folder)).vintage == ""


def test_the_day_of_the_main_files_names_them(folder):
    assert load_study(folder, vintage="2024-04-30").vintage == ""


@pytest.mark.parametrize("vintage", ["2020-01-01", "x"])
def test_a_download_that_is_not_listed(folder, vintage):
    with pytest.raises(StudyError, match="expected one of 2024-02-15, 2024-03-20, main"):
        load_study(folder, vintage=vintage)


SETTINGS = [
    ("vintage = 2024-03-20", 'vintage = "2024-03-20"', "vintages[1].vintage: found"),
    ("vintage = 2024-03-20", "", "study.toml, vintages[1].vintage: found nothing"),
    ("vintage = 2024-03-20", "vintage = 2024-02-15", "vintages[2].vintage: found"),
    ("vintage = 2024-03-20", "vintage = 2023-03-20", "a day on or after its start, 2024-01-01"),
    ("vintage = 2024-03-20", "vintage = 2024-03-20\nend = 2024-03-21", "vintages[1].end: found"),
    (
        "vintage = 2024-03-20",
        "vintage = 2024-03-20\nend = 2024-03-10\ndata_date = 2024-03-09",
        "vintages[1].data_date: found",
    ),
    ('"2024-03-20/attacks.csv"', '"2024-03-20/attack.csv"', "study.toml, vintages[1].attacks:"),
    ('"2024-03-20/attacks.csv"', '"../attacks.csv"', "a file inside the study's folder"),
    (
        'attacks = "2024-03-20/attacks.csv"\nofficial_totals = "2024-03-20/official_totals.csv"',
        "",
        "study.toml, vintages[1].events: found nothing, expected the file of this download",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), SETTINGS)
def test_each_wrong_setting_is_one_fault(tmp_path, old, new, message):
    write_vintages(tmp_path, changed(old, new))
    (fault,) = [str(fault) for fault in check_study(tmp_path) if fault.severity == "fault"]
    assert message in fault


def test_an_unknown_key_is_a_warning(tmp_path):
    write_vintages(tmp_path, changed("vintage = 2024-03-20", "vintage = 2024-03-20\nby = 1"))
    (warning,) = check_study(tmp_path)
    assert str(warning).startswith('study.toml, vintages[1].by: found "an unknown key"')


def test_a_fault_in_an_older_file_names_file_row_and_column(folder):
    path = folder / DAY / "attacks.csv"
    path.write_text(path.read_text().replace("2024-01-10", "2024-01-32"))
    row = (
        path.read_text()
        .splitlines()
        .index(next(line for line in path.read_text().splitlines() if "2024-01-32" in line))
    )
    found = check_study(folder)
    assert str(found[0]).startswith(
        f'{DAY}/attacks.csv, row {row + 1}, date: found "2024-01-32", expected a day'
    )
    assert load_study(folder).vintage == ""
    with pytest.raises(StudyError) as raised:
        load_study(folder, vintage=DAY)
    assert set(raised.value.faults) == set(found)


def test_a_fault_in_a_shared_file_is_told_once(folder):
    path = folder / "context.csv"
    path.write_text(path.read_text().replace("2024-04-01", "2024-04-31"))
    assert len(check_study(folder)) == 1
