"""One direction before it is tested: its episodes, and which windows can be answered."""

from dataclasses import dataclass

import numpy as np

from analytics.effects.power import FEWEST_EVENTS
from analytics.errors import NotAnswerable
from analytics.responses import sentence
from analytics.responses.episodes import (
    FEWEST_EPISODES,
    FEWEST_SHARE,
    MOST_SHARE,
    WINDOWS,
    Episodes,
    PairedDays,
    choose_episodes,
    inside,
    window_shares,
)
from analytics.responses.expected import ExpectedDays, expected_days
from analytics.wording import capitalised

# With fewer days trend, weekday and own past cannot be told apart.
LEAST_OBSERVED = 42
# The model's means end at about 160,000 a day.
MOST_A_DAY = 100_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """One direction before it is tested.

    Attributes
    ----------
    trigger, responder : str
    paired : PairedDays
    found : Episodes
    expected : ExpectedDays or None
        None where the responder's days are too few or too empty to expect anything of them.
    known : tuple of ndarray of bool
        On which days each window can be told.
    within : tuple of ndarray of bool
        Which days lie inside each.
    reasons : tuple of str
        For each window why it cannot be answered, or empty.
    """

    trigger: str
    responder: str
    paired: PairedDays
    found: Episodes
    expected: ExpectedDays | None
    known: tuple[np.ndarray, ...]
    within: tuple[np.ndarray, ...]
    reasons: tuple[str, ...]

    @property
    def expecting(self) -> ExpectedDays:
        """What is expected of the responder's days.

        Raises
        ------
        NotAnswerable
            Where that cannot be said.
        """
        if self.expected is None:
            raise NotAnswerable(
                f"There are too few {self.responder} to say how many to expect on a day."
            )
        return self.expected

    @property
    def tested(self) -> np.ndarray:
        """Which windows are tested."""
        return np.array([not reason for reason in self.reasons])


def ask_direction(
    paired: PairedDays, *, trigger: str, responder: str, gap: int, least: int | None
) -> Asked:
    """Find the episodes of one direction, and which windows after them can be answered.

    Parameters
    ----------
    paired : PairedDays
    trigger, responder : str
        What the two series count, in the plural.
    gap : int
        Most quiet days inside an episode.
    least : int or None
        Events that make a day count; None chooses.

    Returns
    -------
    Asked
    """
    found = choose_episodes(paired, gap=gap, least=least)
    lacking = _lacking(paired, found, trigger, responder)
    known = tuple(paired.known(*window) for window in WINDOWS)
    size = paired.days.size
    within = tuple(inside(found.starts[None], size, *window)[0] for window in WINDOWS)
    shares = window_shares(paired, found)
    number = found.starts.size
    reasons = tuple(lacking or share_reason(share, number, trigger) for share in shares)
    enough = paired.seen.sum() >= LEAST_OBSERVED and np.nansum(paired.responder) >= FEWEST_EVENTS
    enough = enough and np.nanmax(paired.responder) <= MOST_A_DAY
    return Asked(
        trigger=trigger,
        responder=responder,
        paired=paired,
        found=found,
        expected=expected_days(paired) if enough else None,
        known=known,
        within=within,
        reasons=reasons,
    )


def _lacking(paired: PairedDays, found: Episodes, trigger: str, responder: str) -> str:
    """Say why no window can be answered, or nothing."""
    episodes, days = found.starts.size, int(paired.seen.sum())
    events = int(np.nansum(paired.responder))
    if episodes < FEWEST_EPISODES:
        kind = sentence.episodes_of(trigger, episodes, found.least)
        return f"There {'is' if episodes == 1 else 'are'} {kind}: it takes {FEWEST_EPISODES}."
    if days < LEAST_OBSERVED:
        return f"{capitalised(responder)} are observed on {days} days: it takes {LEAST_OBSERVED}."
    if events < FEWEST_EVENTS:
        return f"There are {events} {responder} in all: it takes {FEWEST_EVENTS}."
    if (most := int(np.nanmax(paired.responder))) > MOST_A_DAY:
        return (
            f"On one day there are {most:,} {responder}: up to {MOST_A_DAY:,} a day can be "
            "compared. It would take counts in larger units."
        )
    return ""


def share_reason(share: float, number: int, trigger: str, *, called: str = "episodes") -> str:
    """Say why a window cannot be told from the other days, or nothing.

    Parameters
    ----------
    share : float
        Of the days that lie in it; ``nan`` where of no day it is known.
    number : int
        Episodes, or whatever the windows come after.
    trigger : str
        What they are of, in the plural.
    called : str
        What they are called, in the plural.
    """
    if np.isnan(share):
        return "On no day are both series observed for so long."
    if share > MOST_SHARE:
        return (
            f"{100 * share:.0f} % of the days lie in it, more than {100 * MOST_SHARE:.0f} %: too "
            "few others are left to compare with. It would take a shorter window, or fewer days of "
            f"{trigger}."
        )
    if share < FEWEST_SHARE:
        needed = int(np.ceil(number * FEWEST_SHARE / max(share, 1e-9)))
        return (
            f"{100 * share:.0f} % of the days lie in it, fewer than {100 * FEWEST_SHARE:.0f} %: "
            f"it would take about {needed:,} {called} in as many days, or a longer window."
        )
    return ""
