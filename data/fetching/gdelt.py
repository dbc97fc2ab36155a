"""GDELT's daily files: one a day, checked against their sums, filtered as they are unpacked.

The search service of GDELT sheds load, and its files are all there: ``YYYYMMDD.export.CSV.zip``
under ``events/``, beside ``md5sums``, which names every one (GDELT 1.0 Event Database; the list at
data.gdeltproject.org/events/index.html). They come without encryption: the sums show what broke on
the way, not who sent it. A few days have no file (23 to 25 January and 19 March 2014).

The rows that are kept of a day are a file of their own, written whole. A run that was stopped goes
on with the next day, and the next download asks only for the days that are new or have another sum.
"""

import csv
import hashlib
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from data.errors import FetchError
from data.fetching.ask import A_DAY, Ask
from data.fetching.spool import Got
from data.fetching.web import Question, Web
from data.sources.gdelt import BARE

SUMS = "events/md5sums"
SUM_LINE = re.compile(r"([0-9a-f]{32}) [ *](\d{8})\.export\.CSV\.zip")
# Days before this one are in files of a month or a year.
FIRST_DAY = date(2013, 4, 1)
LARGEST_DAY, LARGEST_ROWS, LONGEST_LINE = 200 << 20, 2 << 30, 1 << 20
COLUMNS = BARE[58]
COUNTRY, ROOT = COLUMNS.index("ActionGeo_CountryCode"), COLUMNS.index("EventRootCode")
DEFAULT_ROOTS = ("18", "19", "20")
PIECE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class _KeptDay:
    """The rows that are kept of a day: ``20240131-<sum>-<rows>-<others>.tsv``."""

    path: Path

    @property
    def parts(self) -> list[str]:
        return self.path.stem.split("-")

    @property
    def rows(self) -> int:
        return int(self.parts[2])

    @property
    def others(self) -> int:
        return int(self.parts[3])


def fetch_gdelt(ask: Ask, web: Web, address: str, kept: Path, draft: Path) -> Got:
    """Fetch the files of the days that are asked for.

    Parameters
    ----------
    ask : Ask
        Countries are codes of ``ActionGeo_CountryCode``, event types CAMEO root codes.
    web : Web
    address : str
    kept : Path
        Folder for the days, which outlasts a run that was stopped.
    draft : Path
        Folder for the rows of all days.

    Returns
    -------
    Got

    Raises
    ------
    FetchError
    """
    if ask.start < FIRST_DAY:
        raise FetchError(f"GDELT has daily files from {FIRST_DAY} on: ask from that day.")
    folder = kept / _mark(ask)
    folder.mkdir(parents=True, exist_ok=True)
    sums = _sums(web, address)
    there = {day: sums[day] for day in _days(ask) if day in sums}
    if not there:
        raise FetchError(f"GDELT has no file of a day from {ask.start} to {ask.end} yet.")
    days = [_day(ask, web, address, day, mark, folder) for day, mark in there.items()]
    missing = [day for day in _days(ask) if day not in sums and day < max(there)]
    digest = hashlib.sha256("\n".join(day.path.name for day in days).encode()).hexdigest()
    if not any(day.rows for day in days):
        raise FetchError(f"GDELT has no row for {ask}: see how it codes the countries.")
    notes = ["1 daily file." if len(days) == 1 else f"{len(days):,} daily files."]
    if missing:
        named = ", ".join(map(str, missing[:5])) + (" ..." if len(missing) > 5 else "")
        lacking = "1 day" if len(missing) == 1 else f"{len(missing):,} days"
        notes.append(f"GDELT has no file for {lacking}: {named}.")
    return Got(
        file=_together(days, draft / "rows.csv"),
        rows=sum(day.rows for day in days),
        digest=digest,
        pages=len(days),
        promised=len(there),
        start=ask.start,
        end=max(there),
        notes=tuple(notes),
        left_out={"another country or CAMEO root code": sum(day.others for day in days)},
    )


def gdelt_addresses(ask: Ask, address: str) -> Iterator[str]:
    """Name the files of the days that are asked for."""
    for day in _days(ask):
        yield f"{address}/events/{day:%Y%m%d}.export.CSV.zip"


def _mark(ask: Ask) -> str:
    """Return a name for what is kept of each day: other countries are other rows."""
    words = "|".join([*sorted(ask.countries), "", *sorted(_roots(ask))])
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _roots(ask: Ask) -> tuple[str, ...]:
    return ask.event_types or DEFAULT_ROOTS


def _days(ask: Ask) -> Iterator[date]:
    day = ask.start
    while day <= ask.end:
        yield day
        day += A_DAY


def _sums(web: Web, address: str) -> dict[date, str]:
    """Ask for the list of all daily files with their sums."""
    answer = web.get(Question(address=f"{address}/{SUMS}"))
    found = {}
    for mark, day in SUM_LINE.findall(answer.body.decode("ascii", "replace")):
        found[date(int(day[:4]), int(day[4:6]), int(day[6:]))] = mark
    if not found:
        raise FetchError("GDELT's list of files names no daily file: it is not what it was.")
    return found


def _day(ask: Ask, web: Web, address: str, day: date, mark: str, folder: Path) -> _KeptDay:
    """Return the rows of a day, fetched unless they are there already."""
    again = next(folder.glob(f"{day:%Y%m%d}-{mark}-*.tsv"), None)
    if again is not None:
        return _KeptDay(path=again)
    question = Question(address=f"{address}/events/{day:%Y%m%d}.export.CSV.zip", most=LARGEST_DAY)
    for stale in folder.glob(f"{day:%Y%m%d}-*.tsv"):
        stale.unlink()
    for _ in range(2):
        with tempfile.TemporaryFile(dir=folder) as packed:
            web.download(question, packed)
            if _sum(packed) == mark:
                return _kept(packed, ask, day, mark, folder)
    raise FetchError(
        f"GDELT's file of {day} is not the one that its list names (MD5), twice. Nothing was "
        "changed: run it again later."
    )


def _sum(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.md5(usedforsecurity=False)
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def _kept(packed: BinaryIO, ask: Ask, day: date, mark: str, folder: Path) -> _KeptDay:
    """Write the rows that are asked for, whole or not at all."""
    wanted = {code.encode() for code in ask.countries}
    roots = {root.encode() for root in _roots(ask)}
    rows = others = 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".day.", delete=False) as file:
        try:
            for line in _lines(packed, day):
                cells = line.split(b"\t")
                if len(cells) != len(COLUMNS):
                    raise FetchError(
                        f"GDELT's file of {day} has a row of {len(cells)} cells, and "
                        f"{len(COLUMNS)} are known."
                    )
                if cells[COUNTRY] in wanted and cells[ROOT].zfill(2) in roots:
                    rows += 1
                    file.write(line + b"\n")
                else:
                    others += 1
            file.flush()
            os.fsync(file.fileno())
            path = folder / f"{day:%Y%m%d}-{mark}-{rows}-{others}.tsv"
            os.replace(file.name, path)
        finally:
            # Under this name only what was not written whole.
            Path(file.name).unlink(missing_ok=True)
    return _KeptDay(path=path)


def _lines(packed: BinaryIO, day: date) -> Iterator[bytes]:
    """Give the rows of a packed day, unpacked piece by piece."""
    packed.seek(0)
    try:
        with zipfile.ZipFile(packed) as archive:
            (member,) = archive.infolist()
            if member.file_size > LARGEST_ROWS:
                raise FetchError(f"GDELT's file of {day} unpacks to {member.file_size >> 20} MB.")
            with archive.open(member) as stream:
                tail = b""
                while piece := stream.read(PIECE):
                    *lines, tail = (tail + piece).split(b"\n")
                    if len(tail) > LONGEST_LINE:
                        raise FetchError(f"GDELT's file of {day} has a row without an end.")
                    yield from (line.rstrip(b"\r") for line in lines if line.strip())
                if tail.strip():
                    yield tail
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise FetchError(f"GDELT's file of {day} cannot be unpacked ({error}).") from None
    except ValueError as error:
        if isinstance(error, FetchError):
            raise
        raise FetchError(f"GDELT's file of {day} does not hold one table.") from None


def _together(days: list[_KeptDay], path: Path) -> Path:
    """Write the rows of all days as one CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for day in days:
            with day.path.open("rb") as rows:
                for line in rows:
                    writer.writerow(line.decode("utf-8", "replace").rstrip("\n").split("\t"))
    return path
