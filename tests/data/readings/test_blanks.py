import pandas as pd
import pytest

from data.files.options import Options
from data.importing.import_file import import_file
from data.readings.blanks import without_written_blanks
from data.study import load_study

UNKNOWN = ["inconnu", "DESCONOCIDO", "Desconhecida", "sconosciuto", "Unbekannt", "onbekend"]
UNKNOWN += [
    "nieznany",
    "невідомо",
    "Неизвестно",
    "bilinmiyor",
    "BİLİNMİYOR",
    "غير معروف",
    "نامعلوم",
]
UNKNOWN += ["non précisé", "Non precise", "NON PRÉCISÉ", "Keine Angabe", "não informado", "Н/Д"]


@pytest.mark.parametrize("word", UNKNOWN)
def test_a_word_for_what_is_not_known_is_a_blank_and_told(word):
    cells, notes = without_written_blanks(pd.DataFrame({"lieu": ["Gao", word]}, dtype="str"))
    assert cells["lieu"].isna().tolist() == [False, True]
    assert notes == (f'"{word}" is taken as a blank, in 1 cell (lieu 1).',)


@pytest.mark.parametrize(
    "text",
    ["hommes armés non identifiés", "Gao, lieu inconnu", "Le Soldat inconnu", "unknown", "Ignoto"],
)
def test_a_cell_that_says_more_or_could_be_a_name_stays(text):
    cells, notes = without_written_blanks(pd.DataFrame({"lieu": [text]}, dtype="str"))
    assert (cells["lieu"].tolist(), notes) == ([text], ())


def test_an_unknown_place_is_no_place_of_any_country(tmp_path):
    path = tmp_path / "sahel.csv"
    lines = ["date,country,location,killed"]
    lines += [f"2025-01-{day:02},{'Mali' if day % 2 else 'Niger'},inconnu,2" for day in range(1, 9)]
    path.write_text("\n".join([*lines, "2025-01-09,Mali,Gao,inconnu"]), encoding="utf-8")
    made = import_file(path, tmp_path / "study", Options())
    study = load_study(tmp_path / "study")
    assert study.events["location"].dropna().tolist() == ["Gao"]
    assert study.events["killed"].isna().sum() == 1
    assert len(study.events) == 9
    told = '"inconnu" is taken as a blank, in 9 cells (location 8, killed 1).'
    assert told in made.outcome.notes
