"""Which column of an own spreadsheet is which: by its name, or by what the user says."""

from data.errors import SourceError
from data.faults import Fault
from data.files.grid import Sheet, plain, refuse
from data.files.options import Options
from data.tables.names import OLD_NAMES
from data.tables.schema import TABLES

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


def find_columns(sheet: Sheet, options: Options) -> dict[str, str]:
    """Match study columns with the sheet's.

    Returns
    -------
    dict of str to str
        Study column = column of the sheet.
    """
    found = {OLD_NAMES.get(name, name): column for name, column in options.columns.items()}
    _check_mapping(sheet, found)
    by_name: dict[str, list[str]] = {}
    for name in [name for name in sheet.cells if name not in found.values()]:
        by_name.setdefault(plain(name), []).append(name)
    exact = {name: name.split() for name in TABLES["attacks"]}
    faults = []
    for name, words in (exact | {key: text.split() for key, text in SYNONYMS.items()}).items():
        if name in found:
            continue
        candidates = by_name.get(name) or [c for word in words for c in by_name.get(word, ())]
        if len(candidates) == 1:
            found[name] = candidates[0]
        elif candidates:
            value = " and ".join(f'"{c}"' for c in candidates[:4])
            allowed = f'one column; say which, as in --map "{name}={candidates[0]}"'
            faults.append(Fault(file=sheet.file, column=name, value=value, allowed=allowed))
    if faults:
        raise SourceError(tuple(faults))
    if "date" not in found:
        names = ", ".join(list(sheet.cells)[:30])
        allowed = f"a column of dates among {names}; name it, as in --map date=COLUMN"
        raise refuse(sheet.file, None, allowed, column="date")
    return found


def _check_mapping(sheet: Sheet, mapping: dict[str, str]) -> None:
    known = {*SYNONYMS, *TABLES["attacks"]}
    for name, column in mapping.items():
        if name not in known:
            raise refuse(sheet.file, name, f"one of {', '.join(sorted(known))}", column="--map")
        if column not in sheet.cells:
            allowed = f"one of {', '.join(list(sheet.cells)[:30])}"
            raise refuse(sheet.file, column, allowed, column="--map")
