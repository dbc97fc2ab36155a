"""A study's context events with further ones: read by the study that they are put into."""

import shutil

import pytest

from data.importing.context_file import context_text, further_rows, settings_lines
from data.study import load_study
from tests.helpers.study import TOML, write_study

EVENTS = [("2024-01-20", 'Talks, "so called"'), ("2024-01-20", "=1+1"), ("2024-01-22", "Over")]


def test_the_bundled_study_reads_its_own_events_and_the_further_ones(study, tmp_path):
    folder = shutil.copytree(study.folder, tmp_path / "copy")
    further = further_rows(study, EVENTS)
    (folder / "context.csv").write_text(context_text(study, further), encoding="utf-8")
    again = load_study(folder)
    assert again.context.iloc[: len(study.context)].equals(study.context)
    new = again.context.iloc[len(study.context) :]
    assert new["event_id"].tolist() == ["R-20240120-01", "R-20240120-02", "R-20240122-01"]
    assert new["label"].tolist() == ['Talks, "so called"', "'=1+1", "Over"]
    assert set(new["source_publisher"]) == {"Added by the reader"}
    # The study lists the kinds that it takes.
    assert set(new["kind"]) == {"other"}


@pytest.mark.parametrize("listed", [True, False])
def test_a_study_draws_them_with_the_lines_given(tmp_path, listed):
    files = {}
    if not listed:
        kept = TOML.replace('context = "context.csv"\n', "")
        files["study.toml"] = kept[: kept.index("[events]")]
    study = load_study(write_study(tmp_path, files))
    further = further_rows(study, EVENTS)
    first, _, last = further["event_id"]
    lines = settings_lines(study, further, [("Talks", first, last)])
    settings = (study.folder / "study.toml").read_text(encoding="utf-8")
    assert ("[files]" in lines) is not listed
    # As a reader would: a table that is there already gets the new keys.
    settings = settings[: settings.index("[events]")] if listed else settings
    added = lines.replace("[files]\n", "")
    if not listed:
        named, added = added.split("\n\n", 1)
        settings = settings.replace("[files]\n", f"[files]\n{named}\n")
    (study.folder / "study.toml").write_text(f"{settings}\n{added}\n", encoding="utf-8")
    (study.folder / "context.csv").write_text(context_text(study, further), encoding="utf-8")
    again = load_study(study.folder)
    assert set(further["event_id"]) <= set(again.settings["events"]["shown"])
    assert again.settings["events"]["periods"][-1]["label"] == "Talks"
    assert len(again.context) == len(study.context) + 3
