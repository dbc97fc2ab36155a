"""What a watch has seen and said, kept as JSON: written whole, of a stated format."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import EscalationError
from data.version import NAME

STATE_FORMAT = 1
# An alarm that is found again may begin so many days earlier or later, in revised data.
SAME_ALARM = pd.Timedelta(days=28)
NEEDED = {"format", "settings", "begin", "data_date", "digest", "lines", "alarms"}


@dataclass(frozen=True, kw_only=True)
class WatchState:
    """What is kept of a watch from one run to the next.

    Attributes
    ----------
    settings : dict of str to str
        What it watches and how: another watch has another file.
    begin : str
        First day watched.
    data_date, digest : str
        Of the data of the last run.
    lines : dict of str to float
        Logarithm of the line of each quarter, by its first day.
    alarms : tuple of dict
        As they were found, in the order of their begin: ``unit``, ``begin``, ``end``, ``settled``,
        ``events``, ``usual``, ``evidence``, ``line``, ``rows`` (ids), ``found_in`` (the digest of
        the data that first showed it), ``found_on`` (their day), and ``withdrawn``, the day of
        the data that no longer show it.
    """

    settings: dict[str, str]
    begin: str
    data_date: str
    digest: str
    lines: dict[str, float]
    alarms: tuple[dict[str, Any], ...]

    @property
    def new(self) -> tuple[dict[str, Any], ...]:
        """The alarms that the data of the last run were the first to show."""
        return tuple(
            one for one in self.alarms if one["found_in"] == self.digest and not one["withdrawn"]
        )

    def content(self) -> bytes:
        """Return the bytes of the file."""
        values = {
            "written_by": NAME,
            "format": STATE_FORMAT,
            "settings": self.settings,
            "begin": self.begin,
            "data_date": self.data_date,
            "digest": self.digest,
            "lines": self.lines,
            "alarms": list(self.alarms),
        }
        return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


def read_state(path: Path) -> WatchState | None:
    """Read what a watch has kept.

    Parameters
    ----------
    path : Path

    Returns
    -------
    WatchState or None
        None where there is no such file yet.

    Raises
    ------
    EscalationError
        When the file is of another format, or none of a watch: it is left as it is.
    """
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_bytes())
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EscalationError(
            f"{path} is not the state of a watch ({error}): give another file by --state."
        ) from error
    _check_format(path, values)
    if missing := NEEDED - set(values):
        raise EscalationError(
            f"{path} lacks {', '.join(sorted(missing))}: it is not the whole state of a watch; "
            "give another file by --state, or remove it to begin anew."
        )
    return WatchState(
        settings=values["settings"],
        begin=values["begin"],
        data_date=values["data_date"],
        digest=values["digest"],
        lines=values["lines"],
        alarms=tuple(values["alarms"]),
    )


def _check_format(path: Path, values: object) -> None:
    number = values.get("format") if isinstance(values, dict) else None
    if not isinstance(number, int):
        raise EscalationError(
            f"{path} does not say which format it has, so it is not the state of a watch: give "
            "another file by --state."
        )
    if number > STATE_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, written by a newer version; this one reads format "
            f"{STATE_FORMAT} and leaves it as it is: upgrade, or give another file by --state."
        )
    if number < STATE_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, which no version can have written; this one reads "
            f"format {STATE_FORMAT}: give another file by --state."
        )


def check_continues(
    path: Path, state: WatchState, settings: dict[str, str], data_date: str, since: str | None
) -> None:
    """Refuse to go on with a watch under other rules, or with older data than it has seen.

    Raises
    ------
    EscalationError
    """
    for name, value in settings.items():
        kept = state.settings.get(name)
        if kept != value:
            raise EscalationError(
                f"{path} is of a watch with {name} {kept or 'left out'}, not "
                f"{value or 'left out'}: go on as before, or give another file by --state."
            )
    if since and since != state.begin:
        raise EscalationError(
            f"{path} is of a watch that began on {state.begin}, not {since}: leave --since out, or "
            "give another file by --state."
        )
    if data_date < state.data_date:
        raise EscalationError(
            f"{path} knows data of {state.data_date}, and these are of {data_date}: older data "
            "would undo what newer ones have shown. Give the newer study."
        )


def merged(
    known: tuple[dict[str, Any], ...], found: list[dict[str, Any]], data_date: str
) -> tuple[dict[str, Any], ...]:
    """Put the alarms of a run to those that are known.

    Parameters
    ----------
    known : tuple of dict
    found : list of dict
        As the data show them now.
    data_date : str
        Of these data.

    Returns
    -------
    tuple of dict
        What is known stays as it was said, but for its end; one that is not found again is
        withdrawn.
    """
    left, kept = list(found), []
    for alarm in known:
        again = min(
            (one for one in left if _is_same(one, alarm)),
            key=lambda one: abs(_day(one) - _day(alarm)),
            default=None,
        )
        if again is None:
            kept.append(alarm | {"withdrawn": alarm["withdrawn"] or data_date})
            continue
        left.remove(again)
        now = {name: again[name] for name in ("end", "settled")}
        kept.append(alarm | now | {"withdrawn": None})
    return tuple(sorted([*kept, *left], key=lambda one: (one["begin"], one["unit"])))


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["unit"] == other["unit"] and abs(_day(one) - _day(other)) <= SAME_ALARM


def _day(alarm: dict[str, Any]) -> pd.Timestamp:
    return pd.Timestamp(alarm["begin"])
