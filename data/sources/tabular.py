"""A spreadsheet of one's own: columns recognised by their names, or by what the user says."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from data.faults import count_of
from data.files.grid import Sheet, plain_name, refuse
from data.files.options import Options
from data.sources.assemble import assemble
from data.sources.column_names import (
    find_columns,
    further_dates,
    refuse_values_as_names,
    with_joined_date,
)
from data.sources.counts import (
    QUIET,
    Counts,
    find_counts,
    looks_like_counts,
    refuse_counts_without_days,
    refuse_daily_numbers,
    series_name,
    take_counts,
    whole_columns,
)
from data.sources.coverage_hint import Covered, covered_by_counts, first_to_last
from data.sources.ids import STAMPS, ids
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.stray_rows import leave_out_stray_rows
from data.sources.values import constant, coordinates, last_day, links, one_day, toll_column
from data.tables.cells import COUNT
from data.tables.schema import CONFIRMATIONS, PRECISIONS, TOLL

SOURCE = SourceRules(
    name="a spreadsheet",
    credit="",
    noun="incidents",
    label="Incidents",
    caution="Where the rows come from is for their owner to say here.",
)
PRECISE = {
    **{name: name for name in PRECISIONS},
    **dict.fromkeys(("exact", "1", "precise"), "day"),
    **dict.fromkeys(("approximate", "about", "circa", "~"), "approx"),
}
# Rows from which on days that each occur once look like counts.
FEWEST_OF_ANY, FEWEST_OF_NUMBERS = 30, 10
MOST_NAMED = 8
# What is taken where no column tells; a month, a week or a last day is in the dates themselves.
DEFAULT_OF = {
    "date_precision": "a date that names one day is taken as day",
    "confirmation": "every event is taken as media, and nothing is said of it",
}
# What a word of no known meaning stands for: the least that it can.
LEAST = {"date_precision": "month", "confirmation": "claimed"}
CONFIRMATION_WORDS = {name: name for name in CONFIRMATIONS} | {"claim": "claimed", "press": "media"}


def read_tabular(sheet: Sheet, options: Options, *, table: str = "events") -> Outcome:
    """Turn the rows of an own spreadsheet into events.

    Parameters
    ----------
    sheet : Sheet
    options : Options
        ``columns`` overrides what the names tell.
    table : {"events", "strikes"}
        The study's table that the rows are for.

    Raises
    ------
    SourceError
        Without a column of dates, with two that could be one thing, and for dates whose order
        cannot be told.
    """
    joined: tuple[str, ...] = ()
    if "date" not in options.columns:
        refuse_counts_without_days(sheet, options.rows)
    # The page asks again with the names that its preview has shown, this one among them.
    if options.columns.get("date", "date") == "date":
        sheet, joined = with_joined_date(sheet)
    ledger = Ledger(sheet)
    found = find_columns(sheet, options, table=table)
    refuse_values_as_names(sheet, found["date"])
    notes = [*joined]
    notes += [f'{name} is taken from "{column}".' for name, column in found.items()]
    notes += _tell_other_dates(sheet, found)
    leave_out_stray_rows(
        ledger,
        found["date"],
        places=[found[name] for name in ("location", "country") if name in found],
        tolls=[column for name, column in found.items() if TOLL.fullmatch(name)],
    )
    kept = replace(ledger.sheet, cells=ledger.sheet.cells[ledger.kept])
    counts = find_counts(kept, found, options.rows) if table == "events" else None
    if counts and "location" not in found and len(counts.keys) == 1:
        found["location"] = counts.keys[0]
    notes += _tell_kept_as_text(kept, found, counts, joined)
    ledger.mapping = dict(found)
    drawn = _dates(ledger, found, options, notes)
    used = {found[name] for name in ("date", "date_end") if name in found}
    for name, column in found.items():
        if name in drawn or name in ("date_end", "date_precision", "event_id", "confirmation"):
            continue
        if name in ("lat", "lon"):
            drawn |= _place(ledger, found)
            used |= {found["lat"], found["lon"]}
        elif name == "source_url":
            drawn[name] = _links(ledger, column, used, notes)
            continue
        else:
            drawn[name] = _cells(ledger, name, column)
        used.add(column)
    drawn["confirmation"] = _worded(
        ledger, found, "confirmation", CONFIRMATION_WORDS, "media", used, notes
    )
    stamp = next((name for name in sheet.cells if plain_name(name) in STAMPS), None)
    stamp = None if stamp == found["date"] else stamp
    drawn["event_id"] = ids(ledger, found.get("event_id"), drawn, stamp=stamp, one_place=True)
    used |= {found[name] for name in ("event_id",) if name in found}
    source = SOURCE
    named: tuple[str, ...] = ()
    cover: Callable[[pd.DataFrame], Covered] = _cover
    if counts:
        days = drawn["date"][ledger.kept]
        named = take_counts(ledger, counts, drawn, used)
        source = _of_counts(SOURCE, named[0])
        ledger.mapping |= {f"counts of {column}": column for column in counts.columns}
        cover = covered_by_counts(days, has_zeros=QUIET in ledger.reasons)
    elif options.rows is None:
        if table == "events":
            refuse_daily_numbers(kept, found, drawn["date"][ledger.kept])
        notes += _warn_of_a_daily_table(drawn["date"], ledger, found)
        if why := looks_like_counts(kept, found):
            notes.append(
                f"CAUTION: {why}, so this looks like counts; here each row counts as one event "
                "(--rows counts adds the numbers up instead, --rows events says that it is right)."
            )
    return assemble(
        ledger,
        drawn,
        format="tabular",
        source=source,
        used=used,
        cover=cover,
        notes=notes,
        counts=named,
    )


def _of_counts(source: SourceRules, column: str) -> SourceRules:
    """Return the rules of a source whose events are called as the column of their counts."""
    noun = {"killed": "deaths", "injured": "injuries"}.get(column) or series_name(column)
    noun = noun or source.noun
    return replace(source, noun=noun, label=column if noun == source.noun else noun.capitalize())


def _tell_kept_as_text(
    sheet: Sheet, found: dict[str, str], counts: Counts | None, joined: tuple[str, ...]
) -> list[str]:
    """Name the columns that stand for nothing in the study, and how to take numbers as a toll."""
    used = {*found.values(), *(counts.columns if counts else ()), *further_dates(sheet, found)}
    left = [name for name in sheet.cells if name not in used and sheet.cells[name].notna().any()]
    left = [name for name in left if not any(f'"{name}"' in note for note in joined)]
    if not left:
        return []
    more = f" and {len(left) - MOST_NAMED:,} more" if len(left) > MOST_NAMED else ""
    names = ", ".join(f'"{name}"' for name in left[:MOST_NAMED])
    told = [f"Kept as text, for no name of a study's column is known in them: {names}{more}."]
    numbers = [name for name in whole_columns(sheet, found) if name in left]
    if numbers and not counts and "killed" not in found:
        held = ", ".join(f'"{name}"' for name in numbers[:MOST_NAMED])
        told.append(
            f"{held} {'holds' if len(numbers) == 1 else 'hold'} numbers: where they are deaths, "
            f'say --map "killed={numbers[0]}".'
        )
    return told


def _tell_other_dates(sheet: Sheet, found: dict[str, str]) -> list[str]:
    """Name the columns of dates that are not taken, and how to take one."""
    others = further_dates(sheet, found)
    if not others:
        return []
    names = ", ".join(f'"{name}"' for name in others[:4])
    also = "reads as dates too and is" if len(others) == 1 else "read as dates too and are"
    return [
        f'{names} {also} kept as text; "{found["date"]}" is taken as the day of the event '
        f'(--map "date={others[0]}" takes the other).'
    ]


def _warn_of_a_daily_table(days: pd.Series, ledger: Ledger, found: dict[str, str]) -> list[str]:
    """Say so when a file looks like tolls per day, which a list of events is not."""
    dated = pd.to_datetime(days[ledger.kept].dropna())
    cells = ledger.sheet.cells
    others = [name for name in cells if name != found["date"] and cells[name].notna().any()]
    numbers = bool(others) and all(COUNT.valid(cells[name].dropna()).all() for name in others)
    every_day = (dated.max() - dated.min()).days + 1 == len(dated)
    many = len(dated) >= (FEWEST_OF_NUMBERS if numbers else FEWEST_OF_ANY)
    if not many or not dated.is_unique or not (numbers or every_day):
        return []
    named = [name for name in ("event_id", "summary", "source_url", "location") if name in found]
    if any(cells[found[name]].nunique() > 1 for name in named):
        return []
    often = "every day occurs exactly once" if every_day else "no day occurs more than once"
    return [
        f"CAUTION: {often}, so this looks like a table of daily counts; here each row counts as "
        "one event (--rows counts adds a column of numbers up instead)."
    ]


def _dates(
    ledger: Ledger, found: dict[str, str], options: Options, notes: list[str]
) -> dict[str, pd.Series]:
    start = one_day(ledger, found["date"], options)
    drawn = {"date": start}
    used: set[str] = set()
    precision = _worded(ledger, found, "date_precision", PRECISE, "day", used, notes)
    if "date_end" in found:
        end = last_day(ledger, found["date_end"], start, options)
        drawn["date_end"] = end
        precision = precision.where(end.isna() | precision.isin(["week", "month"]), "period")
    return drawn | {"date_precision": precision}


def _place(ledger: Ledger, found: dict[str, str]) -> dict[str, pd.Series]:
    """Take the coordinates when both columns are there."""
    if not {"lat", "lon"} <= set(found):
        only = next(name for name in ("lat", "lon") if name in found)
        raise refuse(ledger.sheet.file, found[only], "both a latitude and a longitude", column=only)
    lat, lon = coordinates(ledger, found["lat"], found["lon"])
    return {"lat": lat, "lon": lon}


def _cells(ledger: Ledger, name: str, column: str) -> pd.Series:
    if name.endswith(("killed", "injured")):
        return toll_column(ledger, name, column)
    return ledger.sheet.cells[column]


def _links(ledger: Ledger, column: str, used: set[str], notes: list[str]) -> pd.Series:
    """Take web addresses; a column that also holds other text is kept beside them."""
    cells = ledger.sheet.cells[column]
    taken = links(cells)
    other = int((cells.notna() & taken.isna()).sum())
    if other:
        cells_of = f'{count_of(other, "cell", "cells")} of "{column}"'
        are = "is" if other == 1 else "are"
        notes.append(f"{cells_of} {are} no web address and kept as text only.")
    else:
        used.add(column)
    return taken


def _worded(
    ledger: Ledger,
    found: dict[str, str],
    name: str,
    words: dict[str, str],
    default: str,
    used: set[str],
    notes: list[str],
) -> pd.Series:
    """Take a column of a few known words; one without any of them is the file's own."""
    column = found.get(name, "")
    cells = ledger.sheet.cells
    known = cells[column].str.lower().map(words).astype("str") if column else None
    if known is None or known.isna().all():
        ledger.assumed = (*ledger.assumed, name)
        notes.append(f"No column tells {name}: {DEFAULT_OF[name]}.")
        return constant(cells, default)
    wrong = known.isna() & cells[column].notna()
    if told := ledger.doubt(wrong, column, f"one of {', '.join(dict.fromkeys(words.values()))}"):
        first = cells[column][wrong].iloc[0]
        notes.append(
            f'{count_of(told, "cell", "cells")} of "{column}" {"holds" if told == 1 else "hold"} '
            f'a word of no known meaning ("{first[:40]}"): taken '
            f"as {LEAST[name]}; the text stays beside it."
        )
        ledger.keep_text(name, column, wrong)
        known = known.where(~wrong, LEAST[name])
    if cells[column].isna().any():
        notes.append(f'A blank in "{column}" is taken as {default}.')
    used.add(column)
    return known.fillna(default)


def _cover(events: pd.DataFrame) -> Covered:
    """Take the days between the events: nothing else is known."""
    start, end = first_to_last(events)
    return Covered(
        start=start,
        end=end,
        why="From the first event to the last: set start and end to the days that were watched, or "
        "quiet days before and after are lost.",
        later="Set data_date to the day on which the list was last brought up to date, and lag to "
        "the number of days up to it for which reports were still coming in.",
    )
