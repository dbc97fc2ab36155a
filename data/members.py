"""The files of a study: its tables, the events that its settings name, its sources."""

import hashlib
from pathlib import Path

import pandas as pd

from data.calendar import Calendar
from data.faults import Fault, by_row
from data.folder import read_member
from data.reading import read_cells, read_text
from data.rules import check_events
from data.schema import TABLES
from data.tables import empty_table, read_table
from data.vintage_keys import known_events

SOURCES_FILE = "SOURCES.md"


def read_tables(
    folder: Path, settings: dict, days: dict[str, Calendar], digest: "hashlib._Hash"
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read every table of a study.

    Parameters
    ----------
    folder : Path
    settings : dict
        Name the files.
    days : dict of str to Calendar
        What the sources cover; empty when that is at fault.
    digest : hash
        Is fed each file.

    Returns
    -------
    tables : dict of str to DataFrame
        Those that could be read.
    faults : list of Fault
    """
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for table in TABLES:
        name = settings["files"].get(table)
        if name is None:
            tables[table] = empty_table(table, settings, days)
            continue
        content, wrong = read_member(folder, name, column=f"files.{table}")
        faults += wrong
        if content is None:
            continue
        # The length keeps a line moved from one file to the next from going unnoticed.
        digest.update(b"%s %d\n" % (table.encode(), len(content)))
        digest.update(content)
        cells, misread = read_cells(content, file=name)
        del content  # before the checks: a large file and its table fill half the memory allowed
        if cells is None:
            faults += misread
            continue
        typed, wrong = read_table(cells, table=table, file=name, settings=settings, days=days)
        faults += by_row(misread + wrong)
        tables[table] = typed
    return tables, faults


def listed_events(settings: dict, tables: dict, vintage: str) -> tuple[dict, list[Fault]]:
    """Check the events that the settings name; an older download need not list them all."""
    if "context" not in tables:
        return settings, []
    if vintage:
        return known_events(settings, tables["context"]), []
    return settings, check_events(settings, tables["context"])


def read_sources(folder: Path) -> tuple[str, list[Fault]]:
    """Read ``SOURCES.md``; a study without one is only warned of."""
    if not (folder / SOURCES_FILE).exists():
        allowed = "an account of where the rows come from"
        return "", [Fault(file=SOURCES_FILE, allowed=allowed, severity="warning")]
    content, faults = read_member(folder, SOURCES_FILE, column=None)
    return read_text(content, file=SOURCES_FILE) if content is not None else ("", faults)
