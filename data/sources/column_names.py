"""Which column of an own spreadsheet is which: by its name, or by what the user says."""

import unicodedata
from dataclasses import replace

import pandas as pd

from data.errors import SourceError
from data.faults import Fault
from data.files.grid import Sheet, plain_name, refuse
from data.files.options import Options
from data.readings.dates import read_days, reads_as_dates
from data.readings.digits import plain_cells
from data.tables.names import OLD_NAMES
from data.tables.schema import TABLES, TOLL

# Names in small letters, joined by underscores. The study's own name comes first and wins.
SYNONYMS = {
    "event_id": "event_id id incident_id eventid incident_number incident_no event_no ref",
    "date": "date event_date incident_date attack_date strike_date day date_of_incident "
    "date_of_attack date_of_event datetime date_time date_start start_date occurred occurred_on",
    "date_end": "date_end end_date last_day",
    "date_precision": "date_precision precision date_accuracy",
    "country": "country country_name nation",
    "location": "location place city town site locality location_name place_name base village",
    "lat": "lat latitude lat_dd",
    "lon": "lon lng long longitude lon_dd",
    "weapon": "weapon weapon_type",
    "killed": "killed deaths fatalities dead death_toll number_killed",
    "injured": "injured wounded injuries number_injured number_wounded",
    "source_url": "source_url url link source_link",
    "source_publisher": "source_publisher publisher source outlet",
    "summary": "summary description notes note details narrative comment comments",
    "confirmation": "confirmation confidence who_says",
    "attributed_to": "attributed_to perpetrator attacker",
}
# The same in other languages, word by word: Spanish, Portuguese, French, Italian, German, Dutch,
# Polish, Ukrainian, Russian, Turkish, Arabic, Persian.
TOLLS_ELSEWHERE = {
    "killed": "muertos fallecidos mortos tués tues morts décès deces morti tote getötete gedood "
    "doden zabici zabitych загиблі загиблих вбиті вбитих погибшие погибших убитые убитых ölü öldü "
    "ölen قتلى القتلى قتيل کشته کشته_ها",
    "injured": "heridos feridos blessés blesses feriti verletzte gewonden ranni rannych поранені "
    "поранених раненые раненых yaralı yarali جرحى الجرحى مجروح زخمی",
}
# Of other columns, where none is called by a word above: the surer word first, for it is taken.
HEADINGS_ELSEWHERE = {
    "date": "date_de_l_événement date_événement date_de_l_incident date_de_l_attaque "
    "date_des_faits fecha_del_evento fecha_del_incidente fecha_del_ataque fecha_de_los_hechos "
    "data_do_evento data_do_incidente data_do_ataque data_dell_evento data_dell_incidente "
    "data_dell_attacco datum_des_ereignisses datum_des_vorfalls datum_des_angriffs "
    "ereignisdatum datum_van_de_gebeurtenis datum_incident data_zdarzenia data_incydentu "
    "дата_події дата_інциденту дата_атаки дата_удару дата_события дата_инцидента дата_атаки "
    "дата_удара olay_tarihi saldırı_tarihi تاريخ_الحدث تاريخ_الحادث تاريخ_الهجوم تاریخ_رویداد "
    "تاریخ_حادثه fecha datum дата tarih التاريخ تاريخ تاریخ data",
    "country": "pays país paese staat land kraj kraina країна страна ülke البلد بلد الدولة کشور",
    "location": "lieu lieu_de_l_événement lieu_de_l_incident localité endroit ville lugar "
    "lugar_del_evento lugar_del_incidente localidad ubicación ciudad local_do_evento localidade "
    "cidade luogo luogo_dell_evento località città ort ort_des_ereignisses ort_des_vorfalls "
    "ortschaft stadt plaats locatie miejsce miejscowość miasto місце місце_події "
    "населений_пункт місто место место_события населённый_пункт город yer olay_yeri konum şehir "
    "المكان مكان مكان_الحدث الموقع موقع المدينة مکان محل",
    "lat": "latitud latitudine breitengrad geographische_breite breedtegraad "
    "szerokość_geograficzna широта enlem خط_العرض",
    "lon": "longitud longitudine längengrad geographische_länge lengtegraad "
    "długość_geograficzna довгота долгота boylam خط_الطول",
    "weapon": "arme arma waffe wapen зброя оружие silah السلاح سلاح",
    "source_publisher": "fuente fonte quelle źródło джерело источник kaynak المصدر مصدر منبع",
    "summary": "descripción descrição descrizione beschreibung omschrijving opis опис описание "
    "açıklama وصف الوصف شرح resumen resumo",
}
# Neither stands for anything without the other.
PAIR = {"lat", "lon"}
# "Number of", before or after one of these words.
NUMBER_OF = (
    "número_de_ numero_de_ nombre_de_ numero_di_ anzahl_ aantal_ liczba_ кількість_ количество_ "
    "число_ عدد_ تعداد_"
)
NUMBER_AFTER = ("_sayısı", "_sayisi")
# A question for the day as well as for anything else: taken where most of its cells are days.
ASKED = "when"
# Names of columns that are dates, from which on the table lies across.
FEWEST_ACROSS = 3
# A date in three columns.
PARTS = ("year", "month", "day")
SHOWN = 4
CONTEXT_SYNONYMS = {
    "event_id": "event_id id",
    "date": "date event_date day date_start start_date",
    "kind": "kind type category",
    "label": "label event title headline name",
    "source_url": SYNONYMS["source_url"],
    "source_publisher": "source_publisher publisher source outlet",
}


def known_columns(table: str) -> dict[str, str]:
    """Return the columns of a study's table that a file may bring, with what they are called."""
    if table == "context":
        return CONTEXT_SYNONYMS
    known = {name: name for name in TABLES[table]}
    called = {k: v for k, v in SYNONYMS.items() if k in known or TOLL.fullmatch(k)}
    elsewhere = {k: _with_numbers(v) for k, v in TOLLS_ELSEWHERE.items()}
    return known | called | {k: f"{called[k]} {v}" for k, v in elsewhere.items()}


def _with_numbers(words: str) -> str:
    """Return words as columns have them: alone, and with "number of" beside them."""
    each = words.split()
    before = [number + word for word in each for number in NUMBER_OF.split()]
    return " ".join([*each, *before, *(word + last for word in each for last in NUMBER_AFTER)])


def may_hold(table: str, name: str) -> bool:
    """Tell whether a file may bring this column for a study's table; any toll for events."""
    toll = table != "context" and TOLL.fullmatch(name)
    return bool(toll) or OLD_NAMES.get(name, name) in known_columns(table)


def find_columns(sheet: Sheet, options: Options, *, table: str = "events") -> dict[str, str]:
    """Match study columns with the sheet's.

    Parameters
    ----------
    sheet : Sheet
    options : Options
    table : {"events", "strikes", "context"}

    Returns
    -------
    dict of str to str
        Study column = column of the sheet.

    Raises
    ------
    SourceError
        Without a column of dates, and with two that could be one thing.
    """
    known = known_columns(table)
    found = {_meant(name, table): column for name, column in options.columns.items()}
    _check_mapping(sheet, found, table)
    none = {name for name, column in found.items() if not column}
    found = {name: column for name, column in found.items() if column}
    by_name: dict[str, list[str]] = {}
    for name in [name for name in sheet.cells if name not in found.values()]:
        by_name.setdefault(plain_name(name), []).append(name)
    if table != "context":
        taken = {word for words in known.values() for word in words.split()}
        known |= {name: name for name in by_name if TOLL.fullmatch(name) and name not in taken}
    faults = []
    for name, words in known.items():
        if name in found or name in none:
            continue
        called = [column for word in words.split() for column in by_name.get(word, ())]
        candidates = by_name.get(name) or called
        if name == "date" and table != "context" and len(candidates) == 1:
            candidates += _other_days(sheet, candidates[0], called, options)
        if len(candidates) == 1:
            found[name] = candidates[0]
        elif candidates:
            value = " and ".join(f'"{c}"' for c in candidates[:4])
            allowed = f'one column; say which, as in --map "{name}={candidates[0]}"'
            faults.append(Fault(file=sheet.file, column=name, value=value, allowed=allowed))
    if faults:
        raise SourceError(tuple(faults))
    found |= _called_elsewhere(sheet, [name for name in known if name not in none], found, options)
    if "date" not in found:
        found["date"] = _only_dates(sheet, list(found.values()), options)
    return found


def _called_elsewhere(
    sheet: Sheet, wanted: list[str], settled: dict[str, str], options: Options
) -> dict[str, str]:
    """Match what no English name tells with names in other languages, with accents or without.

    Raises
    ------
    SourceError
        Where two columns called as dates hold days that differ.
    """
    plain: dict[str, str] = {}
    for name in [name for name in sheet.cells if name not in settled.values()]:
        plain.setdefault(_bare(name), name)
    found = {}
    for name in [n for n in HEADINGS_ELSEWHERE if n in wanted and n not in settled]:
        words = dict.fromkeys(_bare(word) for word in HEADINGS_ELSEWHERE[name].split())
        called = [plain[word] for word in words if word in plain]
        if name == "date":
            # "Data" is no date in English.
            called = [column for column in called if _mostly_dates(sheet, column, options)]
            if others := _other_days(sheet, called[0], called, options) if called else []:
                value = f'"{called[0]}" and "{others[0]}"'
                allowed = f'one column; say which, as in --map "date={called[0]}"'
                raise refuse(sheet.file, value, allowed, column="date")
        if called:
            found[name] = called[0]
    paired = settled.keys() | found.keys() >= PAIR
    return {name: column for name, column in found.items() if paired or name not in PAIR}


def _bare(name: str) -> str:
    """Return a column's plain name without accents: "Date de l’Événement" as its bare words."""
    apart = unicodedata.normalize("NFD", name)
    return plain_name("".join(c for c in apart if not unicodedata.combining(c)))


def _other_days(sheet: Sheet, taken: str, called: list[str], options: Options) -> list[str]:
    """List further columns that could be the day of the event, and name other days."""
    others = [name for name in called if name != taken and reads_as_dates(sheet.cells[name])]
    if not others or not reads_as_dates(sheet.cells[taken]):
        return []
    order = options.date_order or "dmy"
    days = {
        name: read_days(sheet.cells[name], order=order, file=sheet.file, clock=options.timezone).iso
        for name in (taken, *others)
    }
    return [name for name in others if (days[name].fillna("") != days[taken].fillna("")).any()]


def _only_dates(sheet: Sheet, used: list[str], options: Options) -> str:
    """Return the one column that reads as dates throughout, where no name tells, or a "When".

    Raises
    ------
    SourceError
        Where there is none, or more than one.
    """
    dated = [n for n in sheet.cells if n not in used and reads_as_dates(sheet.cells[n])]
    if len(dated) == 1:
        return dated[0]
    asked = [n for n in sheet.cells if n not in used and plain_name(n) == ASKED]
    if not dated and len(asked) == 1 and _mostly_dates(sheet, asked[0], options):
        return asked[0]
    if dated:
        value = " and ".join(f'"{name}"' for name in dated[:4])
        allowed = f'one column of days; say which, as in --map "date={dated[0]}"'
        raise refuse(sheet.file, value, allowed, column="date")
    days = [name for name in sheet.cells if reads_as_dates(pd.Series([name]))]
    if len(days) >= FEWEST_ACROSS:
        value = f"{len(days):,} columns named by dates, from {days[0]} to {days[-1]}"
        allowed = (
            "a row for each date: turn the table, in a spreadsheet by Paste Special, Transpose"
        )
        raise refuse(sheet.file, value, allowed)
    names = ", ".join(list(sheet.cells)[:30])
    allowed = f"a column of dates among {names}; name it, as in --map date=COLUMN"
    raise refuse(sheet.file, None, allowed, column="date")


def _mostly_dates(sheet: Sheet, name: str, options: Options) -> bool:
    """Tell whether most cells of a column read as days, or as a written month or week.

    Raises
    ------
    SourceError
        Where the order of day and month in it has to be asked for.
    """
    read = read_days(
        sheet.cells[name].dropna(),
        order=options.date_order,
        file=sheet.file,
        clock=options.timezone,
        language=options.language,
    )
    return bool(2 * read.iso.notna().sum() > len(read.iso))


def further_dates(sheet: Sheet, found: dict[str, str]) -> list[str]:
    """List the columns that read as dates and stand for nothing in the study."""
    used = set(found.values())
    return [n for n in sheet.cells if n not in used and reads_as_dates(sheet.cells[n])]


def _meant(name: str, table: str) -> str:
    """Return the study's column that a word of a mapping is for: its name, or one recognised."""
    plain = plain_name(name)
    for word in (name, plain):
        if may_hold(table, word):
            return OLD_NAMES.get(word, word)
    # Which column the days are in is asked for by its own name: "day" may be a part of them.
    words = {known: called.split() for known, called in known_columns(table).items()}
    meant = [known for known in words if known != "date" and plain in words[known]]
    return meant[0] if meant else name


def _check_mapping(sheet: Sheet, mapping: dict[str, str], table: str) -> None:
    for name, column in mapping.items():
        if not may_hold(table, name):
            allowed = f"one of {', '.join(sorted(known_columns(table)))}"
            raise refuse(sheet.file, name, allowed, column="--map")
        if not column and name != "date":
            continue
        if column not in sheet.cells:
            allowed = f"one of {', '.join(list(sheet.cells)[:30])}"
            raise refuse(sheet.file, column, allowed, column="--map")


def with_joined_date(sheet: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    """Put a year, a month and a day that stand in three columns together.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    sheet : Sheet
        With a column "date" where there are three such columns and none of dates.
    notes : tuple of str
        What was put together.
    """
    names = {plain_name(name): name for name in sheet.cells}
    dated = {word for word in SYNONYMS["date"].split() if word != "day"}
    # Of one kind: event_year, event_month, event_day.
    before = (name.removesuffix("year") for name in names if name.endswith("year"))
    kind = next((b for b in before if all(b + part in names for part in PARTS)), None)
    if kind is None or dated & set(names):
        return sheet, ()
    plain = {part: names[kind + part] for part in PARTS}
    year, month, day = (_whole(sheet.cells[plain[part]]) for part in PARTS)
    if not year.dropna().str.fullmatch("[0-9]{4}").all():
        return sheet, ()
    numbers = month.dropna().str.fullmatch("[0-9]{1,2}").all()
    if not (numbers and day.dropna().str.fullmatch("[0-9]{1,2}").all()):
        joined = day.str.cat([month, year], sep=" ")
    else:
        # Day 0 and no day at all are a month without a day.
        joined = year.str.cat([month.str.zfill(2), day.fillna("0").str.zfill(2)], sep="-")
    held = ", ".join(f'"{plain[part]}"' for part in PARTS)
    sheet = replace(sheet, cells=sheet.cells.assign(date=joined.astype("str")))
    return sheet, (f"date is put together of {held}.",)


def _whole(cells: pd.Series) -> pd.Series:
    return plain_cells(cells).str.replace(r"[.,]0+$", "", regex=True)


def refuse_values_as_names(sheet: Sheet, date: str) -> None:
    """Refuse a table whose first row, in the place of the names, is one of its rows.

    Raises
    ------
    SourceError
    """
    read = read_days(pd.Series([date], dtype="str"), order="dmy", file=sheet.file)
    if read.iso.isna().all() or read.precision.notna().any():
        return
    first = ", ".join(list(sheet.cells)[:SHOWN])
    allowed = (
        "names of the columns in the first row, such as date, location, killed: put a row of names "
        "above the others, so that none of them is lost"
    )
    raise refuse(sheet.file, f"a row of data in the place of the names ({first})", allowed, row=1)
