"""Places of one name in several countries, counted from files: as a study has them."""

import pandas as pd
import pytest

import escalation
from data.files.options import Options
from data.streaming import parts
from data.streaming.counted import count_rows
from data.streaming.parts import open_parts
from tests.helpers.homonyms import PERIOD, homonyms, sizes


def units_of(path, *by):
    rows = count_rows(path, open_parts(path), by, Options(), tell=lambda *_: None)
    found = dict.fromkeys(rows.keys, 0)
    for unit, many in zip(rows.units.tolist(), rows.counts.tolist(), strict=True):
        found[rows.keys[unit]] += many
    return found, rows.left_out


@pytest.fixture(params=[1 << 19, 7])
def batches(request, monkeypatch):
    monkeypatch.setattr(parts, "AT_ONCE", request.param)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_file_is_counted_as_a_study_is_whatever_the_order_of_its_rows(tmp_path, batches, seed):
    events = homonyms().sample(frac=1, random_state=seed)
    events.to_csv(tmp_path / "a.csv", index=False)
    events.to_parquet(tmp_path / "a.parquet", index=False)
    for name in ("a.csv", "a.parquet"):
        found, left_out = units_of(tmp_path / name, "admin1")
        assert (found, left_out) == ({(unit,): many for unit, many in sizes().items()}, {})


def test_a_file_is_scanned_as_its_frame_is(tmp_path):
    homonyms().to_csv(tmp_path / "a.csv", index=False)
    file, frame = (
        escalation.scan(given, "admin1", **PERIOD) for given in (tmp_path / "a.csv", homonyms())
    )
    pd.testing.assert_frame_equal(file.table, frame.table)
    assert file.firm["unit"].tolist() == ["Est (Burkina Faso)"]


def test_units_of_several_columns_have_the_full_names_too(tmp_path, batches):
    events = homonyms().assign(actor=lambda rows: rows["admin1"].str[:1])
    events.to_parquet(tmp_path / "a.parquet", index=False)
    found, _ = units_of(tmp_path / "a.parquet", "actor", "admin1")
    assert found == {(name[:1], name): many for name, many in sizes().items()}


def test_the_country_of_a_folders_name_tells_places_apart(tmp_path):
    for country, rows in homonyms().groupby("country"):
        folder = tmp_path / f"country={country}"
        folder.mkdir()
        rows.drop(columns="country").to_parquet(folder / "rows.parquet", index=False)
    found, _ = units_of(tmp_path, "admin1")
    expected = {(name,): many for name, many in sizes().items() if "unknown" not in name}
    # Rows of the made study that know no country lie in no folder.
    expected["Sahel",] -= int(
        (homonyms()["country"].isna() & (homonyms()["admin1"] == "Sahel")).sum()
    )
    assert found == expected


def test_a_later_file_without_the_column_is_of_no_known_country(tmp_path):
    events = homonyms()
    known = events["country"].notna()
    events[known].to_csv(tmp_path / "a.csv", index=False)
    events[~known].drop(columns="country").to_csv(tmp_path / "b.csv", index=False)
    assert units_of(tmp_path, "admin1")[0] == {(unit,): many for unit, many in sizes().items()}


def test_blank_names_and_names_first_met_without_rows_are_counted_right(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "date,country,admin1\n2024-01-01,,Est\n2024-01-01,Mali,\n2024-01-02,Mali,Est\n"
        "2024-01-02,Niger,NA\n2024-01-03,mali,Est\n2024-01-03,N/A,Est\n2024-01-03,Niger,\n"
    )
    found, left_out = units_of(path, "admin1")
    assert found == {("Est",): 4}
    assert left_out == {"name no admin1": 3}
    path.write_text(f"{path.read_text()}2024-01-04,Niger,Est\n")
    found, _ = units_of(path, "admin1")
    assert found == {("Est (Mali)",): 2, ("Est (Niger)",): 1, ("Est (country unknown)",): 2}


def test_columns_that_are_no_places_are_not_divided_by_country(tmp_path):
    homonyms().rename(columns={"admin1": "actor"}).to_csv(tmp_path / "a.csv", index=False)
    found, _ = units_of(tmp_path / "a.csv", "actor")
    assert found.keys() == {("Est",), ("Sahel",), ("Littoral",)}
