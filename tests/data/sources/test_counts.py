"""Tables of counts are told from lists of events, and loaded so that they add up."""

import numpy as np
import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.errors import SourceError
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study
from tests.helpers.sources import adds_up, read

DAYS = pd.date_range("2024-01-01", periods=40)
NUMBERS = np.random.default_rng(1).integers(0, 5, 40)


def table(header, rows):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]).encode()


def daily(name="attacks", *, quiet=True):
    rows = [(f"{day:%Y-%m-%d}", n) for day, n in zip(DAYS, NUMBERS, strict=True) if n or quiet]
    return table(f"date,{name}", rows)


@pytest.mark.parametrize(
    ("name", "quiet"),
    [("attacks", True), ("Number of incidents", False), ("n", False), ("Total Events", True)],
)
def test_counts_by_day_add_up(name, quiet, tmp_path):
    path = tmp_path / "counts.csv"
    path.write_bytes(daily(name, quiet=quiet))
    import_file(path, tmp_path / "new", Options())
    study = load_study(tmp_path / "new")
    assert not study.warnings
    (series,) = study.settings["series"]
    counts = Selection(study, default_view(study)).counts(series)
    expected = pd.Series(NUMBERS, DAYS)
    expected = expected if quiet else expected[: expected.to_numpy().nonzero()[0][-1] + 1]
    assert counts.tolist() == expected.tolist()


def test_where_quiet_days_have_rows_a_day_without_one_is_a_gap():
    rows = [row for row in daily().decode().splitlines() if "2024-01-10" not in row]
    outcome = read("\n".join(rows).encode())
    assert outcome.covered.gaps[0][:2] == ("2024-01-10", "2024-01-10")
    assert outcome.counts == ("attacks",)
    assert adds_up(outcome)


def test_a_blank_count_is_unknown_and_no_zero(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_bytes(daily().replace(b"2024-01-03,%d" % NUMBERS[2], b"2024-01-03,NA"))
    import_file(path, tmp_path / "new", Options())
    study = load_study(tmp_path / "new")
    counts = Selection(study, default_view(study)).counts("attacks")
    assert pd.Timestamp("2024-01-03") not in counts.index
    assert len(counts) == 39


def test_a_column_for_each_group_is_a_series_and_their_sum_the_first():
    rows = [(f"{day:%Y-%m-%d}", n, n + 1) for day, n in zip(DAYS, NUMBERS, strict=True)]
    outcome = read(table("Day,North,South", rows))
    assert outcome.counts == ("all groups", "North", "South")
    total = outcome.events["all groups"].astype(int).sum()
    assert total == outcome.events[["North", "South"]].astype(int).sum().sum()
    assert adds_up(outcome)


def test_a_column_that_is_the_sum_of_the_others_is_the_first():
    rows = [(f"{day:%Y-%m-%d}", n, n + 1, 2 * n + 1) for day, n in zip(DAYS, NUMBERS, strict=True)]
    assert read(table("date,North,South,all", rows)).counts == ("all", "North", "South")


def test_the_place_of_counts_is_taken():
    rows = [(f"{day:%Y-%m-%d}", place, 2) for day in DAYS for place in ("A", "B")]
    outcome = read(table("date,governorate,strikes", rows))
    assert set(outcome.events["location"]) == {"A", "B"}
    assert outcome.counts == ("strikes",) or outcome.counts == ("source_strikes",)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (table("week,events", [(f"{d:%Y-%m-%d}", 3) for d in DAYS[::7]]), "counts by week"),
        (table("date,events", [(f"2024-{m:02}-01", 3) for m in range(1, 9)]), "counts by month"),
        (table("month,attacks", [(f"2024-{m:02}", 3) for m in range(1, 9)]), "counts by month"),
        (
            table("Place,Month,Year,Events,Fatalities", [("X", m, 2024, 3, 1) for m in range(8)]),
            "counts by month .Events: 24 in 8 rows",
        ),
        (table("country,year,events", [("X", y, 3) for y in range(2000, 2009)]), "counts by year"),
    ],
)  # fmt: skip
def test_counts_by_longer_periods_are_refused_with_that_word(content, told):
    with pytest.raises(SourceError, match=told) as refused:
        read(content)
    assert "official_totals" in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        table("date,location,killed", [(f"{d:%Y-%m-%d}", "T", 2) for d in DAYS]),
        table("date,location,attacks", [("2024-01-01", "T", 1), ("2024-01-01", "T", 1)]),
        table("id,date,summary,events", [(i, f"{d:%Y-%m-%d}", f"s{i}", 1)
                                         for i, d in enumerate(DAYS)]),
        table("date,location,year", [(f"{d:%Y-%m-%d}", "T", 2024) for d in DAYS]),
        table("date,killed", [(f"{d:%Y-%m-%d}", 1) for d in DAYS]),
    ],
)  # fmt: skip
def test_lists_of_events_stay_lists(content):
    outcome = read(content)
    assert outcome.counts == ()
    assert outcome.source.noun == "incidents"


def test_the_user_has_the_last_word():
    assert read(daily(), Options(rows="events")).counts == ()
    twice = table("date,place,size", [("2024-01-01", "T", 3), ("2024-01-01", "T", 4)])
    assert read(twice).counts == ()
    assert read(twice, Options(rows="counts")).counts == ("size",)
    with pytest.raises(SourceError, match="no column of counts"):
        read(b"date,place\n2024-01-01,T\n", Options(rows="counts"))


def test_deaths_by_day_are_asked_about_and_added_up_on_request(tmp_path):
    content = table(
        "date,killed", [(f"{d:%Y-%m-%d}", n) for d, n in zip(DAYS, NUMBERS, strict=True)]
    )
    with pytest.raises(SourceError, match="--rows counts adds .* --rows events takes each row"):
        read(content)
    assert not read(content, Options(rows="events")).cautions
    path = tmp_path / "deaths.csv"
    path.write_bytes(content)
    import_file(path, tmp_path / "new", Options(rows="counts"))
    study = load_study(tmp_path / "new")
    (series,) = study.settings["series"]
    assert Selection(study, default_view(study)).counts(series).tolist() == NUMBERS.tolist()


@pytest.mark.parametrize("name", ["total_attacks", "events"])
def test_a_running_total_is_refused_as_one(name):
    content = table(f"date,{name}", [(f"{d:%Y-%m-%d}", 3 * n) for n, d in enumerate(DAYS)])
    with pytest.raises(SourceError, match="a running total"):
        read(content)
    assert read(content, Options(rows="counts")).counts == (name,)


def test_a_mistyped_day_of_counts_sets_no_coverage():
    rows = [(f"{d:%Y-%m-%d}", n) for d, n in zip(DAYS, NUMBERS, strict=True)]
    outcome = read(table("date,attacks", [*rows, ("2042-01-01", 2)]))
    assert outcome.covered.end == f"{DAYS[-1]:%Y-%m-%d}"
    assert outcome.covered.gaps == ()


@pytest.mark.parametrize(
    "content",
    [
        table("date,place,killed", [(f"{d:%Y-%m-%d}", p, 1) for d in DAYS for p in "AB"]),
        table("date,location,attacks", [("2024-01-01", "T", n) for n in (1, 2, 3)]),
    ],
)
def test_what_may_be_counts_is_told(content):
    assert any("looks like counts" in note for note in read(content).cautions)


@pytest.mark.parametrize("name", ["number_of_attackers", "attack_no", "population", "killed"])
def test_numbers_of_something_else_are_no_counts(name):
    rows = [(f"{d:%Y-%m-%d}", f"T{n % 7}", n % 5 + 1) for n, d in enumerate(DAYS)]
    assert read(table(f"date,location,{name}", rows)).counts == ()


@pytest.mark.parametrize("missing", [0, 3])
def test_weekly_numbers_are_refused_whatever_their_column_is_called(missing):
    weeks = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-01", periods=20, freq="7D")]
    rows = [(day, place, n % 7) for n, day in enumerate(weeks) for place in ("North", "South")]
    with pytest.raises(SourceError, match="counts by week .n_inc"):
        read(table("wk_start,gov,n_inc", rows[missing:]))


def test_daily_numbers_of_an_unknown_name_with_quiet_days_left_out_are_cautioned_about():
    rows = [(f"{day:%Y-%m-%d}", place, 2) for day in DAYS for place in ("North", "South")]
    outcome = read(table("date,gov,n_inc", rows[5:30] + rows[33:]))
    assert "each gov stands at most once beside a day" in outcome.cautions[0]


@pytest.mark.parametrize("corrected", [1, 1.05])
def test_two_versions_of_one_number_are_not_added_up(corrected):
    reported = np.random.default_rng(2).negative_binomial(2, 0.02, 40)
    later = np.where(NUMBERS == 0, 2 * reported + 3, np.round(corrected * reported)).astype(int)
    rows = [(f"{d:%Y-%m-%d}", *n) for d, *n in zip(DAYS, reported, later, strict=True)]
    outcome = read(table("date,killed_reported,killed", rows), Options(rows="counts"))
    assert outcome.counts == ("killed_reported", "killed")
    assert "all groups" not in outcome.events
    assert any("versions of one number" in note for note in outcome.notes)


@pytest.mark.parametrize("mean", [0.2, 3, 100, 300])
def test_groups_that_are_about_as_large_are_added_up(mean):
    drawn = np.random.default_rng(3).poisson(mean, (40, 3))
    rows = [(f"{d:%Y-%m-%d}", *n) for d, n in zip(DAYS, drawn, strict=True)]
    assert read(table("date,North,South,East", rows)).counts[0] == "all groups"


def test_a_grid_of_days_and_places_with_numbers_is_asked_about():
    rows = [(f"{d:%Y-%m-%d}", p, n) for d, n in zip(DAYS, NUMBERS, strict=True) for p in "AB"]
    with pytest.raises(SourceError, match="each of 40 days and each of 2 values of place"):
        read(table("date,place,killed", rows))


def test_a_list_with_days_between_its_events_is_not_asked_about():
    rows = [(f"{d:%Y-%m-%d}", n) for d, n in zip(DAYS[::2], NUMBERS[::2], strict=True)]
    assert read(table("date,killed", rows)).counts == ()
