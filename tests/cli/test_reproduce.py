"""Figures made again from their records, and what a record vouches for."""

import json
import os
import shlex
import shutil

import pytest
from click.testing import CliRunner

from cli.main import main
from report.figure.order import fingerprint


def run(*words, **more):
    return CliRunner().invoke(main, ["chart", *map(str, words)], **more)


def test_the_record_names_data_view_versions_and_the_bytes(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("--country", "Iraq", "--preset", "page", "--grey", "--out", "a.svg")
    assert run("map", *words).exit_code == 0
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told["command"] == (
        "escalation chart map --view '?country=Iraq' --preset page --grey --out a.svg"
    )
    assert told["study"]["hash"] == study.digest
    assert told["study"]["data_date"] == "2024-02-29"
    assert told["view"]["query"] == "?country=Iraq"
    assert told["view"]["fields"]["country"] == ["Iraq"]
    needed = ("escalation", "python", "plotly", "pandas", "numpy", "statsmodels", "quickjs-ng")
    assert all(told["versions"][name] for name in needed)
    assert set(told["files"]) == {"a.svg", "a.csv"}


def reproduced(*words):
    return CliRunner().invoke(main, ["reproduce", *map(str, words)])


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html"])
def test_a_figure_is_made_again_with_the_same_bytes(tmp_path, ending):
    run("breakdown", "--preset", "column", "--out", tmp_path / f"a.{ending}")
    again = tmp_path / "again"
    result = reproduced(tmp_path / "a.json", "--out", again)
    assert result.exit_code == 0, result.output
    assert f"a.{ending} came out with the same bytes" in result.stdout
    for name in (f"a.{ending}", "a.csv", "a.json"):
        assert (again / name).read_bytes() == (tmp_path / name).read_bytes()


def test_the_recorded_command_makes_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("timeline", "--country", "Iraq", "--from", "2023-11-01", "--dark", "--out", "a.svg")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    command = shlex.split(json.loads(before["a.json"])["command"])
    assert CliRunner().invoke(main, [*command[1:], "--force"]).exit_code == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_what_differs_is_said(study_folder, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(study_folder, folder)
    run("breakdown", "--study", folder, "--out", tmp_path / "a.svg")
    attacks = folder / "attacks.csv"
    lines = attacks.read_text(encoding="utf-8").splitlines(keepends=True)
    attacks.write_text("".join(lines[:-40]), encoding="utf-8")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    told["versions"]["pandas"] = "1.0"
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    result = reproduced(tmp_path / "a.json")
    assert result.exit_code == 1
    for part in ("did not come out the same", "study hash: ", "version of pandas: 1.0, now "):
        assert part in result.stdout
    assert "bytes of a.svg" in result.stdout
    assert "bytes of a.csv" in result.stdout


def test_the_same_numbers_in_other_bytes_are_said_so(tmp_path):
    run("breakdown", "--width", "400", "--out", tmp_path / "a.svg")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    # As other versions would have drawn it.
    (tmp_path / "a.svg").write_bytes(b"other")
    told["files"]["a.svg"] = fingerprint(b"other")
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    result = reproduced(tmp_path / "a.json")
    assert result.exit_code == 0
    assert "a.svg came out with the same numbers and words, other bytes." in result.stdout
    assert "bytes of a.svg: d9298a10d1b0, now " in result.stdout
    told["alt"] = "Another finding."
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    assert reproduced(tmp_path / "a.json").exit_code == 1


@pytest.mark.parametrize("name", ["a.svg", "a.csv"])
def test_a_file_that_was_tampered_with_is_not_vouched_for(tmp_path, name):
    run("breakdown", "--width", "400", "--out", tmp_path / "a.svg")
    with (tmp_path / name).open("ab") as file:
        file.write(b" ")
    result = reproduced(tmp_path / "a.json")
    assert result.exit_code == 1
    assert f"{name} on disk is not the one recorded: " in result.stdout
    (tmp_path / name).unlink()
    result = reproduced(tmp_path / "a.json")
    assert result.exit_code == 0
    assert f"{name} is not beside the record, so it was not checked." in result.stdout


def test_a_run_that_is_killed_between_two_files_is_seen(tmp_path, monkeypatch):
    run("breakdown", "--width", "400", "--out", tmp_path / "a.svg")
    record, given, replace = (tmp_path / "a.json").read_bytes(), [], os.replace

    def note(name, path):
        given.append(path.name)
        replace(name, path)

    monkeypatch.setattr("report.files.os.replace", note)
    run("breakdown", "--width", "500", "--force", "--out", tmp_path / "a.svg")
    assert given == ["a.svg", "a.csv", "a.json"]
    (tmp_path / "a.json").write_bytes(record)  # as it is before the last of them
    assert "a.svg on disk is not the one recorded" in reproduced(tmp_path / "a.json").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is not the record of a figure"),
        ("[]", "is not the record of a figure"),
        ('{"format": 1}', "name the .json file"),
        ('{"format": 1, "chart": 1, "files": [1], "study": 0}', "name the .json file"),
        (None, "No such file"),
    ],
)
def test_another_file_is_no_record(tmp_path, content, said):
    path = tmp_path / "a.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    result = reproduced(path)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def colour(told):
    told["view"]["fields"]["colour"] = "red"


def elsewhere(told):
    told["files"] = {f"../{name}": value for name, value in told["files"].items()}


def huge(told):
    told["look"]["width"] = 10**9


def nothing(told):
    told["look"] = {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (colour, "The record is damaged"),
        (nothing, "The record is damaged"),
        (elsewhere, "such in other folders"),
        (huge, "too much"),
    ],
)
def test_a_damaged_record_is_one_sentence_and_writes_nothing(tmp_path, change, said):
    run("breakdown", "--width", "400", "--out", tmp_path / "a.svg")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    change(told)
    (tmp_path / "a.json").write_text(json.dumps(told), encoding="utf-8")
    result = reproduced(tmp_path / "a.json", "--out", tmp_path / "again")
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "again").exists()
