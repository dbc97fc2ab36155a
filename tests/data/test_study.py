import os
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import EscalationError, StudyError
from data.study import Study, check_study, load_study
from data.tables.schema import TOLL
from tests.helpers.paths import ROOT
from tests.helpers.study import ATTACKS, FILES, STRIKES, TOML, changed, faults_of, write_study


def test_a_valid_study_has_neither_fault_nor_warning(tmp_path):
    folder = write_study(tmp_path)
    assert check_study(folder) == ()
    study = load_study(str(folder))
    assert (study.title, study.credit, study.sources) == ("Made up", "Nobody", "# Made up\n")
    assert (study.start, study.end) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"))
    assert [
        len(t) for t in (study.events, study.strikes, study.context, study.official_totals)
    ] == [*(3, 1, 2, 2)]
    with pytest.raises(FrozenInstanceError):
        study.title = "Other"


def test_only_attacks_are_needed(tmp_path):
    toml = (
        TOML[: TOML.index("strikes =")]
        + '[official_totals]\ntotal = "total"\nsplit = {Iraq="iraq"}\n'
    )
    left_out = dict.fromkeys(("strikes.csv", "context.csv", "official_totals.csv", "SOURCES.md"))
    alone = load_study(write_study(tmp_path, {"study.toml": toml} | left_out))
    (tmp_path / "whole").mkdir()
    whole = load_study(write_study(tmp_path / "whole"))
    for name in ("strikes", "context", "official_totals"):
        empty, full = getattr(alone, name), getattr(whole, name)
        assert empty.empty
        known = [name for name in full.columns if not TOLL.fullmatch(name)]
        assert empty.dtypes[known].equals(full.dtypes[known])
    (warning,) = alone.warnings
    assert str(warning).startswith("SOURCES.md: found nothing, expected an account")


@pytest.mark.parametrize(
    ("name", "found"),
    [("absent", "no such folder"), ("file", "a file"), ("x" * 5000, "a path that cannot be")],
)
def test_what_is_no_folder_gives_one_sentence(tmp_path, name, found):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StudyError, match=f"found {found}") as raised:
        load_study(tmp_path / name)
    assert "\n" not in str(raised.value)
    assert len(check_study(tmp_path / name)) == 1


def test_a_folder_without_study_toml(tmp_path):
    with pytest.raises(StudyError) as raised:
        load_study(tmp_path)
    assert str(raised.value) == (
        "The study cannot be loaded: study.toml: found nothing, "
        "expected a file of this name in the folder."
    )


def test_the_error_lists_what_the_check_lists(tmp_path):
    changes = changed("attacks.csv", "2024-01-03", "03/01/2024") | {"strikes.csv": None}
    write_study(tmp_path, changes)
    checked = check_study(tmp_path)
    with pytest.raises(StudyError) as raised:
        load_study(tmp_path)
    assert raised.value.faults == checked
    assert len(checked) == 3
    assert isinstance(raised.value, EscalationError)
    lines = str(raised.value).splitlines()
    assert lines[0] == "The study cannot be loaded, 3 faults:"
    assert [line.strip() for line in lines[1:]] == [str(fault) for fault in checked]


def test_faults_of_settings_and_of_files_are_listed_together(tmp_path):
    changes = changed("study.toml", "start = 2024-01-01", "start = 2025-01-01")
    changes |= changed("attacks.csv", "2024-01-02", "2024-01-32")
    assert [fault.split(":")[0] for fault in faults_of(tmp_path, changes)] == [
        "study.toml, coverage.end",
        "attacks.csv, row 2, date",
    ]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(STRIKES, encoding="utf-8")
    folder = tmp_path / "study"
    folder.mkdir()
    write_study(folder, {"strikes.csv": None})
    (folder / "strikes.csv").symlink_to(outside)
    (fault,) = check_study(folder)
    assert "expected a file inside the study's folder" in str(fault)
    (folder / "strikes.csv").unlink()
    (folder / "strikes.csv").symlink_to("strikes.csv")
    (fault,) = check_study(folder)
    assert fault.column == "files.strikes"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path):
    write_study(tmp_path, {"strikes.csv": None})
    os.mkfifo(tmp_path / "strikes.csv")
    (fault,) = check_study(tmp_path)
    assert fault.column == "files.strikes"


POST = ATTACKS.index("Post")


HEADER = ATTACKS.split("\n")[0]


BYTES = [
    (b"", "attacks.csv: found no text, expected a header row and at least one row"),
    (b"\xef\xbb\xbf\n \n", "attacks.csv: found no text"),
    (HEADER.encode(), "attacks.csv: found only a header row"),
    (ATTACKS.encode("utf-16"), "attacks.csv: found UTF-16 text, expected UTF-8 text (in a spread"),
    (ATTACKS.encode("utf-16-be"), "attacks.csv: found byte 0x00 at offset 0 (line 1)"),
    (
        ATTACKS.replace("Post", "Dérik").encode("cp1252"),
        f"attacks.csv: found byte 0xe9 at offset {POST + 1} (line 3), expected UTF-8 text",
    ),
    (ATTACKS.replace("Post", "\0").encode(), f"found byte 0x00 at offset {POST} (line 3)"),
    (ATTACKS.replace("Post", '"Post').encode(), "attacks.csv, row 3: found broken CSV"),
    (ATTACKS.replace("Post", "P" * 1_000_001).encode(), "attacks.csv, row 3: found broken CSV"),
    (ATTACKS.replace(",", ";").encode(), "expected cells separated by commas, not by semicolons"),
    (ATTACKS.replace(",", "\t").encode(), "expected cells separated by commas, not by semicolons"),
    (ATTACKS.replace("lon,", "lat,").encode(), 'attacks.csv, row 1, lat: found "lat", expected a'),
    (
        ATTACKS.replace("Post,,", "Post,").encode(),
        "attacks.csv, row 3: found 11 cells, expected 12",
    ),
    (
        ATTACKS.replace("Post,", "Post,,").encode(),
        "attacks.csv, row 3: found 13 cells, expected 12",
    ),
    (
        ATTACKS.replace("weapon", "").encode(),
        "attacks.csv, row 1, column 8: found a blank, expected",
    ),
    (b"PK\x03\x04\x14\x00", "attacks.csv: found byte 0x00 at offset 5 (line 1)"),
]


@pytest.mark.parametrize(("content", "message"), BYTES)
def test_each_wrong_file_is_one_fault(tmp_path, content, message):
    (fault,) = faults_of(tmp_path, {"attacks.csv": content})
    assert message in fault


def test_the_byte_order_mark_does_not_shift_the_offset(tmp_path):
    content = "\ufeff".encode() + ATTACKS.replace("Post", "Dérik").encode("cp1252")
    (fault,) = faults_of(tmp_path, {"attacks.csv": content})
    assert f"byte 0xe9 at offset {content.index(0xE9)} (line 3)" in fault


@pytest.mark.parametrize("name", ["study.toml", "SOURCES.md"])
def test_other_files_must_be_utf_8_too(tmp_path, name):
    content = (FILES[name] + "# Dérik\n").encode("cp1252")
    (fault,) = faults_of(tmp_path, {name: content})
    assert fault.startswith(f"{name}: found byte 0xe9")


def spreadsheet(text: str) -> str:
    """Write a CSV file as a careless spreadsheet does: spaces, blank rows and blank columns."""
    rows = [",".join(f" {cell} " for cell in row.split(",")) + ",," for row in text.splitlines()]
    return "\n" + "\n,,,,\n\n".join(rows) + "\n,,,,,,,,,,,,,,\n\n"


@pytest.mark.parametrize("new_line", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_a_spreadsheet_adds_changes_nothing(tmp_path, mark, new_line):
    plain = load_study(write_study(tmp_path))
    (tmp_path / "saved").mkdir()
    tables = {name: mark + spreadsheet(FILES[name]) for name in FILES if name.endswith(".csv")}
    saved = load_study(write_study(tmp_path / "saved", tables, new_line=new_line))
    for name in ("events", "strikes", "context", "official_totals"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(saved, name))


def test_another_coverage_can_be_asked_for(tmp_path):
    folder = write_study(tmp_path)
    study = load_study(folder, start="2024-01-03", end=date(2024, 2, 29))
    assert (study.start, study.end) == (pd.Timestamp("2024-01-03"), pd.Timestamp("2024-02-29"))
    assert study.events["in_coverage"].tolist() == [False, True, True]
    assert load_study(folder, end=pd.Timestamp("2024-01-02")).events["in_coverage"].sum() == 1


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (
            "2024-02-01",
            None,
            "end: found 2024-01-31, expected a day on or after the start, 2024-02",
        ),
        ("03/04/2024", None, "write 2024-04-03 or 2024-03-04"),
        (None, "", "end: found a blank, expected a day that exists"),
    ],
)
def test_an_impossible_coverage_is_refused(tmp_path, start, end, message):
    with pytest.raises(StudyError) as raised:
        load_study(write_study(tmp_path), start=start, end=end)
    assert str(raised.value).startswith("The study cannot be loaded: coverage asked for, ")
    assert message in str(raised.value)


def test_the_digest_changes_with_any_table_and_with_nothing_else(tmp_path):
    first = load_study(write_study(tmp_path)).digest
    assert len(first) == 12
    (tmp_path / "copy").mkdir()
    sources = {"SOURCES.md": "other words"}
    assert load_study(write_study(tmp_path / "copy", sources), start="2024-01-02").digest == first
    for name in ("study.toml", "attacks.csv", "strikes.csv", "context.csv", "official_totals.csv"):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        assert load_study(write_study(folder, {name: FILES[name] + "\n"})).digest != first


MANGLED = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet='",;\n\r\t\0\ufeffaé1-\u202e', max_size=200).map(str.encode),
)


@given(
    name=st.sampled_from(sorted(FILES)),
    at=st.floats(0, 1),
    cut=st.integers(0, 40),
    inserted=MANGLED,
    whole=st.booleans(),
)
def test_mangled_bytes_give_a_study_or_a_study_error(
    tmp_path_factory, name, at, cut, inserted, whole
):
    content = FILES[name].encode()
    start = int(at * len(content))
    mangled = inserted if whole else content[:start] + inserted + content[start + cut :]
    folder = write_study(tmp_path_factory.mktemp("mangled"), {name: mangled})
    try:
        result = load_study(folder)
    except StudyError as error:
        result = error
    if isinstance(result, Study):
        assert len(result.events) >= 1
    else:
        assert result.faults
        assert all(str(fault).isprintable() for fault in result.faults)


def test_importing_the_reader_leaves_the_slow_libraries_alone():
    slow = ("pyarrow.csv", "statsmodels")
    code = f"import sys, data.study; print([m for m in {slow} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
