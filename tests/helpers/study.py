"""A small valid study, written to a folder, for tests to spoil one thing at a time."""

from pathlib import Path

from data.study import check_study

TOML = """\
title = "Made up"
credit = "Nobody"
timezone = "Asia/Baghdad"

[coverage]
start = 2024-01-01
end = 2024-01-31

[files]
attacks = "attacks.csv"
strikes = "strikes.csv"
context = "context.csv"
official_totals = "official_totals.csv"

[values.attacks]
weapon = ["drone", "rocket"]

[official_totals]
total = "total"
split = { Iraq = "iraq" }

[events]
shown = ["C1"]
before_after = "C1"
periods = [{ label = "Pause", start = "C1", end = "C2" }]
"""

ATTACKS = """\
event_id,date,date_precision,country,location,lat,lon,weapon,us_killed,us_injured,source_url,confirmation
A1,2024-01-02,day,Iraq,Base,33.79,42.44,drone,0,,https://example.org/1,official
A2,2024-01-03,approx,Syria,Post,,,rocket,,2,https://example.org/2,claimed
A3,2024-01-03,day,Iraq,Base,33.79,42.44,,,,,media
"""

STRIKES = """\
event_id,date,date_precision,country,location,lat,lon,actor,militants_killed,source_url,confirmation
S1,2024-01-04,day,Iraq,Town,33,44,US,5,https://example.org/3,official
"""

CONTEXT = """\
event_id,date,kind,label,source_url,source_publisher
C1,2024-01-10,ceasefire_start,Pause begins,https://example.org/4,Paper
C2,2024-01-15,ceasefire_end,Pause ends,,
"""

TOTALS = """\
as_of_date,reported_date,total,iraq,source_org,publisher,source_url,note
2024-01-02,2024-01-02,3,2,Army,Paper,https://example.org/5,
2024-01-05,2024-01-06,,,Army,Paper,https://example.org/6,figure not given
"""

FILES = {
    "study.toml": TOML,
    "attacks.csv": ATTACKS,
    "strikes.csv": STRIKES,
    "context.csv": CONTEXT,
    "official_totals.csv": TOTALS,
    "SOURCES.md": "# Made up\n",
}


def write_study(
    folder: Path, changes: dict[str, str | bytes | None] | None = None, *, new_line: str = "\n"
) -> Path:
    """Write the study with some files changed, or left out by None."""
    for name, content in (FILES | (changes or {})).items():
        if content is None:
            continue
        content = content.encode() if isinstance(content, str) else content
        if name.endswith(".csv"):
            content = content.replace(b"\n", new_line.encode())
        (folder / name).write_bytes(content)
    return folder


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """Return a file with one piece of its text replaced; the piece must be there."""
    text = FILES[name]
    if old not in text:
        raise KeyError(old)
    return {name: text.replace(old, new)}


def faults_of(folder: Path, changes: dict[str, str | bytes | None]) -> list[str]:
    """Write the study with changes, and tell its faults."""
    write_study(folder, changes)
    return [str(fault) for fault in check_study(folder) if fault.severity == "fault"]
