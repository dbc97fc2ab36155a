"""Names that differ in capitals, accents, marks and blanks alone are named, never merged."""

import pandas as pd
import pytest

from data.files.options import Options
from data.importing.import_file import import_file
from data.importing.summary import account_of
from data.study import check_study, load_study
from data.tables.spellings import folded, spellings
from tests.helpers.sources import read

PLACES = ["Goma"] * 4 + ["goma "] * 3 + ["GOMA"] * 2 + ["Béni"] * 3 + ["Beni"] * 2 + ["Bukavu"]
ROWS = "".join(f"2024-01-{day:02},{place}\n" for day, place in enumerate(PLACES, 1))
SAID = "Goma is also written goma and GOMA: 5 rows; Béni is also written Beni: 2 rows"


@pytest.mark.parametrize("other", ["deir  ez-ZOR", "Deir ez Zor", "Deïr\u00a0ez\u2013Zor"])
def test_what_is_no_other_name_is_folded(other):
    assert folded(other) == folded("Deir ez-Zor")


@pytest.mark.parametrize("pair", [("Goma", "Gomba"), ("कि", "कु"), ("Base 1", "Base 11")])
def test_another_name_stays_another(pair):
    assert folded(pair[0]) != folded(pair[1])
    assert spellings(pd.Series(pair, dtype="str")) == ""


@pytest.mark.parametrize(
    "other",
    [
        "Fada N\u2019Gourma",
        "Fada N\u00b4gourma",
        "Fada N`Gourma",
        "Fada N\u02bcGourma",
        "Fada Ngourma",
        "Fada N\u201dGourma",
        "Fada\u2212N'Gourma",
        "Fada N'Gour\u00adma",
        "\u200bFada N'Gourma",
        "FADA N' GOURMA",
        "Fada-N'Gourma.",
        "\uff26\uff41\uff44\uff41 N\uff07Gourma",
        "Fadan'gourma",
    ],
)
def test_a_mark_or_a_blank_more_is_another_spelling(other):
    said = spellings(pd.Series(["Fada N'Gourma", "Fada N'Gourma", other], dtype="str"))
    assert said == f"Fada N'Gourma is also written {other}: 1 row"


@pytest.mark.parametrize(
    "pair",
    [
        ("Route 1.1", "Route 11"),
        ("Post 1 1", "Post 11"),
        ("Zone 4a", "Zone 4"),
        ("Tal Afar", "Tal Afari"),
        ("Kirkuk", "Kirkuk (north)"),
    ],
)
def test_a_number_or_a_word_more_is_another_name(pair):
    assert spellings(pd.Series(pair, dtype="str")) == ""


def test_alike_names_of_two_countries_are_two_places():
    names = pd.Series(["San José", "San Jose", "San Jose"], dtype="str")
    apart = pd.Series(["Costa Rica", "Uruguay", "Uruguay"], dtype="str")
    assert spellings(names, apart) == ""
    assert spellings(names, apart.mask(apart == "Costa Rica", "Uruguay")).endswith(": 1 row")


def test_of_many_names_a_few_are_told_and_all_are_counted():
    names = [f"{name} {number}" for number in range(9) for name in ("Post", "Post", "post")]
    said = spellings(pd.Series(names, dtype="str"))
    assert said.count("also written") == 3
    assert said.endswith("; 9 names in all are written in several ways")


def test_import_and_check_name_them_and_each_stays(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("date,place\n" + ROWS, encoding="utf-8")
    account = account_of(read(path.read_bytes()))
    caution = f'CAUTION: in "location" {SAID}; each spelling is counted by itself.'
    assert caution in account.cautions
    import_file(path, tmp_path / "new", Options())
    (warning,) = check_study(tmp_path / "new")
    assert (warning.severity, warning.column, warning.value) == ("warning", "location", SAID)
    kept = load_study(tmp_path / "new").events["location"].value_counts()
    assert kept.to_dict() == {"Goma": 4, "goma": 3, "Béni": 3, "GOMA": 2, "Beni": 2, "Bukavu": 1}
