"""What was fetched for a study: an index of downloads, and the study's settings with them in.

``fetched/index.json`` names every download with what was asked, what came, and where its rows are.
It is replaced whole, last of all: a download that is not named in it was never made.
"""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.errors import StudyError
from data.faults import Fault
from data.settings.vintages import MAIN, main_day, narrowed
from data.tables.names import written_name
from data.tables.schema import TABLES

FETCHED_FOLDER = "fetched"
INDEX_FILE = f"{FETCHED_FOLDER}/index.json"
INDEX_FORMAT = 1
LARGEST_INDEX = 64 << 20
ANEW = f"the one that was there, or none: move the folder {FETCHED_FOLDER} away to fetch anew"
# What a download is of: the events of the study, or months that somebody else has published.
EVENTS_KIND, MONTHS_KIND = "events", "months"
NEEDED = {"name", "kind", "day", "checked", "file", "start", "end", "credit", "rows", "hash"}


@dataclass(frozen=True, kw_only=True)
class FetchedIndex:
    """The downloads of a study.

    Attributes
    ----------
    downloads : tuple of dict
        The oldest first. ``name`` (the day, with a number behind it where there were several),
        ``kind``, ``source``, ``day``, ``checked`` (the days on which the source gave the same),
        ``asked``, ``file``, ``start`` and ``end`` (covered, both inclusive), ``credit``, ``rows``,
        ``hash``, and what else is told of it.
    told : tuple of str
        Sources whose terms were said.
    """

    downloads: tuple[dict[str, Any], ...] = ()
    told: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> tuple[dict[str, Any], ...]:
        """Give the downloads of one kind, the oldest first."""
        return tuple(one for one in self.downloads if one["kind"] == kind)

    def newest(self, kind: str) -> dict[str, Any] | None:
        """Return the newest download of one kind; None where there is none."""
        return next(reversed(self.of_kind(kind)), None)


def read_index(folder: Path) -> FetchedIndex:
    """Read which downloads a study has.

    Parameters
    ----------
    folder : Path
        Of the study.

    Returns
    -------
    FetchedIndex
        Empty where nothing was fetched.

    Raises
    ------
    StudyError
        When the index is of another format, or none: it is left as it is.
    """
    path = folder / INDEX_FILE
    try:
        if not path.exists():
            return FetchedIndex()
        if path.stat().st_size > LARGEST_INDEX:
            raise _refused("a file that is too large", ANEW)
        values = json.loads(path.read_bytes())
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _refused(f"no index of downloads ({error})", ANEW) from error
    _check_format(values)
    downloads = values.get("downloads")
    if not isinstance(downloads, list) or not all(_is_download(one) for one in downloads):
        raise _refused("not the whole index of downloads", ANEW)
    told = tuple(str(one) for one in values.get("told", []))
    return FetchedIndex(downloads=tuple(downloads), told=told)


def _refused(found: str, allowed: str) -> StudyError:
    return StudyError((Fault(file=INDEX_FILE, value=found, allowed=allowed),))


def _check_format(values: object) -> None:
    number = values.get("format") if isinstance(values, dict) else None
    wanted = f"format {INDEX_FORMAT}"
    if type(number) is not int:
        raise _refused("a file that does not say which format it has", f"{wanted}; {ANEW}")
    if number > INDEX_FORMAT:
        found = f"format {number}, written by a newer version"
        raise _refused(found, f"{wanted}: it is left as it is, so upgrade")
    if number < INDEX_FORMAT:
        raise _refused(f"format {number}, which no version can have written", f"{wanted}; {ANEW}")


def _is_download(found: object) -> bool:
    """Tell whether an entry holds what every one does, its days as days."""
    if not isinstance(found, dict) or not set(found) >= NEEDED:
        return False
    if found["kind"] not in (EVENTS_KIND, MONTHS_KIND) or not isinstance(found["checked"], list):
        return False
    try:
        days = [found["day"], found["start"], found["end"], *found["checked"]]
        return bool(found["checked"]) and all(date.fromisoformat(day) for day in days)
    except (TypeError, ValueError):
        return False


def read_fetched(
    folder: Path, settings: dict, index: FetchedIndex | None = None
) -> tuple[dict, list[Fault]]:
    """Put what was fetched into the settings of a study.

    Parameters
    ----------
    folder : Path
    settings : dict
        From ``study.toml``.
    index : FetchedIndex, optional
        In place of the one that is there.

    Returns
    -------
    settings : dict
        The newest download is the main one, each older one a vintage; the coverage runs to where
        it was asked for. The same settings where nothing is fetched.
    faults : list of Fault
        At most one.
    """
    if not settings.get("fetch"):
        return settings, []
    try:
        index = index or read_index(folder)
    except StudyError as error:
        return settings, list(error.faults)
    months = index.newest(MONTHS_KIND)
    try:
        found = settings | {"months": _about_months(folder, months) if months else {}}
    except (OSError, ValueError, KeyError) as error:
        allowed = f"the months that were fetched ({error}): fetch them anew"
        return settings, [Fault(file=months["file"] if months else "", allowed=allowed)]
    downloads = index.of_kind(EVENTS_KIND)
    if not settings["fetch"]["source"]:
        return found, []
    if not downloads:
        return (found, []) if settings["files"].get("events") else (found, [_NOTHING_YET])
    return _with_downloads(found, downloads)


_NOTHING_YET = Fault(
    file=INDEX_FILE,
    allowed="a first download: escalation fetch --study FOLDER makes it",
)


def _about_months(folder: Path, entry: dict[str, Any]) -> dict[str, Any]:
    """Read the published months, the areas of each added up; one with a blank is unknown."""
    path = (folder / entry["file"]).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("a file outside the study's folder")
    counts: dict[str, int | None] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = str(date.fromisoformat(row["month"]))
            sofar = counts.get(month, 0)
            known = sofar is not None and row["events"] != ""
            counts[month] = (sofar or 0) + int(row["events"]) if known else None
    about = {name: entry[name] for name in ("name", "credit", "hash")}
    return about | {"counts": counts}


def _with_downloads(
    settings: dict, downloads: tuple[dict[str, Any], ...]
) -> tuple[dict, list[Fault]]:
    """Make the newest download the main files, and the older ones vintages."""
    if not settings["coverage"]["end"]:
        return settings, []
    listed = {one["vintage"] for one in settings["vintages"]}
    twice = next((one["name"] for one in downloads if one["name"] in listed), "")
    if twice:
        allowed = "a day that is not listed under [[vintages]] of study.toml too"
        return settings, [Fault(file=INDEX_FILE, value=twice, allowed=allowed)]
    entries = [_entry(one, settings) for one in downloads]
    own = _own_file(settings, entries[0])
    newest = entries.pop()
    coverage = narrowed(settings["coverage"], newest)
    others = [one for one in settings["vintages"] if one["vintage"] != MAIN]
    vintages = sorted([*others, *own, *entries], key=lambda one: one["data_date"])
    main = {"number": 0, "vintage": MAIN, "files": {}, "data_date": newest["data_date"]}
    return settings | {
        "files": settings["files"] | newest["files"],
        "coverage": coverage,
        "credit": credited(settings["credit"], downloads[-1]["credit"]),
        "vintages": [*vintages, main] if vintages else [],
    }, []


def _entry(one: dict[str, Any], settings: dict) -> dict[str, Any]:
    """Return a download as ``study.toml`` would list it."""
    start = max(date.fromisoformat(one["start"]), settings["coverage"]["start"])
    end = max(date.fromisoformat(one["end"]), start)
    return {
        "number": 0,
        "vintage": one["name"],
        "written": {table: written_name(table, {}) for table in TABLES},
        "files": {"events": one["file"]},
        "start": start,
        "end": end,
        "data_date": max(date.fromisoformat(one["checked"][-1]), end),
    }


def _own_file(settings: dict, first: dict[str, Any]) -> list[dict[str, Any]]:
    """List the file that the study had before anything was fetched as its oldest download."""
    file, coverage = settings["files"].get("events", ""), settings["coverage"]
    day = main_day(coverage)
    if not file or day is None or day >= first["data_date"]:
        return []
    days = {"start": coverage["start"], "end": min(coverage["end"], day), "data_date": day}
    return [first | {"vintage": str(day), "files": {"events": file}} | days]


def credited(credit: str, needed: str) -> str:
    """Return a source line that names a source as it asks to be named.

    Parameters
    ----------
    credit : str
        As ``study.toml`` has it.
    needed : str

    Returns
    -------
    str
    """
    if needed.casefold() in credit.casefold():
        return credit
    return f"{credit.rstrip('. ')}; {needed}" if credit.strip() else needed


def fetched_mark(settings: dict) -> str:
    """Return a text that changes with what was fetched; empty where nothing was.

    Parameters
    ----------
    settings : dict
        Of a study, with what was fetched in.

    Returns
    -------
    str
        The covered days and the months' hash: the rows have a hash of their own.
    """
    fetch = settings.get("fetch") or {}
    if not fetch:
        return ""
    coverage, months = settings["coverage"], settings.get("months") or {}
    days = "" if not fetch["source"] else f"{coverage['end']} {coverage['data_date']}"
    return f"{days} {months.get('hash', '')}"
