"""The claim ladder: from which rung on events count, and what that is called."""

import pandas as pd

from analytics.errors import InvalidOption
from data.tables.schema import CONFIRMATIONS

# From the firmest rung alone down to every report; a view without a choice counts every rung.
RUNGS: dict[str, tuple[str, ...]] = {
    "official": ("official",),
    "media": ("media", "official"),
    "claimed": (),
}
LABELS = {
    "claimed": "Every rung",
    "media": "Official or media",
    "official": "Official only",
}
WORDS = {
    "official": "confirmed by officials",
    "media": "reported by media",
    "claimed": "only claimed",
}


def rungs_from(rung: str) -> tuple[str, ...]:
    """Return the filter that counts events from a rung on.

    Parameters
    ----------
    rung : {"official", "media", "claimed"}

    Returns
    -------
    tuple of str
        Empty for "claimed": every rung counts.

    Raises
    ------
    InvalidOption
    """
    if rung not in RUNGS:
        raise InvalidOption(f"There is no rung {rung!r}: choose one of {', '.join(RUNGS)}.")
    return RUNGS[rung]


def rung_of(confirmation: tuple[str, ...]) -> str:
    """Name the rung that a filter counts from; empty when it is another choice of rungs."""
    return next((rung for rung, allowed in RUNGS.items() if allowed == confirmation), "")


def counted_words(events: pd.DataFrame, noun: str) -> str:
    """Say how many of the counted events stand on each rung.

    Parameters
    ----------
    events : DataFrame, one row per event
        Those that count.
    noun : str
        In the plural.

    Returns
    -------
    str
        One sentence; empty without events or without the column ``confirmation``.
    """
    if "confirmation" not in events or events.empty:
        return ""
    found = events["confirmation"].value_counts()
    parts = [f"{found[rung]:,} {WORDS[rung]}" for rung in CONFIRMATIONS if found.get(rung)]
    if len(parts) == 1:
        rung = next(rung for rung in CONFIRMATIONS if found.get(rung))
        return f"Every one of the {len(events):,} {noun} counted is {WORDS[rung]}."
    return f"Of the {len(events):,} {noun} counted, {_joined(parts)}."


def _joined(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}".replace(" ", " are ", 1)
