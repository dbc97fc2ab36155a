"""Parts of a link that cannot be used as they stand, and the one sentence that says so."""

from collections.abc import Sequence
from dataclasses import dataclass

# A link can be wrong in every part, and a part can be as long as an address: a sentence stays one.
MOST_TOLD = 3
MOST_NAMED = 12
LONGEST = 40
# What the page calls a choice, where links, options and Python have another name for it.
CALLED = {
    "gap": "days left out",
    "dates": "imprecise dates",
    "baseline": "now against",
    "method": "changes by another method",
}


@dataclass(frozen=True, kw_only=True)
class Unused:
    """A part of a link that was not used as it stands.

    Parameters
    ----------
    name : str
        As the link calls it.
    why : str
        What was found and what was expected, to follow the name.
    used : str
        What is used instead; empty where nothing takes its place.
    """

    name: str
    why: str
    used: str = ""

    @property
    def wrong(self) -> str:
        """What was found and what was expected."""
        return f"{called(plain(self.name))} {self.why}"

    def __str__(self) -> str:
        """Say what was found, and what is used instead."""
        return self.wrong + (f" ({self.used} is used)" if self.used else "")


def unused_sentence(parts: Sequence[Unused]) -> str:
    """Say which parts of a link were not used: the first few in full, the others by name.

    Parameters
    ----------
    parts : sequence of Unused

    Returns
    -------
    str
        One sentence; empty without parts.
    """
    if not parts:
        return ""
    told, names = parts[:MOST_TOLD], _others(parts)
    others = f"; nor can {names} (defaults are used)" if names else ""
    return f"Not all of this link can be used: {'; '.join(map(str, told))}{others}."


def refused_sentence(parts: Sequence[Unused]) -> str:
    """Say why a link is not followed at all: what of it cannot be used, and what to do.

    Parameters
    ----------
    parts : sequence of Unused
        At least one.

    Returns
    -------
    str
        A sentence, and what to do.
    """
    told, names = [part.wrong for part in parts[:MOST_TOLD]], _others(parts)
    others = f"; nor can {names} be used" if names else ""
    return (
        f"This link asks for a view that the study does not have: {'; '.join(told)}{others}. "
        "Correct the link, or leave that out of it."
    )


def _others(parts: Sequence[Unused]) -> str:
    """Name the parts that are not told in full."""
    rest = list(dict.fromkeys(plain(part.name) for part in parts[MOST_TOLD:]))
    more = len(rest) - MOST_NAMED
    return ", ".join([*rest[:MOST_NAMED], *([f"{more} others"] if more > 0 else [])])


def called(name: str) -> str:
    """Name a choice as links do, with what the page calls it where that is another name."""
    return f"{name} ({CALLED[name]})" if name in CALLED else name


def plain(text: str) -> str:
    """Return a text of a link as it can stand in a sentence: short, and without control signs."""
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return short if short and short.isprintable() and short == short.strip() else repr(short)
