"""The ``study.toml`` and ``SOURCES.md`` that an imported study starts with."""

import json

from data.formats.outcome import Outcome

SETTINGS = """\
# Made by escalation import from {file}, ready to edit; docs/study-format.md describes every key.
title = {title}
credit = {credit}
# The source does not say where its days are local: set this, such as "Asia/Baghdad".
timezone = "UTC"

# First and last event of the file, both inclusive. A source covers more than its first and last
# event, or less: set what it covers, because a quiet day inside counts as 0.
[coverage]
start = {start}
end = {end}

[files]
attacks = {events}
# The same file can give the second series too, told apart by the conditions below:
# strikes = {events}

# The source's own columns, kept as text for the conditions below.
[columns]
attacks = {own}
# strikes = the same list

# A row enters a series when each column named here holds one of the values listed; a value that
# ends in * stands for all that begin so. Events dated to a week, a month or a period stay out.
[series.attacks]
label = {label}
where = {{ date_precision = ["day", "approx"] }}
{example}
# [series.strikes]
# label = "..."
# where = {{ date_precision = ["day", "approx"] }}
"""
EXAMPLES = {
    "acled": '# where = { date_precision = ["day", "approx"], '
    'event_type = ["Battles", "Explosions/Remote violence"], actor1 = ["Military Forces of *"] }',
    "ucdp": '# where = { date_precision = ["day", "approx"], type_of_violence = ["1"], '
    'side_a = ["Government of *"] }',
    "gdelt": '# where = { date_precision = ["day", "approx"], EventRootCode = ["18"], '
    'ActionGeo_CountryCode = ["IZ", "SY"] }',
    "gtd": '# where = { date_precision = ["day", "approx"], attacktype1_txt = ["Bombing*"] }',
    "tabular": '# where = { date_precision = ["day", "approx"], country = ["..."] }',
}


def settings_text(outcome: Outcome, *, events_file: str) -> str:
    """Write a ``study.toml``.

    Parameters
    ----------
    outcome : Outcome
    events_file : str

    Returns
    -------
    str
    """
    days = outcome.events["date"]
    credit = outcome.source.credit or f"{_one_line(outcome.file)}; name its source here"
    return SETTINGS.format(
        file=_one_line(outcome.file),
        title=_quoted(f"{outcome.source.label}, from {_one_line(outcome.file)}"),
        credit=_quoted(credit),
        start=days.min(),
        end=days.max(),
        events=_quoted(events_file),
        own=_listed(outcome.own),
        label=_quoted(outcome.source.label),
        example=EXAMPLES[outcome.format],
    )


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
    lines.append("\n".join(f"- {note}" for note in notes))
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
