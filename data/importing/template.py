"""The ``study.toml`` and ``SOURCES.md`` that an imported study starts with."""

import json
import re
import textwrap

from data.importing.template_filters import example_filters
from data.importing.template_series import example_series
from data.sources.counts import series_name
from data.sources.coverage_hint import Covered
from data.sources.outcome import Outcome

SETTINGS = """\
# Made by escalation {maker} from {file}, ready to edit; docs/study-format.md describes every key.
title = {title}
credit = {credit}
{caution}{clock}

{coverage}

{files}

# The source's own columns, kept as text for the conditions below.
[columns]
events = {extra_columns}
{filters}{counts}
# A row enters a series when each column named in where holds one of the values listed; a value
# that ends in * stands for all that begin so. The name is a plural noun in small letters: it
# stands in every sentence. Events dated to a week, a month or a period are drawn in a lighter
# colour and stay out of the statistics, unless the dates below say otherwise.
{series}

# More series from the same file. The first is drawn upwards and the second down; take the "# "
# away from those wanted, and put the main one first.
{examples}

# The least confirmation that counts: "official", "media" (officials or media) or "claimed", the
# default, which is every row.
{confirmation}
# least = "media"

# An "approx" date without a number of days may be off by so many.
# Statistics leave events dated to a week or more out ("precise") or spread them over their dates
# ("imputed").
{dates}
"""
UNKNOWN_CLOCK = """\
# The source does not say where its days are local: set this, such as "Asia/Baghdad".
timezone = "UTC"\
"""
FILTERS = """
# Columns that the page offers to filter and to divide by, with what each is called there.
[filters]
{}
"""
COUNTS = """
# Rows are counts by day, not single events: in these columns stands how many.
[counts]
events = {}
"""
ASSUMED = """\
[confirmation]
# No column of the file tells who confirmed its rows: all are taken as media, and nothing is said
# of it. Take this away once the column confirmation of the rows is filled in.
assumed = true\
"""
# A name stands in sentences, so a column without English letters gets one of these.
FURTHER = "further counts {}"
MOST_SERIES = 12
UNNAMED = "who gathered the rows? Every figure says it"

KEYS = ("name", "label", "table", "sum")
GAP = """\

[[coverage.gaps]]
start = {}
end = {}
reason = {}
"""
GAP_EXAMPLE = """
# Days on which nobody looked, such as a truce without reports; they count as unknown, not as 0.
# [[coverage.gaps]]
# start = {end}
# end = {end}
# reason = "..."
"""


def settings_text(
    outcome: Outcome, *, events_file: str = "", fetch: str = "", title: str = ""
) -> str:
    """Write a ``study.toml``.

    Parameters
    ----------
    outcome : Outcome
    events_file : str
        Empty where the events are fetched.
    fetch : str
        The table ``[fetch]``; empty without.
    title : str
        Empty names the file.

    Returns
    -------
    str
    """
    credit = outcome.source.credit or _one_line(outcome.file)
    # An own spreadsheet has no caution of its own; its placeholder is for SOURCES.md.
    caution = outcome.source.caution if outcome.source.credit else ""
    return SETTINGS.format(
        maker="fetch" if fetch else "import",
        file=_one_line(outcome.file),
        title=_quoted(title or f"{outcome.source.label}, from {_one_line(outcome.file)}"),
        credit=_quoted(credit) if outcome.source.credit else f"{_quoted(credit)}  # {UNNAMED}",
        caution=f"caution = {_quoted(caution)}\n" if caution else "",
        coverage=_coverage(outcome.covered),
        files=f"[files]\nevents = {_quoted(events_file)}" if events_file else fetch,
        extra_columns=_listed(outcome.extra_columns),
        clock=_clock(outcome),
        filters=_filters(outcome),
        counts=COUNTS.format(_listed(outcome.counts)) if outcome.counts else "",
        series="\n\n".join(_series(series, "") for series in _main_series(outcome)),
        confirmation=ASSUMED if "confirmation" in outcome.assumed else "# [confirmation]",
        dates=_dates(outcome),
        examples="\n#\n".join(_series(series) for series in example_series(outcome)),
    )


def _filters(outcome: Outcome) -> str:
    """Write ``[filters]``, or nothing where no column divides the rows."""
    lines = [
        f"{_key(column)} = {_quoted(label)}" for column, label in example_filters(outcome).items()
    ]
    return FILTERS.format("\n".join(lines)) if lines else ""


def _clock(outcome: Outcome) -> str:
    """Write the time zone, with what is known of it."""
    if not outcome.clock:
        return UNKNOWN_CLOCK
    told = f"Days were cut on this clock, from the offsets of the times in {outcome.time_column}."
    return f"{_comment(_one_line(told))}\ntimezone = {_quoted(outcome.clock)}"


def _dates(outcome: Outcome) -> str:
    """Write ``[dates]``, as comments but for the column of times."""
    lines = ["# [dates]", "# approx_days = 2", '# statistics = "precise"']
    if outcome.time_column:
        why = "The times with an offset: check tells where the time zone would cut other days."
        lines[0] = f"[dates]\n# {why}\ntime = {_quoted(outcome.time_column)}"
    return "\n".join(lines)


def _main_series(outcome: Outcome) -> list[dict]:
    """List the series that are there at first: all rows, or each column of counts."""
    if not outcome.counts:
        return [{"name": outcome.source.noun, "label": outcome.source.label}]
    series: dict[str, dict] = {}
    for number, column in enumerate(outcome.counts[:MOST_SERIES], 1):
        name = series_name(column) or (outcome.source.noun if number == 1 else "")
        name = name if name and name not in series else FURTHER.format(number)
        label = column if series_name(column) != column.lower() else name.capitalize()
        table = {"name": name, "label": label, "table": "events", "sum": column}
        series[name] = table
    return list(series.values())


def _coverage(covered: Covered) -> str:
    """Write ``[coverage]`` with the reason for each day above it."""
    taken = covered.data_date
    lines = [_comment(f"{covered.why} A quiet day inside counts as 0."), "[coverage]"]
    lines += [f"start = {covered.start}", f"end = {covered.end}", _comment(covered.later)]
    lines += [f"data_date = {taken}" if taken else f"# data_date = {covered.end}"]
    lines += [f"lag = {covered.lag}" if covered.lag else "# lag = 7"]
    gaps = [GAP.format(start, end, _quoted(reason)) for start, end, reason in covered.gaps]
    gaps = gaps or [GAP_EXAMPLE.format(end=covered.end)]
    return "\n".join(lines) + "\n" + "".join(gaps).rstrip()


def _series(series: dict, mark: str = "# ") -> str:
    """Write a series, as a comment or not."""
    where = series.get("where", {})
    lines = [f"{key} = {_quoted(series[key])}" for key in KEYS if key in series]
    conditions = [
        f"{_key(name)} = [{', '.join(map(_quoted, values))}]" for name, values in where.items()
    ]
    lines += [f"where = {{ {', '.join(conditions)} }}"] if where else []
    return "\n".join(f"{mark}{line}" for line in ["[[series]]", *lines])


def _key(name: str) -> str:
    """Write a column as a TOML key, bare where that is allowed."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _comment(text: str) -> str:
    return textwrap.fill(text, 98, initial_indent="# ", subsequent_indent="# ")


def sources_text(outcome: Outcome, digest: str) -> str:
    """Write a ``SOURCES.md``.

    Parameters
    ----------
    outcome : Outcome
    digest : str
        SHA-256 of the file read.
    """
    lines = [f"# Sources\n\n{outcome}", f"SHA-256 of that file: `{digest}`."]
    if outcome.source.credit:
        lines.append(f"Credit: {outcome.source.credit}.")
    lines.append(outcome.source.caution)
    rows = "\n".join(
        f"| {verdict} | {reason} | {count} |"
        for verdict, reason, count in outcome.table.itertuples(index=False)
    )
    lines.append(f"| rows | reason | number |\n| --- | --- | --- |\n{rows}")
    notes = [note for note in outcome.notes if note != outcome.source.caution]
    lines.append("\n".join(f"- {note}" for note in [*notes, *outcome.covered.sentences]))
    return "\n\n".join(line for line in lines if line) + "\n"


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _quoted(text: str) -> str:
    # A JSON string of printable characters is a TOML basic string.
    return json.dumps(text, ensure_ascii=False)


def _listed(names: tuple[str, ...]) -> str:
    """Write a list, a few names a line."""
    quoted = [_quoted(name) for name in names]
    rows = [", ".join(quoted[i : i + 6]) for i in range(0, len(quoted), 6)]
    return "[" + "".join(f"\n    {row}," for row in rows) + ("\n]" if rows else "]")
