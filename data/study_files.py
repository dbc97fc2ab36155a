"""The files of a study: its tables, the events that its settings name, its sources."""

import hashlib
from pathlib import Path

import pandas as pd

from data.calendar import Calendar
from data.faults import SETTINGS_FILE, Fault, by_row
from data.files.csv_reader import read_cells
from data.files.text import read_text
from data.readings.clock_check import check_clock
from data.settings.vintages import known_events
from data.tables.consistency import check_events
from data.tables.names import old_table
from data.tables.reader import empty_table, read_table
from data.tables.schema import TABLES

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
        content, wrong = read_member(
            folder, name, column=f"files.{settings['written']['files'][table]}"
        )
        faults += wrong
        if content is None:
            continue
        # The length keeps a line moved from one file to the next from going unnoticed.
        # Under the table's first name: the same data keep the hash that links and figures name.
        label = old_table(table) or table
        digest.update(b"%s %d\n" % (label.encode(), len(content)))
        digest.update(content)
        cells, misread = read_cells(content, file=name)
        del content  # before the checks: a large file and its table fill half the memory allowed
        if cells is None:
            faults += misread
            continue
        typed, wrong = read_table(cells, table=table, file=name, settings=settings, days=days)
        if table == "events" and "date" in typed and settings.get("dates"):
            wrong += check_clock(typed, file=name, settings=settings)
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


def check_folder(path: Path) -> list[Fault]:
    """Find out whether a path can be a study at all: a folder with a ``study.toml``."""
    allowed = f"a folder that holds a {SETTINGS_FILE}"
    try:
        if path.is_dir():
            return []
        found = "a file" if path.exists() else "no such folder"
    except (OSError, ValueError) as error:
        found = f"a path that cannot be looked up ({error})"
    return [Fault(file=str(path), value=found, allowed=allowed)]


def read_member(folder: Path, name: str, *, column: str | None) -> tuple[bytes | None, list[Fault]]:
    """Read one file of a study.

    Parameters
    ----------
    folder : Path
    name : str
        Relative to the folder; may lie in a folder inside it, but nowhere else.
    column : str or None
        Key of ``study.toml`` that gives the name; None when the product does.

    Returns
    -------
    content : bytes or None
    faults : list of Fault
        At most one.
    """
    found: str | None = name
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            allowed = "a file inside the study's folder"
        elif path.is_file():
            return path.read_bytes(), []
        else:
            found, allowed = None if column is None else name, "a file of this name in the folder"
    # A loop of links is a RuntimeError before Python 3.13, an odd character a ValueError.
    except (OSError, RuntimeError, ValueError) as error:
        found, allowed = name, f"a file that can be read ({error})"
    file = name if column is None else SETTINGS_FILE
    return None, [Fault(file=file, column=column, value=found, allowed=allowed)]
