import unicodedata

import pandas as pd
import pytest

from data.errors import SourceError
from data.files.grid import Sheet
from data.files.options import Options
from data.sources.column_names import HEADINGS_ELSEWHERE, SYNONYMS, _bare, find_columns

DAYS = ["2025-01-03", "not known yet", "2025-01-09"]


def found(cells, **options):
    cells = pd.DataFrame(cells, dtype="str")
    sheet = Sheet(file="own.csv", cells=cells, blank=0, misfits={}, notes=())
    return find_columns(sheet, Options(**options))


@pytest.mark.parametrize(
    ("date", "place"),
    [
        ("Date de l'événement", "lieu"),
        ("DATE DE L’EVENEMENT", "Localité"),
        (unicodedata.normalize("NFD", "Date de l'événement"), "Ville"),
        ("Fecha del evento", "Lugar"),
        ("Data do incidente", "Localidade"),
        ("Data dell’evento", "Località"),
        ("Datum des Ereignisses", "Ort"),
        ("Datum", "Plaats"),
        ("Data zdarzenia", "Miejscowość"),
        ("Дата події", "Місце"),
        ("Дата события", "Населённый пункт"),
        ("Olay tarihi", "Şehir"),
        ("تاريخ الحدث", "المكان"),
        ("تاریخ", "محل"),
    ],
)
def test_a_date_and_a_place_are_recognised_beside_other_dates(date, place):
    columns = {"Updated": ["2025-02-01"] * 3, date: DAYS, place: ["Gao", "Kidal", "Gao"]}
    assert found(columns) == {"date": date, "location": place}


def test_an_english_name_wins_and_the_surest_word_is_taken():
    two = {"date": DAYS, "Fecha": DAYS, "Ville": ["a", "b", "c"], "Lieu": ["d", "e", "f"]}
    assert found(two) == {"date": "date", "location": "Lieu"}


def test_two_columns_of_dates_that_differ_are_asked_about():
    other = ["2025-01-04", "2025-01-05", "2025-01-09"]
    two = {"Fecha": ["2025-01-03", "2025-01-04", "2025-01-09"], "Fecha del evento": other}
    with pytest.raises(SourceError, match='"Fecha del evento" and "Fecha"'):
        found(two)
    assert found(two, columns={"date": "Fecha"})["date"] == "Fecha"


def test_data_in_english_is_no_date_and_one_coordinate_is_none():
    columns = {"data": ["a", "b", "c"], "When": DAYS, "longitud": ["1", "2", "3"]}
    assert found(columns) == {"date": "When"}
    pair = found({**columns, "latitud": ["1", "2", "3"]})
    assert (pair["lat"], pair["lon"]) == ("latitud", "longitud")


def test_no_word_stands_for_two_columns():
    words = [
        (_bare(word), name) for name, all_ in HEADINGS_ELSEWHERE.items() for word in all_.split()
    ]
    words += [(word, name) for name, all_ in SYNONYMS.items() for word in all_.split()]
    meaning = dict(words)
    assert [(word, name) for word, name in words if meaning[word] != name] == []
