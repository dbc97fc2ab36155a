"""``study.toml``: parsed, checked key by key, defaults filled in."""

import tomllib

from data.faults import SETTINGS_FILE, Fault
from data.keys import ANY_TEXT, ONE_DAY, ONE_TEXT, TABLE_LIST, TEXTS, VALUES, ZONE, Keys
from data.kinds import TEXT
from data.reading import read_text
from data.schema import RESERVED, TABLES

RULES = ("largest", "lowest", "latest")
EVENT_TABLES = ("attacks", "strikes", "context")
SERIES = {"attacks": "Attacks", "strikes": "Strikes"}
SOME_DAYS = (
    "a whole number of days from 1 to 366",
    lambda value: type(value) is int and 1 <= value <= 366,
)
RULE = (f"one of {', '.join(RULES)}", lambda value: value in RULES)


def read_settings(content: bytes) -> tuple[dict, list[Fault]]:
    """Read ``study.toml``.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    settings : dict
        ``title``, ``credit``, ``timezone``, ``coverage``, ``files``, ``columns``, ``values``,
        ``series``, ``tallies`` and ``events`` with defaults filled in; a required key that is
        missing or wrong is None. Empty when the file is not TOML.
    faults : list of Fault
        Faults, and warnings of unknown keys.
    """
    text, faults = read_text(content, file=SETTINGS_FILE)
    if faults:
        return {}, faults
    try:
        parsed = tomllib.loads(text)
    # A number of thousands of digits or a list nested a thousand deep is not a TOMLDecodeError.
    except (ValueError, RecursionError) as error:
        return {}, [Fault(file=SETTINGS_FILE, value="broken TOML", allowed=f"TOML ({error})")]
    keys = Keys(table=parsed, faults=faults)
    settings = {
        "title": keys.take("title", ONE_TEXT),
        "credit": keys.take("credit", ANY_TEXT, ""),
        "timezone": keys.take("timezone", ZONE),
        "coverage": _coverage(keys.inner("coverage", required=True)),
        "files": _files(keys.inner("files", required=True)),
        "columns": _columns(keys.inner("columns")),
        "values": _values(keys.inner("values")),
        "series": _series(keys.inner("series")),
        "tallies": _tallies(keys.inner("tallies")),
        "events": _events(keys.inner("events")),
    }
    settings["tallies"]["since"] = settings["tallies"]["since"] or settings["coverage"]["start"]
    keys.close()
    return settings, faults


def _coverage(keys: Keys) -> dict:
    start, end = keys.take("start", ONE_DAY), keys.take("end", ONE_DAY)
    if start and end and end < start:
        keys.fault("end", str(end), f"a day on or after coverage.start, which is {start}")
        start = end = None
    keys.close()
    return {"start": start, "end": end}


def _files(keys: Keys) -> dict:
    names = {"attacks": keys.take("attacks", ONE_TEXT)}
    names |= {table: keys.take(table, ANY_TEXT, "") for table in TABLES if table != "attacks"}
    keys.close()
    return {table: name for table, name in names.items() if name}


def _columns(keys: Keys) -> dict:
    columns = {table: keys.take(table, TEXTS, []) for table in EVENT_TABLES}
    for table, names in columns.items():
        if RESERVED[table] in names:
            keys.fault(table, RESERVED[table], "another name: it is added on loading")
    keys.close()
    return columns


def _values(keys: Keys) -> dict:
    values = {}
    for table in EVENT_TABLES:
        columns = keys.inner(table)
        values[table] = {name: columns.take(name, VALUES) for name in columns.table}
        for name in [name for name in TABLES[table] if name in values[table]]:
            if TABLES[table][name].kind is not TEXT:
                columns.fault(name, "values", "a column whose values are not fixed already")
                values[table][name] = None
        values[table] = {name: allowed for name, allowed in values[table].items() if allowed}
    keys.close()
    return values


def _series(keys: Keys) -> dict:
    series = {}
    for name, label in SERIES.items():
        own = keys.inner(name)
        where = own.inner("where")
        series[name] = {
            "label": own.take("label", ONE_TEXT, label),
            "where": {column: where.take(column, VALUES) or [] for column in where.table},
        }
        own.close()
    keys.close()
    return series


def _tallies(keys: Keys) -> dict:
    split = keys.inner("split")
    tallies = {
        "since": keys.take("since", ONE_DAY, False) or None,
        "total": keys.take("total", ONE_TEXT, "total"),
        "split": {place: split.take(place, ONE_TEXT) or place for place in split.table},
        "unofficial": keys.take("unofficial", ANY_TEXT, ""),
        "rule": keys.take("rule", RULE, RULES[0]),
        "reason": keys.take("reason", ANY_TEXT, ""),
    }
    names = [tallies["total"], *tallies["split"].values()]
    names += [*TABLES["tallies"], RESERVED["tallies"]]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            keys.fault("split", name, "a column of its own for the total and for each place")
            tallies["split"] = {}
            tallies["total"] = "total"
    keys.close()
    return tallies


def _events(keys: Keys) -> dict:
    events = {
        "shown": keys.take("shown", TEXTS, []),
        "before_after": keys.take("before_after", ANY_TEXT, ""),
        "before": keys.take("before", SOME_DAYS, 28),
        "after": keys.take("after", SOME_DAYS, 28),
        "periods": [],
    }
    for number, period in enumerate(keys.take("periods", TABLE_LIST, []), 1):
        own = Keys(table=period, faults=keys.faults, name=f"{keys.name}periods[{number}].")
        events["periods"].append(
            {key: own.take(key, ONE_TEXT) for key in ("label", "start", "end")}
        )
        own.close()
    keys.close()
    return events
