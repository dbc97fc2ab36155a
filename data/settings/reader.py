"""``study.toml``: parsed, checked key by key, defaults filled in."""

import tomllib

from data.faults import SETTINGS_FILE, Fault
from data.files.text import read_text
from data.settings.coverage import SOURCES, read_coverage
from data.settings.document import (
    ANY_TEXT,
    ONE_DAY,
    ONE_TEXT,
    SOME_DAYS,
    TABLE_LIST,
    TEXTS,
    VALUES,
    YES_OR_NO,
    ZONE,
    Keys,
    few_days,
)
from data.settings.fetch import read_fetch
from data.settings.filters import read_filters
from data.settings.map import read_map
from data.settings.publish import read_publish
from data.settings.run import read_run
from data.settings.series import read_series
from data.settings.tell import read_tell
from data.settings.vintages import read_vintages
from data.tables.cells import TEXT
from data.tables.names import OLD_TABLES, old_table, written_name
from data.tables.schema import CONFIRMATIONS, RESERVED, TABLES, TOLL

RULES = ("largest", "lowest", "latest", "by source")
EVENT_TABLES = ("events", "strikes", "context")
CONFIRMATION = (f"one of {', '.join(CONFIRMATIONS)}", lambda value: value in CONFIRMATIONS)
STATISTICS = ("precise", "imputed")
DATES = (f"one of {', '.join(STATISTICS)}", lambda value: value in STATISTICS)
RULE = (f"one of {', '.join(RULES)}", lambda value: value in RULES)


def read_settings(content: bytes) -> tuple[dict, list[Fault]]:
    """Read ``study.toml``.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    settings : dict
        ``title``, ``credit``, ``caution``, ``timezone``, ``coverage``, ``files``, ``columns``,
        ``counts``, ``names``, ``values``, ``labels``, ``series``, ``filters``, ``map``,
        ``run``, ``publish``, ``tell``, ``official_totals``, ``events``, ``confirmation``,
        ``dates``, ``fetch`` and ``vintages`` with defaults filled in; a required key that is
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
    fetch = read_fetch(keys.inner("fetch"))
    settings = {
        "title": keys.take("title", ONE_TEXT),
        "credit": keys.take("credit", ANY_TEXT, ""),
        "caution": keys.take("caution", ANY_TEXT, ""),
        "timezone": keys.take("timezone", ZONE),
        "coverage": read_coverage(keys.inner("coverage", required=True)),
        "files": _files(keys, fetched="source" in keys.inner("fetch").table),
        "columns": _columns(keys.inner("columns")),
        "counts": _counts(keys.inner("counts")),
        "names": _names(keys.inner("names")),
        "values": _values(keys.inner("values")),
        "labels": _labels(keys.inner("labels")),
        "series": read_series(keys),
        "filters": read_filters(keys.inner("filters")),
        "map": read_map(keys.inner("map")),
        "run": read_run(keys.inner("run"), fetches=bool(fetch), publishes="publish" in parsed),
        "publish": read_publish(keys.inner("publish"), given="publish" in parsed),
        "tell": read_tell(keys.inner("tell")),
        "official_totals": _totals(keys.inner("official_totals", old="tallies")),
        "events": _events(keys.inner("events")),
        "confirmation": _confirmation(keys.inner("confirmation", old="claims")),
        "dates": _dates(keys.inner("dates")),
        "fetch": fetch,
    }
    settings["vintages"] = read_vintages(keys, settings["coverage"])
    _complete(settings["official_totals"], settings, keys)
    settings["written"] = {
        part: _written(parsed.get(part)) for part in ("files", "names", "labels")
    }
    keys.close()
    return settings, faults


def _written(part: object) -> dict[str, str]:
    """Return what a part of the file calls each table, for messages about it."""
    return {table: written_name(table, part if isinstance(part, dict) else {}) for table in TABLES}


def _files(whole: Keys, *, fetched: bool) -> dict:
    """Read ``[files]``; a study whose events are fetched need not name a file of them."""
    keys = whole.inner("files", required=not fetched)
    kind, default = (ANY_TEXT, "") if fetched else (ONE_TEXT, None)
    names = {"events": keys.take("events", kind, default, old=old_table("events"))}
    for table in [table for table in TABLES if table != "events"]:
        names[table] = keys.take(table, ANY_TEXT, "", old=old_table(table))
    keys.close()
    return {table: name for table, name in names.items() if name}


def _columns(keys: Keys) -> dict:
    written = {table: written_name(table, keys.table) for table in EVENT_TABLES}
    columns = {table: keys.take(key, TEXTS, []) for table, key in written.items()}
    for table, names in columns.items():
        if RESERVED[table] in names:
            keys.fault(written[table], RESERVED[table], "another name: it is added on loading")
    keys.close()
    return columns


def _counts(keys: Keys) -> dict:
    counts = {table: keys.take(written_name(table, keys.table), TEXTS, []) for table in SOURCES}
    for table, names in counts.items():
        known = [name for name in names if name in TABLES[table] or name == RESERVED[table]]
        for name in known:
            keys.fault(table, name, "a column of the file's own, with a count in each row")
    keys.close()
    return {t: [n for n in names if n not in TABLES[t]] for t, names in counts.items()}


def _names(keys: Keys) -> dict:
    names = {}
    for table in TABLES:
        columns = keys.inner(table, old=old_table(table))
        known = [name for name in columns.table if name in TABLES[table] or TOLL.fullmatch(name)]
        names[table] = {name: columns.take(name, ONE_TEXT) or name for name in known}
        for name, theirs in names[table].items():
            if list(names[table].values()).count(theirs) > 1 or theirs == RESERVED[table]:
                columns.fault(name, theirs, "a column of its own in the file")
                names[table] = {}
                break
        columns.taken |= set(TABLES[table])
        columns.close()
    keys.close()
    return names


def _values(keys: Keys) -> dict:
    values = {}
    for table in EVENT_TABLES:
        columns = keys.inner(written_name(table, keys.table))
        values[table] = {name: columns.take(name, VALUES) for name in columns.table}
        for name in [name for name in TABLES[table] if name in values[table]]:
            kind, listed = TABLES[table][name].kind, values[table][name] or ()
            if kind is not TEXT and not (kind.values and set(listed) <= set(kind.values)):
                columns.fault(name, "values", "a column whose values are not fixed already")
                values[table][name] = None
        values[table] = {name: allowed for name, allowed in values[table].items() if allowed}
    keys.close()
    return values


def _labels(keys: Keys) -> dict:
    labels = {}
    for table in SOURCES:
        columns = keys.inner(written_name(table, keys.table))
        labels[table] = {name: columns.take(name, ONE_TEXT) or name for name in columns.table}
    keys.close()
    return labels


def _totals(keys: Keys) -> dict:
    split = keys.inner("split")
    official_totals = {
        "since": keys.take("since", ONE_DAY, False) or None,
        "total": keys.take("total", ONE_TEXT, "total"),
        "series": keys.take("series", ANY_TEXT, ""),
        "split": {place: split.take(place, ONE_TEXT) or place for place in split.table},
        "unofficial": keys.take("unofficial", ANY_TEXT, ""),
        "rule": keys.take("rule", RULE, RULES[0]),
        "source": keys.take("source", ANY_TEXT, ""),
        "reason": keys.take("reason", ANY_TEXT, ""),
    }
    if official_totals["rule"] == "by source" and not official_totals["source"]:
        keys.fault("source", None, 'the source_org that the rule "by source" follows')
    names = [official_totals["total"], *official_totals["split"].values()]
    names += [*TABLES["official_totals"], RESERVED["official_totals"]]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            keys.fault("split", name, "a column of its own for the total and for each place")
            official_totals["split"] = {}
            official_totals["total"] = "total"
    keys.close()
    return official_totals


def _complete(totals: dict, settings: dict, keys: Keys) -> None:
    """Fill in from the rest of the study which series the totals count, and from which day."""
    series, first = settings["series"], EVENT_TABLES[0]
    if totals["series"] not in ("", *series):
        allowed = f"a series: one of {', '.join(series)}"
        keys.fault("official_totals.series", totals["series"], allowed)
    named = next((name for name in (first, OLD_TABLES[first]) if name in series), "")
    totals["series"] = totals["series"] or named
    totals["since"] = totals["since"] or settings["coverage"]["start"]


def _events(keys: Keys) -> dict:
    events = {
        "shown": keys.take("shown", TEXTS, []),
        "before_after": keys.take("before_after", ANY_TEXT, ""),
        "before": keys.take("before", SOME_DAYS, 28),
        "after": keys.take("after", SOME_DAYS, 28),
        "periods": [],
    }
    for number, period in enumerate(keys.take("periods", TABLE_LIST, []), 1):
        inner = Keys(table=period, faults=keys.faults, name=f"{keys.name}periods[{number}].")
        events["periods"].append(
            {key: inner.take(key, ONE_TEXT) for key in ("label", "start", "end")}
        )
        inner.close()
    keys.close()
    return events


def _confirmation(keys: Keys) -> dict:
    confirmation = {
        "least": keys.take("least", CONFIRMATION, CONFIRMATIONS[-1], old="rung"),
        "assumed": keys.take("assumed", YES_OR_NO, False),
    }
    keys.close()
    return confirmation


def _dates(keys: Keys) -> dict:
    dates = {
        "approx_days": keys.take("approx_days", few_days(0, 31), 2),
        "statistics": keys.take("statistics", DATES, STATISTICS[0]),
        "time": keys.take("time", ANY_TEXT, ""),
    }
    keys.close()
    return dates
