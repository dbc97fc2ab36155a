"""``[[vintages]]`` of ``study.toml``: further downloads of the same sources."""

from dataclasses import replace
from datetime import date

import pandas as pd

from data.faults import SETTINGS_FILE, Fault
from data.settings.document import ANY_TEXT, ONE_DAY, VINTAGE_LIST, Keys
from data.tables.names import written_name
from data.tables.schema import TABLES

# The study's own files, among the listed downloads.
MAIN = "main"


def read_vintages(keys: Keys, coverage: dict) -> list[dict]:
    """Read the downloads that a study lists beside its main files.

    Parameters
    ----------
    keys : Keys
        The whole file.
    coverage : dict
        Of the study, ``start`` and ``end``; None where it is at fault.

    Returns
    -------
    list of dict
        ``number`` in the file, ``vintage`` (ISO day), ``files`` and the keys they are ``written``
        under, ``start``, ``end`` and ``data_date`` with defaults filled in, in the order of the
        days; then the main files as ``MAIN``. Empty where none is listed.
    """
    vintages: dict[str, dict] = {}
    for number, table in enumerate(keys.take("vintages", VINTAGE_LIST, []), 1):
        entry = Keys(table=table, faults=keys.faults, name=f"{keys.name}vintages[{number}].")
        day = entry.take("vintage", ONE_DAY)
        written = {name: written_name(name, entry.table) for name in TABLES}
        found = {"number": number, "vintage": str(day), "written": written}
        found["files"] = _files(entry, written)
        found |= _days(entry, coverage, day) if day and coverage["end"] else {}
        entry.taken |= {"start", "end", "data_date"}
        entry.close()
        if str(day) in vintages:
            entry.fault("vintage", str(day), "a day used once")
        elif day:
            vintages[str(day)] = found
    main = {"number": 0, "vintage": MAIN, "files": {}, "data_date": main_day(coverage)}
    return [*(vintages[day] for day in sorted(vintages)), main] if vintages else []


def after_main(vintages: list[dict]) -> list[Fault]:
    """Warn of downloads that are dated after the main files, which are the newest.

    Parameters
    ----------
    vintages : list of dict
        Those listed, then the main files.

    Returns
    -------
    list of Fault
    """
    newest = vintages[-1]["data_date"] if vintages else None
    return [
        Fault(
            file=SETTINGS_FILE,
            column=f"vintages[{one['number']}].vintage",
            value=one["vintage"],
            allowed=f"a day up to {newest}, when the newest of the main files were taken: a "
            "later one is no earlier download, and says nothing of how late rows come in",
            severity="warning",
        )
        for one in vintages[:-1]
        if newest and one["number"] and one.get("data_date", newest) > newest
    ]


def _files(entry: Keys, written: dict[str, str]) -> dict[str, str]:
    names = {table: entry.take(key, ANY_TEXT, "") for table, key in written.items()}
    files = {table: name for table, name in names.items() if name}
    if not files and not any(key in entry.table for key in written.values()):
        entry.fault(
            "events", None, "the file of this download, or strikes, context or official_totals"
        )
    return files


def _days(entry: Keys, coverage: dict, day: date) -> dict[str, date]:
    """Read the coverage of a download: the study's, at most to the day it was taken."""
    start = entry.take("start", ONE_DAY, coverage["start"])
    end = entry.take("end", ONE_DAY, min(coverage["end"], day))
    data_date = entry.take("data_date", ONE_DAY, day)
    if "end" in entry.table and not start <= end <= day:
        entry.fault("end", str(end), f"a day from its start, {start}, to the vintage, {day}")
    elif end < start:
        entry.fault("vintage", str(day), f"a day on or after its start, {start}")
    elif data_date < end:
        entry.fault("data_date", str(data_date), f"a day on or after its end, {end}")
    return {"start": start, "end": end, "data_date": data_date}


def vintage_settings(settings: dict, vintage: str) -> tuple[dict, list[Fault]]:
    """Return the settings of one download.

    Parameters
    ----------
    settings : dict
        Of the study.
    vintage : str
        ISO day of a listed download; empty, ``MAIN`` or the day of the main files for these.

    Returns
    -------
    settings : dict
        With the download's files and coverage; empty when there is no such download.
    faults : list of Fault
        At most one.
    """
    listed = {one["vintage"]: one for one in settings["vintages"] if one["vintage"] != MAIN}
    main = ("", MAIN, str(main_day(settings["coverage"])))
    if vintage not in listed and vintage in main:
        return settings, []
    if vintage not in listed:
        days = ", ".join([*listed, MAIN]) if listed else "none: study.toml lists no vintages"
        return {}, [Fault(file="vintage asked for", value=vintage, allowed=f"one of {days}")]
    entry = listed[vintage]
    coverage = narrowed(settings["coverage"], entry)
    files = settings["files"] | entry["files"]
    return settings | {"files": files, "coverage": coverage}, []


def narrowed(coverage: dict, entry: dict) -> dict:
    """Return the coverage of a download; a source that covers less keeps its own ends."""
    days = {name: entry[name] for name in ("start", "end", "data_date")}
    sources = {}
    for name, source in coverage["sources"].items():
        start, end = source["start"], source["end"]
        ends = {
            "start": entry["start"] if start == coverage["start"] else max(start, entry["start"]),
            "end": entry["end"] if end == coverage["end"] else min(end, entry["end"]),
        }
        sources[name] = source | days | ends
    return coverage | days | {"sources": sources}


def main_day(coverage: dict) -> date | None:
    """Return the day on which the newest of the main files were taken."""
    days = [one["data_date"] for one in (coverage, *coverage["sources"].values())]
    return max((day for day in days if day), default=None)


def vintage_keys(faults: list[Fault], settings: dict, vintage: str) -> list[Fault]:
    """Name the keys of a download in its faults, instead of those of the main files.

    Parameters
    ----------
    faults : list of Fault
    settings : dict
        Of the study.
    vintage : str
        Empty for the main files.

    Returns
    -------
    list of Fault
    """
    entry = next((one for one in settings["vintages"] if one["vintage"] == vintage), None)
    if entry is None:
        return faults
    files = settings["written"]["files"]
    # What was fetched is listed by an index of its own, and has no number here.
    name = f"vintages[{entry['number']}]" if entry["number"] else f"download of {vintage}"
    keys = {
        f"files.{files[table]}": f"{name}.{entry['written'][table]}" for table in entry["files"]
    }
    return [
        replace(fault, column=keys[fault.column])
        if fault.file == SETTINGS_FILE and fault.column in keys
        else fault
        for fault in faults
    ]


def of_vintage_files(faults: tuple[Fault, ...], entry: dict) -> list[Fault]:
    """Keep the faults that a listed download adds to those of the main files.

    Parameters
    ----------
    faults : tuple of Fault
    entry : dict
        One of the settings' ``vintages``.

    Returns
    -------
    list of Fault
    """
    key, files = f"vintages[{entry['number']}].", set(entry["files"].values())
    return [f for f in faults if f.file in files or (f.column or "").startswith(key)]


def known_events(settings: dict, context: pd.DataFrame) -> dict:
    """Leave out the events that an older download does not list yet.

    Parameters
    ----------
    settings : dict
    context : DataFrame
        Of the download.

    Returns
    -------
    dict
        The settings with ``events`` narrowed to what is listed.
    """
    events, known = settings["events"], set(context["event_id"])
    before_after = events["before_after"] if events["before_after"] in known else ""
    narrowed = events | {
        "shown": [name for name in events["shown"] if name in known],
        "before_after": before_after,
        "periods": [p for p in events["periods"] if {p["start"], p["end"]} <= known],
    }
    return settings | {"events": narrowed}
