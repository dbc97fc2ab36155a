"""A study as it was read, kept in a folder of Arrow and JSON: another process has it at once."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import ipc

from data.faults import Fault
from data.settings.coverage import calendars
from data.shapes import NO_SHAPES, Shapes
from data.study import Study
from data.tables.homonyms import told_apart
from data.tables.schema import TABLES

ABOUT = "study.json"
PLAIN = ("name", "vintage", "title", "credit", "timezone", "sources", "settings", "digest")
DAYS = ("start", "end", "data_date")
# A day in JSON; no key of a study's settings begins so.
TAGGED_DAY = "$day"


def keep_study(study: Study, folder: Path) -> int:
    """Write a study that was loaded whole, and return the bytes that it takes.

    Parameters
    ----------
    study : Study
        Under its own coverage.
    folder : Path
        Exists; files in it are replaced.

    Returns
    -------
    int
    """
    size = sum(write_arrow(getattr(study, table), folder / f"{table}.arrow") for table in TABLES)
    about = {name: getattr(study, name) for name in PLAIN}
    about |= {name: getattr(study, name).date() for name in DAYS}
    about["homonyms"] = study.homonyms
    about |= {"folder": str(study.folder), "warnings": [asdict(fault) for fault in study.warnings]}
    units = {name: [ring.tolist() for ring in rings] for name, rings in study.shapes.units.items()}
    about["shapes"] = {"column": study.shapes.column, "units": units}
    content = json.dumps(about, default=_day, ensure_ascii=False).encode()
    (folder / ABOUT).write_bytes(content)
    return size + len(content)


def kept_study(folder: Path) -> Study:
    """Read a study that :func:`keep_study` has written.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Study
        Equal to the one that was written.
    """
    about = json.loads((folder / ABOUT).read_bytes(), object_hook=_from_json)
    tables = {table: read_arrow(folder / f"{table}.arrow") for table in TABLES}
    homonyms = about.get("homonyms")
    if homonyms is None:  # kept before places of one name were told apart
        tables, homonyms = told_apart(tables)
    return Study(
        **{name: about[name] for name in PLAIN},
        **{name: pd.Timestamp(about[name]).as_unit("us") for name in DAYS},
        **tables,
        folder=Path(about["folder"]),
        calendars=calendars(about["settings"]["coverage"], None, None),
        warnings=tuple(Fault(**fault) for fault in about["warnings"]),
        shapes=_shapes(about.get("shapes")),
        homonyms=homonyms,
    )


def _shapes(kept: dict | None) -> Shapes:
    """Read shapes; a study that was kept before there were any has none."""
    if not kept or not kept["units"]:
        return NO_SHAPES
    units = {name: tuple(map(np.array, rings)) for name, rings in kept["units"].items()}
    return Shapes(column=kept["column"], units=units)


def kept_digest(folder: Path) -> str:
    """Return the digest of a study that is kept in a folder; empty where none is."""
    try:
        return json.loads((folder / ABOUT).read_bytes())["digest"]
    except FileNotFoundError:
        return ""


def write_arrow(table: pd.DataFrame, path: Path) -> int:
    """Write a table as an Arrow file, and return the bytes that it takes."""
    arrow = pa.Table.from_pandas(table)
    with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, arrow.schema) as writer:
        writer.write_table(arrow)
    return path.stat().st_size


def read_arrow(path: Path) -> pd.DataFrame:
    """Read a table of an Arrow file, with the types that it had."""
    with pa.memory_map(str(path)) as file:
        return ipc.open_file(file).read_all().to_pandas()


def _day(value: object) -> dict[str, str]:
    if not isinstance(value, date):
        raise TypeError(f"A study's settings hold {type(value).__name__}, which JSON has not.")
    return {TAGGED_DAY: value.isoformat()}


def _from_json(found: dict[str, Any]) -> object:
    return date.fromisoformat(found[TAGGED_DAY]) if found.keys() == {TAGGED_DAY} else found
