"""Tables in memory as a study that is kept nowhere, held to the rules of a folder."""

import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from data.errors import EscalationError, SourceError, StudyError
from data.faults import SETTINGS_FILE, Fault, count_of_rows
from data.files.csv_writer import write_cells
from data.files.grid import Grid, put_header
from data.files.options import Options
from data.readings.blanks import cleaned
from data.settings.coverage import Day, Period, asked_period
from data.sources.column_names import may_hold
from data.sources.context_events import ContextOutcome, read_context
from data.sources.coverage_hint import first_to_last
from data.sources.outcome import Outcome
from data.sources.tabular import read_tabular
from data.study import Study, load_study
from data.study_files import SOURCES_FILE
from data.tables.schema import TABLES

STRIKES = "strikes"
CAUTION = ": CAUTION: "
# What the caller gave as an argument stands in a file of the draft under another name.
ARGUMENTS = {"series[1].name": "noun", f"files.{STRIKES}": STRIKES}
SETTINGS = """\
title = {title}
credit = {credit}
timezone = {timezone}

[coverage]
start = {start:%Y-%m-%d}
end = {end:%Y-%m-%d}

[files]
{files}

[columns]
{columns}

[[series]]
name = {noun}
label = {label}
table = "events"
{counts}{strikes}{confirmation}{gaps}"""
COUNTS = """sum = {column}

[counts]
events = {columns}
"""
ASSUMED = """
[confirmation]
assumed = true
"""
GAP = """
[[coverage.gaps]]
start = {}
end = {}
reason = {}
"""
SECOND = """
[[series]]
name = "strikes"
label = "Strikes"
table = "strikes"
"""


@dataclass(frozen=True, kw_only=True)
class StudyDetails:
    """What tables do not say themselves.

    Parameters
    ----------
    title, credit : str
        For the page and the source line.
    noun : str
        What the events are, in the plural and in small letters.
    timezone : str
        Where the days are local, an IANA name.
    start, end : str, date or None
        First and last day that was watched, both inclusive; None takes the first and the last
        event's.
    """

    title: str
    credit: str
    noun: str
    timezone: str
    start: Day
    end: Day


def study_of(
    events: Grid,
    *,
    strikes: Grid | None = None,
    context: Grid | None = None,
    about: StudyDetails,
    options: Options,
) -> Study:
    """Read tables as a study.

    Parameters
    ----------
    events, strikes, context : Grid
        Tables as text with a header; their columns are recognised as those of a spreadsheet.
    about : About
    options : Options
        Which column is which, and the order of day and month.

    Returns
    -------
    Study
        Its warnings say which coverage was assumed; its sources say which column is what.

    Raises
    ------
    StudyError
        With whatever is wrong, table by table; nothing is left out silently.
    """
    try:
        outcomes, notes = _read(events, strikes, context, options)
    except SourceError as error:
        raise StudyError(error.faults) from None
    cautions = [note for note in notes if CAUTION in note]
    covered = [one.covered for one in outcomes.values() if isinstance(one, Outcome)]
    dated = [day for one in covered for day in (one.start, one.end)]
    period, assumed = _covered(about, pd.DataFrame({"date": dated}))
    sources = _sources(about, [*notes, *map(str, assumed)])
    try:
        study = _loaded(outcomes, about, period, sources)
    except StudyError as error:
        raise StudyError(tuple(_of_arguments(error.faults))) from None
    # What the checks of a folder find as well is said once.
    found = [warning.value for warning in study.warnings if warning.value]
    cautions = [note for note in cautions if not any(value in note for value in found)]
    warnings = (*assumed, *map(_as_warning, cautions), *_of_arguments(study.warnings))
    return replace(study, warnings=warnings, name="study")


def _read(
    events: Grid, strikes: Grid | None, context: Grid | None, options: Options
) -> tuple[dict[str, Outcome | ContextOutcome], list[str]]:
    """Turn each table into rows that a study accepts; gather what is wrong with any of them."""
    outcomes: dict[str, Outcome | ContextOutcome] = {}
    faults: list[Fault] = []
    notes: list[str] = []
    given: dict[str, tuple[Grid | None, Callable[..., Outcome | ContextOutcome]]] = {
        "events": (events, read_tabular),
        STRIKES: (strikes, partial(read_tabular, table=STRIKES)),
        "context": (context, read_context),
    }
    for name, (grid, read) in given.items():
        if grid is None:
            continue
        sheet = put_header(grid, None)
        narrowed = options
        if name != "events":
            # The mapping is for the events; where a second table has the same columns, for both.
            same = {k: v for k, v in options.columns.items() if v in sheet.cells}
            narrowed = replace(
                options, columns={k: v for k, v in same.items() if may_hold(name, k)}
            )
        outcome = read(cleaned(sheet), narrowed)
        outcomes[name], notes = outcome, [*notes, *_notes_of(grid.file, outcome.notes)]
        faults += outcome.faults
        left_out = getattr(outcome, "left_out", {})
        notes += _notes_of(
            grid.file, [f"{count_of_rows(n)} left out: {why}." for why, n in left_out.items()]
        )
    if faults:
        raise SourceError(tuple(faults))
    return outcomes, notes


def _notes_of(table: str, notes: Iterable[str]) -> list[str]:
    return [f"{table}: {note}" for note in notes]


def _as_warning(caution: str) -> Fault:
    """Put a caution of a spreadsheet's reader among the warnings."""
    table, _, told = caution.partition(CAUTION)
    found, _, rest = told.partition(", ")
    return Fault(file=table, value=found, allowed=rest or "a look at it", severity="warning")


def _covered(about: StudyDetails, events: pd.DataFrame) -> tuple[Period, list[Fault]]:
    """Return the coverage, and a warning for each end of it that was not given."""
    first, last = first_to_last(events)
    days = {"start": first, "end": last}
    period, faults = asked_period(days, about.start, about.end)
    if period is None:
        raise StudyError(tuple(replace(fault, file="coverage") for fault in faults))
    words = {"start": ("first", "before"), "end": ("last", "after")}
    assumed = [
        Fault(
            file="coverage",
            column=key,
            allowed=f"the {end} day that was watched; {days[key]}, the day of the {end} event, "
            f"is taken, and quiet days {side} it are lost",
            severity="warning",
        )
        for key, (end, side) in words.items()
        if getattr(about, key) is None
    ]
    return period, assumed


def _loaded(
    outcomes: dict[str, Outcome | ContextOutcome],
    about: StudyDetails,
    period: Period,
    sources: str,
) -> Study:
    """Write the draft of a folder, load it by the checks of every folder, and let go of it."""
    try:
        with tempfile.TemporaryDirectory(prefix="escalation-") as draft:
            folder = Path(draft)
            for name, one in outcomes.items():
                write_cells(one.events, folder / f"{name}.csv")
            settings = _settings(outcomes, about, period)
            (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8")
            (folder / SOURCES_FILE).write_text(sources, encoding="utf-8")
            return load_study(folder)
    except OSError as error:
        raise EscalationError(
            f"There is no room for a temporary folder ({error.strerror}): free some, or set TMPDIR."
        ) from None


def _settings(
    outcomes: dict[str, Outcome | ContextOutcome], about: StudyDetails, period: Period
) -> str:
    listed = {name: one for name, one in outcomes.items() if isinstance(one, Outcome)}
    names = {
        name: [c for c in one.events if c not in TABLES[name] and c not in one.counts]
        for name, one in listed.items()
    }
    # One of two tables with such a column has something to say.
    assumed = all("confirmation" in one.assumed for one in listed.values())
    counts, gaps = listed["events"].counts, listed["events"].covered.gaps
    return SETTINGS.format(
        title=_quoted(about.title),
        credit=_quoted(about.credit),
        timezone=_quoted(about.timezone),
        **period._asdict(),
        files="\n".join(f'{name} = "{name}.csv"' for name in outcomes),
        columns="\n".join(f"{name} = {_quoted(columns)}" for name, columns in names.items()),
        noun=_quoted(about.noun),
        label=_quoted(about.noun.capitalize() or "Events"),
        counts=COUNTS.format(column=_quoted(counts[0]), columns=_quoted(list(counts)))
        if counts
        else "",
        strikes=SECOND if STRIKES in outcomes else "",
        confirmation=ASSUMED if assumed else "",
        gaps="".join(GAP.format(start, end, _quoted(reason)) for start, end, reason in gaps),
    )


def _quoted(value: str | list[str]) -> str:
    # JSON is TOML here: for a text of printable characters, and for a list of such.
    return json.dumps(value, ensure_ascii=False)


def _sources(about: StudyDetails, notes: list[str]) -> str:
    """Write the account of where the rows come from."""
    credit = about.credit or "Where the rows come from is for their owner to say here."
    lines = "\n".join(f"- {note}" for note in notes)
    return f"# Sources\n\n{credit}\n\nRead from tables in memory:\n\n{lines}\n"


def _of_arguments(faults: Iterable[Fault]) -> Iterable[Fault]:
    """Name what the caller gave, instead of a file that he never wrote."""
    for fault in faults:
        file = "study" if fault.file == SETTINGS_FILE else fault.file.removesuffix(".csv")
        column = ARGUMENTS.get(fault.column or "", fault.column)
        yield replace(fault, file=file, column=column)
