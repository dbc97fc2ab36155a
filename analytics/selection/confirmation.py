"""Confirmation: how firm it must be for an event to count, and what that is called."""

from collections.abc import Sequence

from analytics.errors import InvalidOption
from analytics.wording import plain_count
from data.study import Study
from data.tables.schema import CONFIRMATIONS

# By the least confirmation that counts, its filter; a view without a filter counts every event.
CONFIRMED_BY: dict[str, tuple[str, ...]] = {
    "official": ("official",),
    "media": ("media", "official"),
    "claimed": (),
}
LABELS = {
    "claimed": "Claims included",
    "media": "Official or media",
    "official": "Official only",
}
WORDS = {
    "official": "confirmed by officials",
    "media": "reported by media",
    "claimed": "only claimed",
}


def confirmed_by(least: str) -> tuple[str, ...]:
    """Return the filter that counts events of a confirmation and of any firmer one.

    Parameters
    ----------
    least : {"official", "media", "claimed"}

    Returns
    -------
    tuple of str
        Empty for "claimed": every event counts.

    Raises
    ------
    InvalidOption
    """
    if least not in CONFIRMED_BY:
        raise InvalidOption(
            f"There is no confirmation {least!r}: choose one of {', '.join(CONFIRMED_BY)}."
        )
    return CONFIRMED_BY[least]


def least_confirmation(confirmation: tuple[str, ...]) -> str:
    """Name the least confirmation that a filter counts; empty when it is another choice."""
    return next((least for least, allowed in CONFIRMED_BY.items() if allowed == confirmation), "")


def is_told(study: Study) -> bool:
    """Tell whether the rows of a study say who confirmed them; else all have what was assumed."""
    return not study.settings.get("confirmation", {}).get("assumed", False)


def counted_words(given: Sequence[str], noun: str, *, told: bool, added_up: str = "") -> str:
    """Say how many of the counted events have which confirmation.

    Parameters
    ----------
    given : sequence of str
        The confirmation of each event that counts.
    noun : str
        In the plural.
    told : bool
        Whether the rows say it themselves, by :func:`is_told`.
    added_up : str
        What the events add up to, where they are rows that hold a number.

    Returns
    -------
    str
        One sentence; empty without events.
    """
    if not given:
        return ""
    counted = f"counted ({added_up} in all)" if added_up else "counted"
    if not told:
        return f"The data do not tell who confirmed the {plain_count(len(given), noun)} {counted}."
    found = {name: given.count(name) for name in CONFIRMATIONS if name in given}
    parts = [f"{number:,} {WORDS[name]}" for name, number in found.items()]
    if len(parts) == 1:
        name = next(iter(found))
        if len(given) == 1:
            return f"The {plain_count(1, noun)} {counted} is {WORDS[name]}."
        return f"Every one of the {len(given):,} {noun} {counted} is {WORDS[name]}."
    return f"Of the {len(given):,} {noun} {counted}, {_joined(parts)}."


def _joined(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}".replace(" ", " are ", 1)
