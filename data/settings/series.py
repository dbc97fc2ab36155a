"""``[[series]]`` of ``study.toml``: which events are counted, and what they are called."""

import re

from data.settings.document import ANY_TEXT, ONE_TEXT, SERIES_LIST, VALUES, Keys

EVENTS = ("attacks", "strikes")
# The name stands in sentences, axes, file names and addresses.
NAME = (
    'a plural noun in small letters, such as "battles", at most 40 characters, but not "both"',
    lambda value: (
        isinstance(value, str)
        and bool(re.fullmatch(r"[a-z][a-z0-9 -]{0,38}[a-z0-9]", value))
        and value != "both"
    ),
)
TABLE = (f"one of {', '.join(EVENTS)}", lambda value: value in EVENTS)
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
        Name of the series = ``label``, ``table``, ``sum`` and ``where``, in the order of the
        file. Without any, the attacks and the strikes as they are.
    """
    if isinstance(keys.table.get("series"), list):
        return _listed(keys) or _named(Keys(table={}, faults=keys.faults))
    return _named(keys.inner("series"))


def _listed(keys: Keys) -> dict:
    """Read ``[[series]]``."""
    series: dict[str, dict] = {}
    for number, table in enumerate(keys.take("series", SERIES_LIST, []), 1):
        own = Keys(table=table, faults=keys.faults, name=f"{keys.name}series[{number}].")
        name = own.take("name", NAME)
        found = _one(own, name or EVENTS[0])
        if name in series:
            own.fault("name", name, "a name used once")
        elif name:
            series[name] = found
    if len(series) > MOST_SERIES:
        keys.fault("series", f"{len(series)} series", f"at most {MOST_SERIES}")
    return series


def _named(keys: Keys) -> dict:
    """Read ``[series.NAME]``."""
    names = [*EVENTS, *(name for name in keys.table if name not in EVENTS)]
    allowed, valid = NAME
    for name in [name for name in names if not valid(name)]:
        keys.taken.add(name)
        keys.fault(name, name, allowed)
    series = {name: _one(keys.inner(name), name) for name in names if valid(name)}
    keys.close()
    return series


def _one(own: Keys, name: str) -> dict:
    where = own.inner("where")
    found = {
        "label": own.take("label", ONE_TEXT, name.capitalize()),
        "table": own.take("table", TABLE, name if name in EVENTS else EVENTS[0]),
        "sum": own.take("sum", ANY_TEXT, ""),
        "where": {column: where.take(column, VALUES) or [] for column in where.table},
    }
    own.taken.add("name")
    own.close()
    return found
