"""Blanks as programs and people write them: NA of R, NULL of databases, "inconnu" of a list."""

import unicodedata
from collections import Counter
from dataclasses import replace

import pandas as pd

from data.files.grid import Sheet

OF_PROGRAMS = (
    ["NA", "N/A", "n/a", "n.a.", "N.A.", "#N/A", "<NA>", "N/a", "na", "NaN", "nan", "NAN", "NaT"]
    + ["NULL", "null", "(null)", "<null>", "[NULL]", "#NULL!", "\\N", "None", "none", "NONE", "nil"]
    + ["-", "--", "---", "–", "—", "―", ".", "..", "...", "?", "n/d", "N/D", "n.d.", "s/d", "S/D"]
    + ["(blank)", "(empty)", "blank", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#ERROR!"]
)
# What is not known, or was not said, in French, Spanish, Portuguese, Italian, German, Dutch,
# Polish, Ukrainian, Russian, Turkish, Arabic and Persian: no word that is a name, none that says
# more, such as that somebody has not been identified. English "unknown" stays: known sources
# have it among the values of their codebooks, and it is counted as no unit anywhere.
OF_PEOPLE = (
    "inconnu, inconnue, inconnus, inconnues, non connu, non connue, non précisé, non précisée, "
    "non spécifié, non spécifiée, non renseigné, non renseignée, non déterminé, non déterminée, "
    "desconocido, desconocida, desconocidos, desconocidas, se desconoce, no especificado, "
    "no especificada, no se especifica, sin datos, sin dato, sin información, no disponible, "
    "desconhecido, desconhecida, desconhecidos, desconhecidas, não especificado, "
    "não especificada, não informado, não informada, sem dados, sem informação, "
    "sconosciuto, sconosciuta, sconosciuti, sconosciute, non noto, non nota, non specificato, "
    "non specificata, unbekannt, nicht bekannt, keine angabe, keine angaben, "
    "onbekend, niet bekend, nieznany, nieznana, nieznane, nieznani, nie podano, brak danych, "
    "невідомо, невідомий, невідома, невідоме, невідомі, не вказано, немає даних, н/д, "
    "неизвестно, неизвестный, неизвестная, неизвестное, неизвестные, не указано, нет данных, "
    "bilinmiyor, bilinmeyen, belirtilmemiş, BİLİNMİYOR, BİLİNMEYEN, BELİRTİLMEMİŞ, "
    "غير معروف, غير معروفة, غير محدد, غير محددة, مجهول, مجهولة, نامعلوم, نامشخص"
)


def _in_every_case(words: str) -> set[str]:
    """Return words, comma between them, in small letters and capitals, with accents and without.

    As a set of whole cells, for a column is searched for them faster than it is folded.
    """
    each = set(words.split(", "))
    each |= {unicodedata.normalize("NFD", word) for word in each}
    each |= {"".join(c for c in word if not unicodedata.combining(c)) for word in each}
    return each | {form(word) for word in each for form in (str.capitalize, str.title, str.upper)}


WRITTEN = frozenset(OF_PROGRAMS) | _in_every_case(OF_PEOPLE)
NAMIBIA = "NA"
# A formula of a text alone; an apostrophe, which also begins names, only before a number.
WRAPPINGS = (
    (r'="[^"]*"', r'^="([^"]*)"$', False),
    (r"'[-+0-9].*", r"^'(.*)$", True),
)
FIRST_CELLS = 200
FEWEST_CODES = 3


def cleaned(sheet: Sheet) -> Sheet:
    """Blank a sheet's cells that stand for a blank; a row of nothing else is a blank row."""
    unwrapped = without_wrapping(sheet.cells)
    cells, notes = without_written_blanks(unwrapped)
    if not notes:
        return sheet if unwrapped is sheet.cells else replace(sheet, cells=cells)
    blanked = int((unwrapped.count() - cells.count()).sum())
    empty = cells.isna().all(axis=1)
    if empty.any() and not empty.all():
        cells = cells[~empty]
    blank = sheet.blank + len(sheet.cells) - len(cells)
    return replace(sheet, cells=cells, blank=blank, notes=(*sheet.notes, *notes), blanked=blanked)


def without_wrapping(cells: pd.DataFrame) -> pd.DataFrame:
    """Take off what keeps a spreadsheet from reading a cell: ="2024-01-03", or '2024-01-03.

    Parameters
    ----------
    cells : DataFrame of str

    Returns
    -------
    DataFrame of str
        The same one where no column begins so.
    """
    changed = {}
    for name in cells:
        first = cells[name].iloc[:FIRST_CELLS].dropna()
        # A large file's columns of numbers were read as such.
        if not pd.api.types.is_string_dtype(first):
            continue
        for wrapped, form, every in WRAPPINGS:
            fits = first.str.fullmatch(wrapped)
            if len(first) and (fits.all() if every else fits.any()):
                bare = cells[name].str.replace(form, r"\1", regex=True)
                changed[name] = bare.mask(bare == "")
    return cells.assign(**changed) if changed else cells


def without_written_blanks(cells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Blank the cells in which a program or a person wrote a word for a blank.

    Parameters
    ----------
    cells : DataFrame of str

    Returns
    -------
    cells : DataFrame of str
    notes : tuple of str
        One sentence for each word: how many cells, of which columns.

    Notes
    -----
    NA in a column of two-letter codes is Namibia, and stays.
    """
    found: dict[str, Counter[str]] = {}
    changed, kept = {}, []
    for name in cells:
        column = cells[name]
        blank = column.isin(WRITTEN)
        if not blank.any():
            continue
        if (column[blank] == NAMIBIA).any() and _is_code_column(column[~blank]):
            blank &= column != NAMIBIA
            kept.append(name)
        for word, many in column[blank].value_counts().items():
            found.setdefault(word, Counter())[name] += int(many)
        changed[name] = column.where(~blank)
    notes = [_sentence(word, columns) for word, columns in found.items()]
    notes += [f"\"NA\" in {name} is kept: a country's code, Namibia's." for name in kept]
    return (cells.assign(**changed) if changed else cells), tuple(notes)


def _is_code_column(others: pd.Series) -> bool:
    codes = others.dropna().unique()
    return len(codes) >= FEWEST_CODES and all(
        len(code) == 2 and code.isalpha() and code.isupper() for code in codes
    )


def _sentence(word: str, columns: Counter[str]) -> str:
    parts = [f"{name} {many:,}" for name, many in columns.most_common(8)]
    parts += [f"and {len(columns) - 8} more columns"] if len(columns) > 8 else []
    many = columns.total()
    cells = "1 cell" if many == 1 else f"{many:,} cells"
    return f'"{word}" is taken as a blank, in {cells} ({", ".join(parts)}).'
