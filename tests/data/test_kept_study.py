from dataclasses import fields, replace

import pandas as pd
import pytest

from data.files.options import Options
from data.importing.import_file import open_file
from data.kept_study import keep_study, kept_study
from data.study import load_study
from tests.helpers.sources import bare, gdelt
from tests.helpers.upload import GOOD


def same(one, other):
    for field in fields(one):
        ours, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(ours, pd.DataFrame):
            pd.testing.assert_frame_equal(ours, theirs, check_index_type="exact")
        else:
            assert ours == theirs, field.name
            assert type(ours) is type(theirs), field.name


def test_the_bundled_study_comes_back_as_it_was(study, tmp_path):
    size = keep_study(study, tmp_path)
    same(study, kept_study(tmp_path))
    assert size == sum(path.stat().st_size for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "content", [GOOD, bare(gdelt(61, ["18", "19", "04"]))], ids=["acled", "gdelt"]
)
def test_a_dropped_file_comes_back_as_it_was(content, tmp_path):
    study, _ = open_file(content, Options(), file="made.csv")
    keep_study(study, tmp_path)
    same(study, kept_study(tmp_path))


def test_nothing_in_it_is_python(study, tmp_path):
    keep_study(study, tmp_path)
    starts = {path.suffix: path.read_bytes()[:6] for path in tmp_path.iterdir()}
    assert starts == {".arrow": b"ARROW1", ".json": b'{"name'}


def test_a_value_that_json_has_not_is_refused(study, tmp_path):
    with pytest.raises(TypeError, match="hold object, which JSON has not"):
        keep_study(replace(study, settings={"x": object()}), tmp_path)


def test_vintages_are_still_found_beside_the_study(study, tmp_path, study_folder):
    keep_study(load_study(study_folder), tmp_path)
    assert kept_study(tmp_path).folder == study_folder
