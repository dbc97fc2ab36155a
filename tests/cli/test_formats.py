"""One figure in several formats under one name."""

import json

from click.testing import CliRunner

from cli.main import main


def run(*words):
    return CliRunner().invoke(main, ["chart", *map(str, words)])


def reproduced(*words):
    return CliRunner().invoke(main, ["reproduce", *map(str, words)])


def test_one_figure_in_several_formats_has_one_table_and_one_record(tmp_path):
    for name in ("a.svg", "a.png", "a.svg"):  # the last one again, with the same bytes
        result = run("breakdown", "--out", tmp_path / name)
        assert result.exit_code == 0, result.stderr
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert set(told["files"]) == {"a.svg", "a.csv", "a.png"}
    again = reproduced(tmp_path / "a.json")
    assert again.exit_code == 0
    assert "same bytes, 3 files" in again.output
    (tmp_path / "a.png").write_bytes(b"other")
    changed = reproduced(tmp_path / "a.json")
    assert changed.exit_code == 1
    assert "a.png on disk is not the one recorded" in changed.output


def test_another_figure_under_the_same_name_is_refused_and_nothing_is_changed(tmp_path):
    assert run("breakdown", "--out", tmp_path / "a.svg").exit_code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    result = run("breakdown", "--view", "?country=Iraq", "--out", tmp_path / "a.png")
    assert result.exit_code == 1
    assert "a.csv exists: choose another name, or replace it by --force." in result.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
