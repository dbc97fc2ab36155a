from dataclasses import replace

import pytest

from analytics.errors import InvalidOption
from analytics.selection.columns import (
    column_label,
    column_nouns,
    counted_units,
    dividing_columns,
    none_of,
    offered_columns,
)
from analytics.selection.condition import conditions_of
from analytics.selection.options import check_choices, default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import check_study, load_study
from tests.helpers.sources import ACLED_2022, acled
from tests.helpers.study import TOML, write_study


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A study made of an ACLED file: every second event is a protest."""
    folder = tmp_path_factory.mktemp("acled")
    text = acled(ACLED_2022, [f"2022-04-{day:02}" for day in range(1, 21)]).decode()
    battles = text.split('"Battles"')
    others = ['"Battles"', '"Protests"'] * 10
    text = battles[0] + "".join(a + b for a, b in zip(others, battles[1:], strict=True))
    (folder / "acled.csv").write_text(text, encoding="utf-8")
    import_file(folder / "acled.csv", folder / "study", Options())
    return load_study(folder / "study")


def test_a_file_of_acled_brings_its_columns_and_has_no_filter_by_weapon(coded):
    assert coded.settings["filters"] == {"event_type": "Event type"}
    assert offered_columns(coded) == {"event_type": "Event type"}
    assert "weapon" not in dividing_columns(coded)
    assert default_view(coded).by == "event_type"


def test_leaving_out_protests_counts_the_others_and_every_figure_says_it(coded):
    whole = Selection(coded, default_view(coded))
    parts = [
        whole.under(where=conditions_of("event_type", [text])) for text in ("Protests", "-Protests")
    ]
    counts = [part.counts(part.measured) for part in parts]
    assert (counts[0] + counts[1]).tolist() == whole.counts(whole.measured).tolist()
    assert all(one.sum() for one in counts)
    assert ", event type: not Protests. Left out: 14 days" in subtitle(parts[1])


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("evnt", "x", "no column 'evnt' to filter by: this study has country, location, confirm"),
        ("event_type", "Protest", "has the event type 'Protest': there is Protests"),
    ],
)
def test_what_the_study_has_not_is_refused_with_what_it_has(coded, column, value, told):
    view = replace(default_view(coded), where=conditions_of(column, [value]))
    with pytest.raises(InvalidOption, match=told):
        check_choices(Selection(coded, view))
    with pytest.raises(InvalidOption, match="no column 'evnt' to divide by"):
        check_choices(Selection(coded, replace(default_view(coded), by="evnt")))


def test_a_study_names_its_filters_and_is_told_of_one_that_it_lacks(tmp_path):
    filters = '[filters]\nweapon = "Means"\nactor = "By whom"\ncolour = "Colour"\n'
    folder = write_study(tmp_path, {"study.toml": f"{TOML}\n{filters}"})
    told = [str(fault) for fault in check_study(folder)]
    assert sum("filters.colour" in line for line in told) == 1
    assert list(load_study(folder).settings["filters"]) == ["weapon", "actor", "colour"]


@pytest.mark.parametrize(
    ("label", "column", "nouns"),
    [
        (None, "admin1", ("first-level area", "first-level areas")),
        # As an imported study calls it, which is what its source does.
        ("Admin 1", "admin1", ("first-level area", "first-level areas")),
        # A word that English has for areas; not one that may be a plural, or of another language.
        ("Governorate", "admin1", ("governorate", "governorates")),
        (" COUNTY", "adm3", ("county", "counties")),
        ("Districts", "admin1", ("value of Districts", "values of Districts")),
        ("Wilayat", "admin1", ("value of Wilayat", "values of Wilayat")),
        ("Bezirk", "admin2", ("value of Bezirk", "values of Bezirk")),
        (None, "district", ("district", "districts")),
        ("Type of party", "actor1", ("value of Type of party", "values of Type of party")),
        ("Art", "actor1", ("value of Art", "values of Art")),
        ("Wilaya (ولاية)", "admin1", ("value of Wilaya (ولاية)", "values of Wilaya (ولاية)")),
        (None, "event_type", ("event type", "event types")),
        (None, "country", ("country", "countries")),
        (None, "location", ("place", "places")),
        (None, "some_column", ("value of Some column", "values of Some column")),
    ],
)
def test_what_a_column_tells_apart_is_counted_in_words(coded, label, column, nouns):
    filters = {column: label} if label else {}
    study = replace(coded, settings={**coded.settings, "filters": filters})
    assert column_nouns(study, column) == nouns


def test_a_label_begins_with_a_capital_letter_and_a_sentence_has_the_name_as_written(coded):
    named = {"event_type": "source kind", "notes": "iD of a note"}
    other = replace(coded, settings={**coded.settings, "filters": named})
    assert offered_columns(other)["event_type"] == "Source kind"
    assert dividing_columns(other)["event_type"] == "Source kind"
    assert column_label(other, "event_type") == "Source kind"
    assert column_label(other, "notes") == "ID of a note"
    assert column_nouns(other, "event_type")[0] == "value of source kind"


def test_what_is_unknown_is_no_unit_and_is_named_beside_them():
    nouns = ("weapon", "weapons")
    assert counted_units(["drone", "rocket", "Unknown"], nouns) == "2 weapons and the unknown"
    assert counted_units(["drone"], nouns) == "1 weapon"
    assert none_of(["drone", "rocket", "unknown"], nouns) == "None of 2 weapons"
    assert none_of(["drone", "unknown"], nouns) == "No weapon"
