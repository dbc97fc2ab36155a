"""What a study's files call their columns, and what the typed tables call them."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pandas as pd

from data.faults import Fault

# Statistics has taken the word; files and settings written before still hold it.
OLD_NAMES = {"confidence": "confirmation"}
OLD_TABLES = {"events": "attacks", "official_totals": "tallies"}


def old_table(table: str) -> str:
    """Return what settings called a table before; empty where that was the same."""
    return OLD_TABLES.get(table, "")


def written_name(table: str, keys: Mapping[str, object]) -> str:
    """Return what a part of ``study.toml`` calls a table: its name, or the older one."""
    old = old_table(table)
    return old if old in keys and table not in keys else table


def our_name(name: str, table: str, settings: dict) -> str:
    """Return the typed table's name of a column that ``study.toml`` names as its file does."""
    given = settings["names"].get(table, {})
    ours = {theirs: typed for typed, theirs in given.items()}
    ours |= {old: new for old, new in OLD_NAMES.items() if new not in given and old not in ours}
    return ours.get(name, name)


def rename_columns(
    cells: pd.DataFrame, *, table: str, settings: dict
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give the columns of a file the names of the typed table.

    Parameters
    ----------
    cells : DataFrame of str
    table : {"events", "strikes", "context", "official_totals"}
    settings : dict
        ``names`` says what the file calls a column.

    Returns
    -------
    cells : DataFrame of str
        A column whose new name the file has already keeps its own.
    theirs : dict of str to str
        Our name = the file's, for those that were renamed or are named in the settings.
    """
    ours = {name: our_name(name, table, settings) for name in cells.columns}
    ours = {name: new for name, new in ours.items() if new != name and new not in cells.columns}
    theirs = settings["names"].get(table, {}) | {new: name for name, new in ours.items()}
    return cells.rename(columns=ours), theirs


def check_names(
    found: Collection[str], required: Collection[str], *, table: str, settings: dict, file: str
) -> list[Fault]:
    """Find columns that ``study.toml`` names and the file lacks, or has a second time."""
    faults = []
    for name, theirs in settings["names"].get(table, {}).items():
        key = f"names.{settings['written']['names'][table]}.{name}"
        if theirs not in found:
            if name in required and name not in found:
                continue  # told already, as for every column that must be there
            allowed = f"a column of this name, as {key} says"
            faults.append(Fault(file=file, column=theirs, allowed=allowed))
        elif name in found and theirs != name:
            allowed = f'another name: {key} says that it is called "{theirs}" here'
            value = "a second column for the same"
            faults.append(Fault(file=file, column=name, value=value, allowed=allowed))
    return faults


def in_file_names(faults: list[Fault], theirs: dict[str, str]) -> list[Fault]:
    """Name the file's own columns in its faults."""
    return [
        replace(fault, column=theirs[fault.column]) if fault.column in theirs else fault
        for fault in faults
    ]


def in_our_names(settings: dict) -> dict:
    """Return the settings with the columns that series, filters and map name under our names."""
    series = {}
    for name, definition in settings["series"].items():
        table = definition["table"]
        where = {
            our_name(key, table, settings): condition
            for key, condition in definition["where"].items()
        }
        series[name] = definition | {
            "where": where,
            "sum": our_name(definition["sum"], table, settings),
        }
    labels = {
        table: {our_name(name, table, settings): label for name, label in columns.items()}
        for table, columns in settings["labels"].items()
    }
    filters = {
        our_name(our_name(name, "events", settings), "strikes", settings): label
        for name, label in settings["filters"].items()
    }
    shapes = settings["map"] | {"column": our_name(settings["map"]["column"], "events", settings)}
    return settings | {"series": series, "labels": labels, "filters": filters, "map": shapes}
