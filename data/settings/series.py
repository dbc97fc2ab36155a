"""``[[series]]`` of ``study.toml``: which events are counted, and what they are called."""

import re

from data.settings.document import ANY_TEXT, ONE_TEXT, SERIES_LIST, VALUES, YES_OR_NO, Keys
from data.tables.names import OLD_TABLES, written_name

EVENTS = ("events", "strikes")
# The name stands in sentences, axes, file names and addresses.
SERIES_NAME = (
    'a plural noun in small letters, such as "battles", at most 40 characters, but not "both"',
    lambda value: (
        isinstance(value, str)
        and bool(re.fullmatch(r"[a-z][a-z0-9 -]{0,38}[a-z0-9]", value))
        and value != "both"
    ),
)
CURRENT = {old: new for new, old in OLD_TABLES.items()}
TABLE = (f"one of {', '.join(EVENTS)}", lambda value: value in (*EVENTS, *CURRENT))
MOST_SERIES = 12


def read_series(keys: Keys) -> dict:
    """Read the series, given as a list or under their names.

    Parameters
    ----------
    keys : Keys
        The whole file.

    Returns
    -------
    dict
        Name of the series = ``label``, ``table``, ``sum``, ``once_per_day_and_place`` and
        ``where``, in the order of the file. Without any, the rows of each file, under the name
        that the file has there.
    """
    files = keys.table.get("files")
    files = files if isinstance(files, dict) else {}
    if isinstance(keys.table.get("series"), list):
        return _listed(keys) or _named(Keys(table={}, faults=keys.faults), files)
    named = keys.inner("series")
    return _named(named, files)


def _listed(keys: Keys) -> dict:
    """Read ``[[series]]``."""
    series: dict[str, dict] = {}
    for number, table in enumerate(keys.take("series", SERIES_LIST, []), 1):
        entry = Keys(table=table, faults=keys.faults, name=f"{keys.name}series[{number}].")
        name = entry.take("name", SERIES_NAME)
        found = _one(entry, name or EVENTS[0])
        if name in series:
            entry.fault("name", name, "a name used once")
        elif name:
            series[name] = found
    if len(series) > MOST_SERIES:
        keys.fault("series", f"{len(series)} series", f"at most {MOST_SERIES}")
    return series


def _named(keys: Keys, files: dict) -> dict:
    """Read ``[series.NAME]``; a file that it does not name has a series called as in ``files``."""
    own = {table: written_name(table, keys.table) for table in EVENTS}
    tables = [own[t] if own[t] in keys.table else written_name(t, files) for t in EVENTS]
    names = [*tables, *(name for name in keys.table if name not in tables)]
    allowed, valid = SERIES_NAME
    for name in [name for name in names if not valid(name)]:
        keys.taken.add(name)
        keys.fault(name, name, allowed)
    series = {name: _one(keys.inner(name), name) for name in names if valid(name)}
    keys.close()
    return series


def _one(entry: Keys, name: str) -> dict:
    where = entry.inner("where")
    table = entry.take("table", TABLE, name if name in EVENTS else EVENTS[0])
    found = {
        "label": entry.take("label", ONE_TEXT, name.capitalize()),
        "table": CURRENT.get(table, table),
        "sum": entry.take("sum", ANY_TEXT, ""),
        "once_per_day_and_place": entry.take("once_per_day_and_place", YES_OR_NO, False),
        "where": {column: where.take(column, VALUES) or [] for column in where.table},
    }
    if found["sum"] and found["once_per_day_and_place"]:
        expected = "false beside sum: tolls are added up, not rows counted"
        entry.fault("once_per_day_and_place", "true", expected)
    entry.taken.add("name")
    entry.close()
    return found
