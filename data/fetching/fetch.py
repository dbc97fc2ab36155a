"""Fetch what a study asks for into a download of its own, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from data.errors import FetchError, StudyError
from data.faults import SETTINGS_FILE, Fault
from data.fetched import (
    EVENTS_KIND,
    FETCHED_FOLDER,
    MONTHS_KIND,
    FetchedIndex,
    read_index,
)
from data.fetching import acled, gdelt, hapi, link, ucdp
from data.fetching.addresses import Home, home_of
from data.fetching.ask import LINKED, Ask, ask_of_study, reading_options
from data.fetching.new_study import fetch_table, study_texts
from data.fetching.result import TERMS, Fetched
from data.fetching.spool import Earlier, Got, Spool
from data.fetching.store import (
    DAYS_FOLDER,
    MONTHS_FILE,
    earlier_of,
    free_name,
    put_in_place,
    rows_digest,
    taken,
    with_check,
    with_download,
    write_index,
)
from data.fetching.web import Web
from data.importing.import_file import CONTENTS, EVENTS_FILE, clear_drafts, is_large, write_rows
from data.importing.summary import account_of
from data.settings.reader import read_settings
from data.settings.unknown import refuse_unknown
from data.sources.outcome import Outcome
from data.sources.recognise import read_source
from data.study import check_download
from data.study_files import SOURCES_FILE, check_folder, read_member

DRAFT_CONTENTS = {*CONTENTS, FETCHED_FOLDER, "work"}
ASKED_DAYS = "The days that were asked for, up to the newest download, which moves the end on."
ROW_KEYS = {"acled": acled.KEY, "ucdp": "id", "hapi": hapi.ROW_KEY}
STAMPS_OF = {"acled": "timestamp"}
Progress = Callable[[str], None]


def fetch_into(
    folder: Path,
    *,
    source: str,
    new: Ask | None,
    day: date,
    web: Web,
    progress: Progress = lambda words: None,
) -> Fetched:
    """Fetch for a study, or for a new one.

    Parameters
    ----------
    folder : Path
        Of the study; one that is not there yet is made.
    source : str
        As given on the command line; empty for the one of ``[fetch]``.
    new : Ask or None
        What is asked for a study that is made; None where there is one.
    day : date
    web : Web
    progress : callable
        Is told what is being done.

    Returns
    -------
    Fetched

    Raises
    ------
    EscalationError
        Nothing is changed then.
    """
    if new is not None:
        return _made_anew(folder, new, web, progress)
    settings = study_settings(folder, ("fetch",))
    ask = ask_of_study(settings, source=source, day=day)
    with taken(folder) as draft:
        return _fetched(folder, ask, draft, web, progress)


def study_settings(folder: Path, tables: Sequence[str] = ()) -> dict:
    """Read the ``study.toml`` of a study that may have nothing fetched yet.

    Parameters
    ----------
    folder : Path
    tables : sequence of str
        In which an unknown key is refused, as what is done goes by them.

    Returns
    -------
    dict

    Raises
    ------
    EscalationError
    """
    faults: list[Fault] = check_folder(folder)
    content: bytes | None = None
    settings: dict[str, Any] = {}
    if not faults:
        content, faults = read_member(folder, SETTINGS_FILE, column=None)
    if content is not None:
        settings, faults = read_settings(content)
    if wrong := tuple(fault for fault in faults if fault.severity == "fault"):
        raise StudyError(wrong)
    refuse_unknown(faults, tables)
    return settings


def _fetched(folder: Path, ask: Ask, draft: Path, web: Web, progress: Progress) -> Fetched:
    """Ask, and keep what came beside the downloads that are there."""
    index = read_index(folder)
    kind = MONTHS_KIND if ask.source == "hapi" else EVENTS_KIND
    last = index.newest(kind)
    same = last if last is not None and _asks_the_same(last, ask) else None
    earlier = earlier_of(folder, same, keys=ask.source == "acled")
    home = home_of(ask.source) if ask.source != LINKED else Home(address=ask.link)
    progress(f"Asking {ask.name}")
    days = folder / FETCHED_FOLDER / DAYS_FOLDER
    got = _asked(ask, web, home.address, earlier, draft, days)
    told, terms = _terms(index, ask)
    done = partial(Fetched, folder=folder, ask=ask, home=home, terms=terms)
    if same is not None and same["hash"] == got.digest:
        write_index(folder, replace(with_check(index, same, _checked(same, got, ask)), told=told))
        return done(got=got, name=same["name"], last="", is_new=False, account=None)
    progress("Reading the rows")
    made = draft / "made"
    made.mkdir()
    made.chmod(0o755)
    outcome = _read(ask, got, made) if kind == EVENTS_KIND else None
    if outcome is None and got.file is not None:
        os.replace(got.file, made / MONTHS_FILE)
    name = free_name(index, kind, ask.day)
    entry = download_entry(ask, got, outcome, name, kind) | {"rows_hash": rows_digest(_rows(made))}
    if same is not None and same["rows_hash"] == entry["rows_hash"]:
        # A file was written anew and holds the same.
        changes = _checked(same, got, ask) | {"hash": got.digest}
        write_index(folder, replace(with_check(index, same, changes), told=told))
        return done(got=got, name=same["name"], last="", is_new=False, account=None)
    more = replace(with_download(index, entry), told=told)
    place = put_in_place(folder, made, entry["name"])
    _check_place(folder, more, place, outcome)
    write_index(folder, more)
    return done(
        got=replace(got, rows=entry["rows_in"]),
        name=entry["name"],
        last=last["name"] if last else "",
        is_new=True,
        account=account_of(_without_rows(outcome)) if outcome is not None else None,
    )


def _rows(made: Path) -> Path:
    """Return the file of a download's rows."""
    return next(made / name for name in (EVENTS_FILE, MONTHS_FILE) if (made / name).exists())


def _terms(index: FetchedIndex, ask: Ask) -> tuple[tuple[str, ...], str]:
    """Return the sources whose terms were said, and the terms that are said now."""
    if ask.source in index.told:
        return index.told, ""
    return (*index.told, ask.source), TERMS[ask.source]


def _asks_the_same(entry: dict[str, Any], ask: Ask) -> bool:
    return {name: value for name, value in entry["asked"].items() if name != "end"} == ask.same


def _checked(entry: dict[str, Any], got: Got, ask: Ask) -> dict[str, Any]:
    """Return what changes in the record of a download that was found unchanged."""
    day, end = str(ask.day), max(entry["end"], str(got.end))
    days = entry["checked"] if day in entry["checked"] else [*entry["checked"], day]
    if ask.source == LINKED:
        end = entry["end"]
    return {"checked": days, "end": end, "marks": dict(got.marks), "asked": ask.values}


def _asked(ask: Ask, web: Web, address: str, earlier: Earlier, draft: Path, days: Path) -> Got:
    """Ask the source; what is fetched day by day is kept in ``days``, also of a run that fails."""
    if ask.source == LINKED:
        return link.fetch_link(ask, web, earlier, draft)
    if ask.source == "gdelt":
        return gdelt.fetch_gdelt(ask, web, address, days, draft)
    spool = Spool(draft, ROW_KEYS[ask.source], STAMPS_OF.get(ask.source, ""))
    if ask.source == "hapi":
        return hapi.fetch_months(ask, web, address, spool, draft)
    if ask.source == "acled":
        got = acled.fetch_acled(ask, web, address, spool, earlier)
    else:
        got = ucdp.fetch_ucdp(ask, web, address, spool)
    if earlier.entry.get("hash") == got.digest:
        return got
    return replace(got, file=spool.write_csv(draft / "rows.csv"))


def _read(ask: Ask, got: Got, made: Path) -> Outcome:
    """Read the rows as an import does, and write them."""
    if got.file is None:
        raise FetchError(f"{ask.name} gave no rows.")
    outcome = read_source(got.file, reading_options(ask))
    if ask.source != LINKED and outcome.rows_in != got.rows:
        raise FetchError(
            f"{got.rows:,} rows came from {ask.name} and {outcome.rows_in:,} were read: nothing "
            "was changed. This is a fault of the product."
        )
    write_rows(made, outcome, got.file)
    covered = outcome.covered
    if ask.source != LINKED:
        covered = replace(covered, start=str(got.start), end=str(got.end), why=ASKED_DAYS)
    covered = replace(covered, end=min(covered.end, str(ask.day)), data_date=str(ask.day))
    return replace(outcome, file=ask.name, covered=covered)


def _without_rows(outcome: Outcome) -> Outcome:
    return replace(outcome, events=outcome.events[["date", "date_precision"]])


def download_entry(
    ask: Ask, got: Got, outcome: Outcome | None, name: str, kind: str
) -> dict[str, Any]:
    """Return what the index says of a download.

    Parameters
    ----------
    ask : Ask
    got : Got
    outcome : Outcome or None
        Of reading the rows; None for months.
    name : str
    kind : str

    Returns
    -------
    dict
        Plain values, none of them a secret.
    """
    days = (outcome.covered.start, outcome.covered.end) if outcome is not None else None
    start, end = days or (str(got.start), str(got.end))
    rows_in = outcome.rows_in if outcome is not None else got.rows
    return {
        "name": name,
        "kind": kind,
        "source": ask.source,
        "day": str(ask.day),
        "checked": [str(ask.day)],
        "asked": ask.values,
        "file": f"{FETCHED_FOLDER}/{name}/{MONTHS_FILE if outcome is None else EVENTS_FILE}",
        "start": start,
        "end": end,
        "credit": outcome.source.credit if outcome is not None else hapi.CREDIT,
        "rows_in": rows_in,
        "rows": len(outcome.events) if outcome is not None else got.rows,
        "left_out": dict(outcome.left_out) if outcome is not None else {},
        "not_asked_for": dict(got.left_out),
        "rejected": len(outcome.rejected) if outcome is not None else 0,
        "pages": got.pages,
        "pages_promised": got.promised,
        "hash": got.digest,
        "marks": dict(got.marks),
        "notes": list(got.notes),
    }


def _check_place(folder: Path, index: FetchedIndex, place: Path, outcome: Outcome | None) -> None:
    """See that the study can be read with a new download, or take the download away again."""
    if outcome is None or is_large(outcome):
        return
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, place, ignore_errors=True)
        found = check_download(folder, index)
        if faults := tuple(fault for fault in found if fault.severity == "fault"):
            raise StudyError(faults[:20])
        undo.pop_all()


def _made_anew(folder: Path, ask: Ask, web: Web, progress: Progress) -> Fetched:
    """Make a study of what is fetched, whole or not at all."""
    parent = folder.resolve().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        clear_drafts(parent, folder.name, ours=DRAFT_CONTENTS)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=parent))
    except OSError as error:
        raise FetchError(f"{folder} cannot be made ({error.strerror}).") from None
    try:
        home = home_of(ask.source) if ask.source != LINKED else Home(address=ask.link)
        progress(f"Asking {ask.name}")
        work = draft / "work"
        work.mkdir()
        (draft / FETCHED_FOLDER).mkdir()
        days = parent / f".{folder.name}.{DAYS_FOLDER}"
        got = _asked(ask, web, home.address, Earlier(), work, days)
        progress("Reading the rows")
        made = work / "made"
        made.mkdir()
        outcome = _read(ask, got, made)
        entry = download_entry(ask, got, outcome, str(ask.day), EVENTS_KIND)
        entry |= {"rows_hash": rows_digest(_rows(made))}
        put_in_place(draft, made, entry["name"])
        settings, sources = study_texts(outcome, entry, fetch_table(ask))
        (draft / SETTINGS_FILE).write_text(settings, encoding="utf-8", newline="\n")
        (draft / SOURCES_FILE).write_text(sources, encoding="utf-8", newline="\n")
        write_index(draft, FetchedIndex(downloads=(entry,), told=(ask.source,)))
        shutil.rmtree(work)
        if not is_large(outcome):
            found = check_download(draft, read_index(draft))
            if faults := tuple(fault for fault in found if fault.severity == "fault"):
                raise StudyError(faults[:20])
        draft.chmod(0o755)
        if days.is_dir():
            os.replace(days, draft / FETCHED_FOLDER / DAYS_FOLDER)
        if folder.is_dir():
            folder.resolve().rmdir()
        os.replace(draft, folder.resolve())
    except OSError as error:
        raise FetchError(f"{folder} cannot be written ({error.strerror}).") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Fetched(
        folder=folder,
        ask=ask,
        got=replace(got, rows=entry["rows_in"]),
        name=entry["name"],
        last="",
        is_new=True,
        terms=TERMS[ask.source],
        account=account_of(_without_rows(outcome)),
        home=home,
    )
