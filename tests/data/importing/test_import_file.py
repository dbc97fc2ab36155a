import gzip
import os
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from cli.main import main
from cli.options import DATE_ORDERS as CLI_ORDERS
from cli.options import FORMATS as CLI_FORMATS
from data.errors import SourceError
from data.files.options import DATE_ORDERS, FORMATS, Options
from data.importing import import_file as module
from data.importing.import_file import import_file
from data.sources.column_names import HEADINGS_ELSEWHERE, SYNONYMS, TOLLS_ELSEWHERE
from data.study import check_study, load_study
from tests.helpers.paths import ROOT
from tests.helpers.sources import ACLED_2022, GTD, OWN, UCDP, acled, bare, gdelt

FILES = {
    "acled": acled(ACLED_2022, ["2022-01-05", "2022-01-05", "2022-02-01"]),
    "ucdp": UCDP.encode(),
    "gdelt": bare(gdelt(61, ["18", "19", "04"])),
    "gtd": GTD.encode(),
    "tabular": OWN.replace("Day of incident", "Date").replace("2024-01-05", "never").encode(),
}


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(params=FILES)
def source(request, tmp_path):
    path = tmp_path / f"{request.param}.csv"
    path.write_bytes(FILES[request.param])
    return path


def test_import_writes_a_study_that_check_and_analyse_take(source, tmp_path):
    out = tmp_path / "studies" / "new"
    told = run("import", source, "--out", out)
    assert told.exit_code == 0, told.output
    assert "rows in" in told.output
    assert all(fault.severity == "warning" for fault in check_study(out))
    assert not [fault for fault in check_study(out) if "unknown column" in str(fault)]
    study = load_study(out)
    (name,) = study.settings["series"]
    counts = Selection(study, default_view(study)).counts(name)
    dated = study.events["date_precision"].isin(["day", "approx"])
    assert 0 < counts.sum() <= (dated & study.events["in_coverage"]).sum()
    assert "| kept |" in study.sources
    analysed = run("analyse", "--study", out)
    assert analysed.exit_code == 0
    assert sorted(tmp_path.joinpath("studies").iterdir()) == [out]


def test_rejected_rows_are_listed_beside_the_study(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(FILES["tabular"])
    told = run("import", path, "--out", tmp_path / "new").output
    assert "3 rows in, 2 kept, 0 left out, 1 rejected" in told
    assert 'row 4: Date: found "never", expected a day' in told
    table = pd.read_csv(tmp_path / "new" / "rejected.csv")
    assert table.columns.tolist() == ["file", "row", "reason"]
    assert table[["file", "row"]].to_numpy().tolist() == [["own.csv", 4]]


def test_two_series_come_from_one_file_by_conditions(tmp_path):
    path = tmp_path / "ucdp.csv"
    path.write_bytes(FILES["ucdp"].replace(b"Government of Nowhere,R,Town,33.5,44.2,Nowhere,1",
                                           b"R,Government,Town,33.5,44.2,Nowhere,1"))  # fmt: skip
    import_file(path, tmp_path / "new", Options())
    toml = tmp_path / "new" / "study.toml"
    text = toml.read_text(encoding="utf-8").partition("[[series]]")[0]
    text += '[[series]]\nname = "raids"\nwhere = { side_a = ["R"] }\n'
    text += '[[series]]\nname = "strikes"\nwhere = { side_a = ["Government of*"] }\n'
    # A series of this name is of the file of this name, unless it says otherwise.
    text += 'table = "attacks"\n'
    toml.write_text(text, encoding="utf-8")
    study = load_study(tmp_path / "new")
    view = default_view(study)
    assert study.warnings == ()
    assert (
        len(Selection(study, view).events("raids"))
        == Selection(study, view).counts("raids").sum()
        == 1
    )
    # Four events, none of them dated to the day: all are in the series, none on a day of it.
    assert len(Selection(study, view).events("strikes")) == 4
    assert Selection(study, view).counts("strikes").sum() == 0


def test_gdelt_says_in_every_figure_that_it_counts_reports(tmp_path):
    path = tmp_path / "gdelt.csv"
    path.write_bytes(FILES["gdelt"])
    import_file(path, tmp_path / "new", Options())
    study = load_study(tmp_path / "new")
    assert "not verified events" in study.credit
    assert "not events" in study.settings["series"]["reports"]["label"]
    assert "counts reporting, not events" in study.sources


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere.csv", "--out", "new"), "nowhere.csv: found nothing, expected a file"),
        (("own.csv", "--out", "."), "something there already"),
        (("own.csv", "--out", "own.csv"), "something there already"),
        (
            ("own.csv", "--out", "own.csv/new", "--map", "date=Day of incident"),
            "a folder that can be made",
        ),
        (("own.csv", "--out", "new", "--map", "date=Day"), "expected one of Incident ID"),
        (("own.csv", "--out", "new", "--map", "date"), "as in date=Day"),
        (("own.csv", "--out", "new", "--format", "acled"), "the columns event_date, event_type"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence_and_leaves_nothing(
    words, message, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    result = run("import", *words)
    assert result.exit_code == 1
    assert message in result.output
    assert os.listdir(tmp_path) == ["own.csv"]


def test_nothing_is_left_when_the_disk_is_full(tmp_path, monkeypatch):
    path = tmp_path / "ucdp.csv"
    path.write_bytes(FILES["ucdp"])

    def full(*_args, **_choices):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_cells", full)
    with pytest.raises(SourceError, match="No space left on device"):
        import_file(path, tmp_path / "new", Options())
    assert os.listdir(tmp_path) == ["ucdp.csv"]


def test_odd_names_of_files_and_columns_do_not_break_the_study(tmp_path):
    path = tmp_path / 'a "b" {c} \u202e.csv'
    path.write_text('date,"q""u{o}te",back\\slash,\u05e9\n2024-01-02,1,2,3\n', encoding="utf-8")
    outcome = import_file(path, tmp_path / "new", Options()).outcome
    assert outcome.extra_columns == ('q"u{o}te', "back\\slash", "\u05e9")
    assert load_study(tmp_path / "new").events['q"u{o}te'].tolist() == ["1"]


def test_the_page_names_every_reader_synonym_and_option():
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    for name in FORMATS:
        assert f"(`{name}`)" in page
    for name, words in SYNONYMS.items():
        assert f"| `{name}` | {', '.join(words.split())} |" in page
    for words in TOLLS_ELSEWHERE.values():
        assert ", ".join(words.split()) in page
    for name, words in HEADINGS_ELSEWHERE.items():
        assert f"- `{name}`: {', '.join(words.split())}\n" in page
    for option in main.commands["import"].params:
        if option.name != "file":
            assert option.opts[0] in page


def test_the_page_shows_what_the_command_prints(shared_dataset, tmp_path, monkeypatch):
    packed = shared_dataset("ucdp_ged_ukraine/conflict_data_ukr.csv.gz").read_bytes()
    (tmp_path / "conflict_data_ukr.csv").write_bytes(gzip.decompress(packed))
    page = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    command, _, shown = page.partition("$ escalation ")[2].partition("```")[0].partition("\n")
    monkeypatch.chdir(tmp_path)
    assert run(*command.split()).stdout == shown


def test_the_command_line_offers_what_the_readers_know():
    assert CLI_FORMATS == FORMATS
    assert CLI_ORDERS == DATE_ORDERS


def test_loading_a_small_study_imports_no_reader_of_other_formats():
    code = (
        "import sys, data.study; "
        "print([m for m in sys.modules if m.startswith(('data.sources', 'openpyxl'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_import_takes_an_empty_folder_that_is_there(tmp_path):
    (tmp_path / "own.csv").write_text("date,country\n2024-01-05,Iraq\n", encoding="utf-8")
    out = tmp_path / "study"
    out.mkdir()
    import_file(tmp_path / "own.csv", out, Options())
    assert b"\r" not in (out / "study.toml").read_bytes()
    assert not list(tmp_path.glob(".study*"))


def test_a_dry_run_says_how_a_file_is_understood_and_writes_nothing(tmp_path):
    path = tmp_path / "own.csv"
    rows = "".join(f"2024-01-{day:02},Base,2-4\n" for day in range(1, 31))
    path.write_text("When,Place,Dead\n" + rows + "2042-01-01,Base,1\n", encoding="utf-8")
    told = run("import", path, "--dry-run")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0].startswith("own.csv, read as a spreadsheet: 31 rows in, 31 kept")
    assert lines[1].startswith("  CAUTION: 1 of 31 dates lies far")
    assert '  When: date, such as "2024-01-01"' in lines
    assert '  Dead: killed, such as "2-4"' in lines
    assert (
        "First day 2024-01-01, last day 2024-01-30; a cell changed or unknown in 30" in told.stdout
    )
    assert told.stdout.count("2042-01-01") == 1
    assert os.listdir(tmp_path) == ["own.csv"]
    assert run("import", path).exit_code == 2


def test_a_row_far_from_all_others_is_listed_with_the_rejected_ones(tmp_path):
    path = tmp_path / "own.csv"
    rows = [f"2024-01-{day:02},Base" for day in range(1, 31)]
    path.write_text("\n".join(["date,place", "never,Base", *rows, "2042-01-01,Base"]))
    told = run("import", path, "--out", tmp_path / "study").stdout
    assert "32 rows in, 31 kept, 0 left out, 1 rejected" in told
    assert "  kept 1 row outside the days covered, listed in rejected.csv too" in told
    listed = pd.read_csv(tmp_path / "study" / "rejected.csv")
    assert listed["row"].tolist() == [2, 33]
    assert listed["reason"][1] == (
        "date: 2042-01-01 is outside the days covered, 2024-01-01 to 2024-01-30; kept, but in no "
        "daily series"
    )


def test_check_warns_where_the_time_zone_would_cut_other_days(tmp_path):
    path = tmp_path / "sirens.csv"
    rows = [f"2024-03-{day} {hour}:10:00+00:00,T\n" for day in (10, 11) for hour in ("05", "22")]
    path.write_text("started_at,place\n" + "".join(rows), encoding="utf-8")
    import_file(path, tmp_path / "new", Options())
    assert not check_study(tmp_path / "new")
    toml = tmp_path / "new" / "study.toml"
    text = toml.read_text(encoding="utf-8")
    assert 'timezone = "UTC"' in text
    toml.write_text(text.replace('timezone = "UTC"', 'timezone = "Europe/Kyiv"'), encoding="utf-8")
    (warning,) = check_study(tmp_path / "new")
    assert warning.severity == "warning"
    assert "2 of 4 rows on another day in Europe/Kyiv (row 3, 5)" in str(warning)
    import_file(path, tmp_path / "there", Options(timezone="Europe/Kyiv"))
    assert not check_study(tmp_path / "there")
