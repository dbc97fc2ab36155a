import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.findings.casualties import toll_lines
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.faults import Fault
from data.settings.reader import RULES
from data.study import check_study, load_study
from data.tables.cells import COUNT, DAY, LATITUDE, LINK, LONGITUDE
from data.tables.schema import CONFIRMATIONS, PRECISIONS, RESERVED, TABLES
from tests.helpers.paths import ROOT
from tests.helpers.study import ATTACKS, TOML, changed, write_study


def faults_of(folder, changes) -> list[str]:
    write_study(folder, changes)
    return [str(fault) for fault in check_study(folder) if fault.severity == "fault"]


def warnings_of(folder, changes) -> list[str]:
    write_study(folder, changes)
    return [str(fault) for fault in check_study(folder) if fault.severity == "warning"]


CELLS = [
    ("A2,2024-01-03", "A2,2023-02-30", 3, "date", '"2023-02-30", expected a day that exists'),
    ("A2,2024-01-03", "A2,", 3, "date", "a blank, expected a day that exists"),
    ("A2,2024-01-03", "A2,03/04/2024", 3, "date", "write 2024-04-03 or 2024-03-04"),
    ("A2,2024-01-03", "A2,13/04/2024", 3, "date", "(write 2024-04-13)"),
    ("A2,2024-01-03", "A2,2024-01-03 00:00:00", 3, "date", "as YYYY-MM-DD"),
    ("A2,2024-01-03", "A2,45294", 3, "date", "as YYYY-MM-DD"),
    ("A2,2024-01-03", "A2,20024-01-03", 3, "date", "from 1900 to 2100"),
    ("A2,2024-01-03", "A1,2024-01-03", 3, "event_id", '"A1", expected an id used once; row 2 has'),
    ("A2,2024-01-03", ",2024-01-03", 3, "event_id", "a blank, expected text"),
    ("A1,2024-01-02,day", "A1,2024-01-02,hour", 2, "date_precision", "one of day, approx, week"),
    ("A1,2024-01-02,day", "A1,2024-01-02,", 2, "date_precision", "one of day, approx"),
    (
        "/1,official",
        "/1,rumour",
        2,
        "confirmation",
        '"rumour", expected one of official, media, cl',
    ),
    ("/1,official", "/1,Official", 2, "confirmation", '"Official"'),
    ("33.79,42.44,drone", "91,42.44,drone", 2, "lat", '"91", expected degrees from -90 to 90'),
    ("33.79,42.44,drone", "33.79,-180.1,drone", 2, "lon", "degrees from -180 to 180"),
    ("33.79,42.44,drone", ",42.44,drone", 2, "lat", "a blank, expected a value beside the lon"),
    ("33.79,42.44,drone", "33.79,,drone", 2, "lon", "a blank, expected a value beside the lat"),
    ("33.79,42.44,drone", '"33,79",42.44,drone', 2, "lat", "with a decimal point"),
    ("33.79,42.44,drone", "nan,42.44,drone", 2, "lat", '"nan"'),
    ("drone,0,,", "drone,-1,,", 2, "us_killed", '"-1", expected a whole number from 0 up'),
    ("drone,0,,", "drone,1.5,,", 2, "us_killed", '"1.5", expected a whole number'),
    ("drone,0,,", "drone,many,,", 2, "us_killed", '"many", expected a whole number'),
    ("drone,0,,", "drone,,1e2,", 2, "us_injured", '"1e2", expected a whole number'),
    ("drone,0,,", "drone,,inf,", 2, "us_injured", '"inf", expected a whole number'),
    ("drone,0,,", "laser,0,,", 2, "weapon", '"laser", expected one of drone, rocket'),
    ("https://example.org/1", "javascript:alert(1)", 2, "source_url", "starts with http://"),
    ("https://example.org/1", "https://a b", 2, "source_url", "starts with http://"),
    ("https://example.org/1", "//example.org", 2, "source_url", "starts with http://"),
]


@pytest.mark.parametrize(("old", "new", "row", "column", "message"), CELLS)
def test_each_wrong_cell_is_one_fault_that_names_its_place(
    tmp_path, old, new, row, column, message
):
    (fault,) = faults_of(tmp_path, changed("attacks.csv", old, new))
    assert fault.startswith(f"attacks.csv, row {row}, {column}: found ")
    assert message in fault


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2024-01-02,2024-01-02,3", "2024-01-02,2024-01-02,-3", "row 2, total"),
        ("2024-01-02,2024-01-02,3,2", "2024-01-02,2024-01-02,3,2.5", "row 2, iraq"),
        ("2024-01-02,2024-01-02,3", ",2024-01-02,3", "row 2, as_of_date"),
        ("https://example.org/5,", "a,b,c", "row 2: found 9 cells, expected 8, as in the header"),
        ("https://example.org/5", "vbscript:x", "row 2, source_url"),
        (",total,", ",all,", "total: found nothing, expected a column of this name"),
        (",iraq,", ",Iraq,", "iraq: found nothing, expected a column of this name"),
    ],
)
def test_wrong_totals_are_faults(tmp_path, old, new, message):
    (fault,) = faults_of(tmp_path, changed("official_totals.csv", old, new))
    assert fault.startswith(f"official_totals.csv, {message}")


@pytest.mark.parametrize("precision", PRECISIONS)
def test_an_event_may_last_but_not_end_before_it_begins(tmp_path, precision):
    header, first, *rest = ATTACKS.splitlines()
    rows = [header + ",date_end", first.replace("day", precision) + ",2024-01-05"]
    text = "\n".join([*rows, *(row + "," for row in rest)])
    assert faults_of(tmp_path, {"attacks.csv": text}) == []
    assert load_study(tmp_path).events["date_end"].notna().tolist() == [True, False, False]
    (fault,) = faults_of(tmp_path, {"attacks.csv": text.replace("-05\n", "-01\n")})
    assert fault == (
        'attacks.csv, row 2, date_end: found "2024-01-01", expected no day before date, '
        "2024-01-02, or a blank"
    )


def test_own_columns_that_are_listed_raise_no_warning(tmp_path):
    changes = changed("attacks.csv", "weapon", "side")
    listed = '[columns]\nattacks = ["side"]\n[series.attacks]\nwhere = {side = ["dr*"]}\n'
    changes |= {"study.toml": changed("study.toml", "[values.attacks]", listed)["study.toml"]}
    changes["study.toml"] = changes["study.toml"].replace('weapon = ["drone", "rocket"]\n', "")
    write_study(tmp_path, changes)
    study = load_study(tmp_path)
    assert study.warnings == ()
    assert study.events["side"].dropna().tolist() == ["drone", "rocket"]


def test_every_fault_of_every_file_is_listed_in_order(tmp_path):
    changes = changed("attacks.csv", "2024-01-03", "yesterday")
    changes |= {"strikes.csv": "event_id,date\nS1,2024-13-01\n"}
    changes |= changed("context.csv", "ceasefire_start", "")
    places = [fault.split(":")[0] for fault in faults_of(tmp_path, changes)]
    missing = ["date_precision", "country", "location", "lat", "lon", "confirmation"]
    assert places == [
        "attacks.csv, row 3, date",
        "attacks.csv, row 4, date",
        *[f"strikes.csv, {column}" for column in missing],
        "strikes.csv, row 2, date",
        "context.csv, row 2, kind",
    ]


@pytest.mark.parametrize("column", ["event_id", "date", "lat", "confirmation"])
def test_a_missing_column_is_a_fault(tmp_path, column):
    header, rows = ATTACKS.split("\n", 1)
    names = [f"my_{name}" if name == column else name for name in header.split(",")]
    faults = faults_of(tmp_path, {"attacks.csv": ",".join(names) + "\n" + rows})
    assert faults == [f"attacks.csv, {column}: found nothing, expected a column of this name"]


def test_an_optional_column_may_be_missing_and_is_then_unknown(tmp_path):
    folder = write_study(tmp_path, changed("attacks.csv", ",source_url,", ",own_url,"))
    attacks = load_study(folder).events
    assert attacks["source_url"].isna().all()
    assert attacks["source_url"].dtype == "str"


def test_a_toll_is_known_by_its_name_and_labelled_by_the_study(tmp_path):
    toml = TOML + '[labels.attacks]\nown_killed = "Ours killed"\nlost = "Lost"\n'
    changes = changed("attacks.csv", ",us_killed,", ",own_killed,") | {"study.toml": toml}
    (warning,) = warnings_of(tmp_path, changes)
    study = load_study(tmp_path)
    assert study.events["own_killed"].dtype == "Int64"
    assert toll_lines(Selection(study, default_view(study))) == [
        "Ours killed: none known (unknown for 2 of 3 events)",
        "Us injured: at least 2 (unknown for 2 of 3 events)",
        "Militants killed: 5",
    ]
    assert warning == (
        'study.toml, labels.attacks.lost: found "lost", expected a toll of the attacks file: '
        "own_killed, us_injured; not used"
    )


def test_an_unknown_column_is_kept_as_text_with_a_warning(tmp_path):
    write_study(tmp_path, changed("attacks.csv", "weapon", "wepon"))
    study = load_study(tmp_path)
    assert study.events["wepon"].dropna().tolist() == ["drone", "rocket"]
    (warning,) = study.warnings
    assert str(warning).startswith("attacks.csv, wepon: found an unknown column, expected one of")
    assert str(warning).endswith("; it is kept as text")


def test_a_column_that_loading_adds_is_refused(tmp_path):
    (fault,) = faults_of(tmp_path, changed("attacks.csv", "weapon", "in_coverage"))
    assert fault.startswith("attacks.csv, in_coverage: found a reserved name")


def test_events_outside_the_coverage_are_kept_with_one_warning(tmp_path):
    write_study(tmp_path, changed("attacks.csv", "2024-01-03", "2024-02-01"))
    study = load_study(tmp_path)
    assert study.events["in_coverage"].tolist() == [True, False, False]
    assert [str(warning) for warning in study.warnings] == [
        "attacks.csv, date: found 2 of 3 rows outside the coverage (row 3, 4), "
        "expected 2024-01-01 to 2024-01-31; kept, but in no daily series"
    ]


def test_a_falling_total_is_a_warning_and_both_reports_are_kept(tmp_path):
    (warning,) = warnings_of(
        tmp_path,
        changed("official_totals.csv", "2024-01-05,2024-01-06,,", "2024-01-05,2024-01-06,1,"),
    )
    assert warning == (
        'official_totals.csv, row 3, total: found "1", expected no less than the 3 reported for a '
        "day before 2024-01-05; both are kept"
    )
    assert load_study(tmp_path).official_totals["total"].tolist() == [3, 1]


def test_a_smaller_total_for_the_same_day_is_no_fall(tmp_path):
    changes = changed("official_totals.csv", "2024-01-05,2024-01-06,,", "2024-01-02,2024-01-06,1,")
    assert warnings_of(tmp_path, changes) == []


def test_an_unofficial_total_makes_no_official_one_fall(tmp_path):
    changes = changed("official_totals.csv", "2024-01-05,2024-01-06,,", "2024-01-05,2024-01-06,1,")
    changes["official_totals.csv"] = changes["official_totals.csv"].replace(
        "3,2,Army", "3,2,Club (not official)"
    )
    changes |= changed("study.toml", 'total = "total"', 'total="total"\nunofficial="(not off"')
    assert warnings_of(tmp_path, changes) == []
    assert load_study(tmp_path).official_totals["official"].tolist() == [False, True]


def test_a_report_before_its_own_day_is_a_warning(tmp_path):
    changes = changed("official_totals.csv", "2024-01-05,2024-01-06", "2024-01-05,2024-01-04")
    (warning,) = warnings_of(tmp_path, changes)
    assert warning.startswith('official_totals.csv, row 3, reported_date: found "2024-01-04"')


def test_typed_columns_and_unknown_values(tmp_path):
    study = load_study(write_study(tmp_path))
    attacks = study.events
    assert attacks["date"].dtype == "datetime64[us]"
    assert attacks["event_id"].dtype == "str"
    assert attacks["lat"].dtype == "float64"
    assert attacks["in_coverage"].dtype == "bool"
    assert isinstance(attacks.index, pd.RangeIndex)
    assert attacks["us_killed"].isna().tolist() == [False, True, True]
    assert attacks["us_killed"].sum(min_count=1) == 0
    assert pd.isna(attacks.loc[1:, "us_killed"].sum(min_count=1))
    assert attacks["weapon"].isna().tolist() == [False, False, True]
    assert study.official_totals["total"].isna().tolist() == [False, True]
    assert study.official_totals["total"].dtype == study.official_totals["iraq"].dtype == "Int64"


@pytest.mark.parametrize("written", ["2.0", "2.00", "02", " 2 "])
def test_whole_numbers_as_programs_write_them(tmp_path, written):
    write_study(tmp_path, changed("attacks.csv", ",2,https", f",{written},https"))
    assert load_study(tmp_path).events["us_injured"].dropna().tolist() == [2]


def test_text_that_looks_missing_is_text(tmp_path):
    write_study(tmp_path, changed("attacks.csv", "Iraq,Base", "NA,None"))
    attacks = load_study(tmp_path).events
    assert attacks.loc[0, ["country", "location"]].tolist() == ["NA", "None"]


def test_a_fault_is_one_line_whatever_the_cell_holds():
    value = "a\nb\r\x00\u2028c" + "x" * 500
    fault = str(Fault(file="f.csv", row=2, column="d\ne", value=value, allowed="less"))
    assert fault.isprintable()
    assert len(fault) < 200


@pytest.mark.parametrize("kind", [COUNT, DAY, LATITUDE, LINK, LONGITUDE])
@given(text=st.text(min_size=1, max_size=12) | st.from_regex(r"[0-9+\-.:/ T٠-٩]{1,12}"))
def test_what_a_kind_lets_through_it_can_convert(kind, text):
    cells = pd.Series([text], dtype="str")
    if kind.valid(cells).all():
        assert kind.convert(cells).notna().all()
    else:
        assert kind.hint(text) == "" or kind is DAY


@given(
    st.dates(
        min_value=pd.Timestamp("1900-01-01").date(), max_value=pd.Timestamp("2100-12-31").date()
    )
)
def test_every_day_of_the_range_survives(day):
    cells = pd.Series([day.isoformat()], dtype="str")
    assert DAY.valid(cells).all()
    assert DAY.convert(cells)[0].date() == day


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path):
    # A line break inside quotes is one row; a blank line between rows counts, a BOM does not.
    text = ATTACKS.replace("Iraq,Base,33.79,42.44,drone", 'Iraq,"Base\n\nnorth",33.79,42.44,drone')
    text = text.replace("A2,2024-01-03", "\n,,,\nA2,never")
    (fault,) = faults_of(tmp_path, {"attacks.csv": "\ufeff" + text})
    assert fault.startswith('attacks.csv, row 5, date: found "never"')


def test_the_format_page_names_every_column_kind_and_value():
    page = (ROOT / "docs" / "study-format.md").read_text(encoding="utf-8")
    columns = {name for table in TABLES.values() for name in table}
    for word in columns | set(RESERVED.values()) | {*PRECISIONS, *CONFIRMATIONS, *RULES}:
        assert f"`{word}`" in page, word
    for table, columns in TABLES.items():
        assert f"{table}.csv" in page
        for column in columns.values():
            assert column.required or not column.filled


def test_the_format_page_names_every_setting(tmp_path):
    page = (ROOT / "docs" / "study-format.md").read_text(encoding="utf-8")
    toml = TOML.replace("attacks =", "events =").replace("[values.attacks]", "[values.events]")
    loaded = load_study(write_study(tmp_path, {"study.toml": toml})).settings
    del loaded["written"]  # what the file calls its tables, which nobody sets
    for key, value in loaded.items():
        inner = value if isinstance(value, dict) else {}
        names = [f"{key}.{name}" for name in inner] or [key]
        for name in names:
            assert f"`{name}`" in page, name
