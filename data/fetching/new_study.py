"""The ``study.toml`` and ``SOURCES.md`` of a study that begins with a fetch."""

import json
from typing import Any

from data.fetching.ask import LINKED, Ask
from data.importing.template import settings_text, sources_text
from data.settings.fetch import KEPT_TO_ONESELF
from data.sources.outcome import Outcome

TABLE = """\
# What escalation fetch asks for; each time the rows have changed, the study gets a new download.
# Passwords and tokens stand in the environment or in the system's keyring, never here.
[fetch]
source = {source}
{lines}"""


def fetch_table(ask: Ask) -> str:
    """Write ``[fetch]`` of a study.

    Parameters
    ----------
    ask : Ask

    Returns
    -------
    str
    """
    lists = {
        "countries": ask.countries,
        "event_types": ask.event_types,
        "releases": ask.releases,
    }
    lines = [f"{name} = {_toml(list(values))}" for name, values in lists.items() if values]
    if ask.source != LINKED:
        lines.append(f"start = {ask.start}")
    if ask.end < ask.day and ask.source != LINKED:
        lines.append(f"end = {ask.end}")
    if ask.source in KEPT_TO_ONESELF:
        lines += ["# The source forbids passing its rows on.", "share = false"]
    if ask.reading:
        lines += ["", "[fetch.reading]"]
        names = {"columns": "map", "language": "date_language"}
        lines += [f"{names.get(name, name)} = {_toml(v)}" for name, v in ask.reading.items()]
    return TABLE.format(source=_toml(ask.link or ask.source), lines="\n".join(lines)).rstrip()


def _toml(value: object) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {_toml(text)}" for key, text in value.items())
        return f"{{ {inner} }}"
    return json.dumps(value, ensure_ascii=False)


def study_texts(outcome: Outcome, entry: dict[str, Any], table: str) -> tuple[str, str]:
    """Write the settings of a new study, and the account of its sources.

    Parameters
    ----------
    outcome : Outcome
    entry : dict
        What the index says of its first download.
    table : str
        ``[fetch]``.

    Returns
    -------
    tuple of str
    """
    where = ", ".join(entry["asked"].get("countries", []))
    title = f"{outcome.source.label}, {where}" if where else f"{outcome.source.label}"
    return settings_text(outcome, fetch=table, title=title), sources_text(outcome, entry["hash"])
